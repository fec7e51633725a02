// What the replaced service answered for a language other than TypeScript's family, held to the fields that bind.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph, type FunctionAnalysis, type TypeAnalysis } from '../index.mjs';
import { below, functionIn, slashed, typeIn } from './repository.js';

const FUNCTION_FIELDS = [
  'name',
  'params',
  'lines',
  'className',
  'startLine',
  'endLine',
  'fullText',
  'functionHash',
  'file',
  'position',
] as const;
const TYPE_FIELDS = ['name', 'file', 'position'] as const;

type Old = Record<string, Record<string, unknown>>;

/** An answer of the replaced service that is wrong. */
export interface Exception {
  /** The key of the function or type, as the replaced service had it. */
  key: string;
  /** The field; `key` if the key itself is wrong. */
  field: (typeof FUNCTION_FIELDS)[number] | 'key';
  /** Why another answer is right. */
  why: string;
  /** The right answer. */
  required: unknown;
}

/** Tests that each function and type of the fixture has the answers of the replaced service, but for `exceptions`. */
export function describeBoundFields(language: string, exceptions: readonly Exception[] = []): void {
  const root = slashed(resolve(__dirname, 'fixtures/compat', language));
  const old: { functions: Old; types: Old } = JSON.parse(readFileSync(`${root}/old-service.json`, 'utf8'));
  const exception = (key: string, field: string) => exceptions.find((one) => one.key === key && one.field === field);

  describe(`what the replaced service answered for ${language}`, () => {
    let graph: CodeGraph;
    beforeAll(async () => {
      graph = await buildGraphStreaming(root);
    });

    const check = (key: string, fields: readonly string[], answers: Old, find: typeof functionIn | typeof typeIn) => {
      const found: FunctionAnalysis | TypeAnalysis = find(graph, root, String(exception(key, 'key')?.required ?? key));
      for (const field of fields) {
        const required = exception(key, field)?.required ?? answers[key]?.[field];
        const actual = found[field as keyof typeof found];
        expect(typeof actual === 'string' ? below(root, actual) : actual, `${key}: ${field}`).toEqual(required);
      }
    };
    for (const key of Object.keys(old.functions)) {
      it(`function ${key}`, () => check(key, FUNCTION_FIELDS, old.functions, functionIn));
    }
    for (const key of Object.keys(old.types)) {
      it(`type ${key}`, () => check(key, TYPE_FIELDS, old.types, typeIn));
    }

    it('names every exception for a reason that holds', () => {
      for (const { key, field, required } of exceptions) {
        const answer = field === 'key' ? key : (old.functions[key] ?? old.types[key])?.[field];
        expect(answer, `${key}: ${field}`).toBeDefined();
        expect(answer, `${key}: ${field}`).not.toEqual(required);
      }
    });
  });
}
