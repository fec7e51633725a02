/** The tool `impact`: what a change may affect. */
import type { CodeIndex } from '../../index.js';
import type { Schema } from './given.js';
import { reachedLine, section, symbolLine } from './text.js';
import { changesSince } from './work-tree.js';

export const IMPACT_SCHEMA: Schema = {
  type: 'object',
  properties: {
    keys: { type: 'array', description: 'Functions and types, by key or name', items: { type: 'string' } },
    files: { type: 'array', description: 'Files, with all that is in them', items: { type: 'string' } },
    diff: { type: 'string', description: 'A unified diff that has been applied' },
    base: {
      type: 'string',
      description:
        'A revision: what the work tree changes since it. Without any argument it is HEAD: what is not committed',
    },
    depth: { type: 'integer', description: 'Steps (5)', minimum: 1, maximum: 100 },
    limit: { type: 'integer', description: 'Symbols, tests and files shown of each (40)', minimum: 1, maximum: 500 },
  },
  additionalProperties: false,
};

interface Given {
  keys?: string[];
  files?: string[];
  diff?: string;
  base?: string;
  depth?: number;
  limit?: number;
}

export async function impact(index: CodeIndex, given: Record<string, unknown>): Promise<string[]> {
  const { keys, files, diff, base, depth = 5, limit = 40 } = given as Given;
  const isOfWorkTree = keys === undefined && files === undefined && diff === undefined;
  const since = base ?? (isOfWorkTree ? 'HEAD' : undefined);
  const tree = since === undefined ? undefined : await changesSince(index.root, since);
  const diffs = [diff, tree?.diff].filter((text): text is string => text !== undefined && text.trim() !== '');
  const whole = [...(files ?? []), ...(tree?.untracked ?? [])];
  if (keys === undefined && whole.length === 0 && diffs.length === 0) return [`Nothing has changed since ${since}.`];
  const found = await index.impact(
    {
      ...(keys !== undefined && { keys }),
      ...(whole.length > 0 && { files: whole }),
      ...(diffs.length > 0 && { diff: diffs.join('\n') }),
    },
    { depth, limit: limit + 1 },
  );
  const lines = [
    ...(await unknown(index, keys, files)),
    ...section('Changed', found.changed.map(symbolLine), limit, found.truncated),
    ...section('May be affected, the nearest first', found.affected.map(reachedLine), limit, found.truncated),
    ...section(
      'Tests among them',
      found.tests.map(({ file, line, title }) => `${file}:${line} ${title}`),
      limit,
      found.truncated,
    ),
    ...section('Files', found.files, limit, found.truncated),
    ...section('Names that may mean several: give one of these', found.candidates.map(symbolLine), limit),
  ];
  return lines.length > 0 ? lines : ['Nothing that is indexed is changed or affected.'];
}

/** What was asked about and is not there: who is told of nothing that is affected would rely on it. */
async function unknown(index: CodeIndex, keys: string[] = [], files: string[] = []): Promise<string[]> {
  const lines: string[] = [];
  for (const key of keys) {
    if ((await index.find({ name: key, limit: 1 })).symbols.length === 0) {
      lines.push(`Nothing is called '${key}': explore finds what is like it.`);
    }
  }
  for (const path of files) {
    // One that cannot be read is there nevertheless.
    const file = await index.file(path).catch(() => path);
    if (file === undefined) lines.push(`No file '${path}' is indexed.`);
  }
  return lines.length > 0 ? [...lines, ''] : lines;
}
