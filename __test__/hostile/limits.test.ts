// A system that has nothing left: no threads, no descriptors, no address space. What cannot be done is a typed answer,
// nothing waits for ever, and what was short is used as soon as it is there.
import { describe, expect } from 'vitest';
import type { Files } from '../repository.js';
import { type Answer, type Hostile, withstands } from './process.js';

const FILES: Files = Object.fromEntries(
  Array.from({ length: 50 }, (_, i) => [`f${i}.ts`, `export function f${i}() { return g(); }\n`]),
);

/** Everything there, or what was missing told: never an empty answer without a reason. */
function complete(answer: Answer): void {
  if (answer.rejection !== undefined) {
    expect(answer.rejection.code).toMatch(/^ERR_/);
  } else {
    const failed = answer.failures.map(([, code]) => code);
    expect(failed).not.toContain('ERR_INTERNAL');
    if (!failed.includes('ERR_FOLDER_UNREADABLE')) expect(answer.files + failed.length).toBe(50);
  }
}

describe('threads', () => {
  const few = (way: string, threadsLeft: number, beforeLoading: boolean): Hostile => ({
    what: `${threadsLeft} left ${beforeLoading ? 'when the package is loaded' : 'when a graph is asked for'}`,
    files: FILES,
    way,
    details: { beforeLoading },
    limits: { threadsLeft },
    ends: complete,
  });
  const counts = [0, 1, 2, 3, 4, 6, 8];
  withstands([
    ...counts.map((count) => few('withFewThreads', count, true)),
    ...counts.map((count) => few('withFewThreads', count, false)),
  ]);
});

describe('descriptors', () => {
  withstands(
    [0, 1, 2, 3, 5, 8].map((left) => ({
      what: `${left} left`,
      files: FILES,
      way: 'withoutDescriptors',
      details: { left },
      limits: { descriptors: 128 },
      ends: complete,
    })),
  );
});

describe('memory', () => {
  /** Large trees whose analyses hold next to nothing: what a graph itself takes is the caller's. */
  const large = (files: number): Files =>
    Object.fromEntries(
      Array.from({ length: files }, (_, i) => [`f${i}.ts`, `x = [${'[1 + a.b, `c`],'.repeat(60_000)}];\n`]),
    );
  withstands([
    {
      what: 'ten files of a megabyte in a limit of 300 MB',
      files: () => large(10),
      options: { memoryLimitBytes: 300e6, concurrency: 8 },
      ends: ['ERR_PARSE_MEMORY'],
      bounds: { seconds: 40, megabytes: 400 },
    },
    {
      what: '2,000 files with some large ones in a limit of 300 MB',
      files: () => ({
        ...large(5),
        ...Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`s${i}.ts`, 'export const f = () => g();\n'])),
      }),
      options: { memoryLimitBytes: 300e6, concurrency: 8 },
      ends: ['ERR_PARSE_MEMORY'],
      bounds: { seconds: 20, megabytes: 400 },
    },
    // Node.js itself takes 0.75.
    ...[1.5e9, 2e9, 3e9].map(
      (addressSpace): Hostile => ({
        what: `${addressSpace / 1e9} GB of address space`,
        files: FILES,
        limits: { addressSpace },
        ends: complete,
      }),
    ),
  ]);
});
