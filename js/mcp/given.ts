/** What a tool is given, checked by the schema that it tells its callers. */
import { misspelledName } from '../misspelling.js';

/** The JSON schema of one argument, as far as the tools need it. */
export type Argument =
  | { type: 'string'; description: string; enum?: readonly string[] }
  | { type: 'integer'; description: string; minimum: number; maximum: number }
  | { type: 'array'; description: string; items: { type: 'string' } };

/** The JSON schema of a tool's arguments. */
export interface Schema {
  type: 'object';
  properties: Readonly<Record<string, Argument>>;
  required?: readonly string[];
  additionalProperties: false;
}

/** Arguments that are none of a tool's: the message says what is wrong. */
export class GivenError extends Error {}

/** Checks what was given. @throws GivenError */
export function checked(schema: Schema, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = Object.keys(schema.properties);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const meant = misspelledName(name, names);
    const there = names.length > 0 ? `there are ${names.join(', ')}` : 'there is none';
    throw new GivenError(`${name} is no argument: ${meant ? `did you mean ${meant}?` : there}`);
  }
  const found: Record<string, unknown> = {};
  for (const [name, argument] of Object.entries(schema.properties)) {
    const value = given[name];
    // Agents write `null` for what they leave out.
    if (value === undefined || value === null) continue;
    if (!fits(argument, value)) throw new GivenError(`${name} must be ${expected(argument)}`);
    found[name] = value;
  }
  const missing = schema.required?.find((name) => found[name] === undefined);
  if (missing !== undefined) throw new GivenError(`${missing} is missing`);
  return found;
}

function fits(argument: Argument, value: unknown): boolean {
  switch (argument.type) {
    case 'string':
      return typeof value === 'string' && value.trim() !== '' && (argument.enum?.includes(value) ?? true);
    case 'integer':
      return Number.isInteger(value) && Number(value) >= argument.minimum && Number(value) <= argument.maximum;
    case 'array':
      return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
  }
}

function expected(argument: Argument): string {
  switch (argument.type) {
    case 'string':
      return argument.enum === undefined ? 'a text' : `one of ${argument.enum.join(', ')}`;
    case 'integer':
      return `a whole number from ${argument.minimum} to ${argument.maximum}`;
    case 'array':
      return 'a list of texts';
  }
}
