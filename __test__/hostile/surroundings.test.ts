// What is around the package, and what a repository's files are called: names that meet, files that become links while
// they are looked at, a prototype that others wrote to, a current folder that is gone, an output that is closed.
import { execFileSync } from 'node:child_process';
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Files } from '../repository.js';
import { repositoryOf } from '../repository.js';
import { type Answer, command, type Hostile, isLinux, isRoot, withstands } from './process.js';

const ONE: Files = { 'a.ts': 'export function a() { return b(); }\n' };
const whole = (files: number) => (answer: Answer) => {
  expect(answer.failures).toEqual([]);
  expect(answer.files).toBe(files);
};

describe('keys of two files', () => {
  /** Beside a file that declares a function, another whose name makes the same key. */
  const colliding: Record<string, Files> = {
    'an assigned member': {
      'a.ts': "o['x.ts'] = function () { function f() {} };\n",
      'a.ts::o::x.ts': 'function f() {}\n',
    },
    'a member of a literal': {
      'a.ts': "const o = { 'x.ts': function () { function f() {} } };\n",
      'a.ts::o::x.ts': 'function f() {}\n',
    },
    'a method': { 'a.ts': "class A { 'x.ts'() { function f() {} } }\n", 'a.ts::A::x.ts': 'function f() {}\n' },
    'a type': { 'a.ts': "class A { 'x.ts'() { class T {} } }\n", 'a.ts::A::x.ts': 'class T {}\n' },
    'an export': { 'a.js': "exports['y.js'] = () => { class T {} };\n", 'a.js::y.js': 'class T {}\n' },
  };
  withstands(
    Object.entries(colliding).map(([what, files]): Hostile => ({ what: `by ${what}`, files, ends: whole(2) })),
  );
});

describe('a file that becomes a link out of the root after the search', () => {
  const outside: Files = { 'secret.ts': 'export function secret() {}\n' };
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`f${i + 10}.ts`, 'function f() {}\n'.repeat(2_000)]),
  );
  withstands([
    {
      what: 'is not followed',
      files,
      way: 'exchanged',
      details: async () => ({ outside: `${await repositoryOf(outside)}/secret.ts`, file: 'f39.ts' }),
      ends: (answer) => {
        expect(answer.names).not.toContain('secret');
        expect(answer.files + answer.failures.length).toBe(30);
        expect(answer.failures.map(([, code]) => code)).not.toContain('ERR_INTERNAL');
      },
    },
  ]);
});

describe('a process', () => {
  withstands([
    { what: 'whose current folder is gone', files: ONE, way: 'withoutCurrentFolder', ends: whole(1) },
    { what: 'whose Object.prototype others wrote to', files: ONE, way: 'pollutedPrototype', ends: whole(1) },
    { what: 'with 200 graphs on one signal', files: ONE, way: 'manyStreamsOnOneSignal', ends: whole(1) },
  ]);
});

describe('names', () => {
  const odd = [Buffer.from([0xff]), Buffer.from([0xfe]), Buffer.from([0xff, 0xfe])];
  withstands([
    {
      what: 'of three files that are no UTF-8 are three failures',
      files: ONE,
      prepare: (root) =>
        Promise.all(
          odd.map((name) => writeFile(Buffer.concat([Buffer.from(`${root}/`), name, Buffer.from('.ts')]), '')),
        ),
      ends: (answer) => {
        expect(answer.files).toBe(1);
        expect(answer.failures).toHaveLength(3);
      },
    },
    {
      what: 'of a .gitignore with one line of 1 MB beside others',
      files: { ...ONE, 'b.ts': '', '.gitignore': `b.ts\n${'x'.repeat(1_000_000)}\n` },
      options: { respectGitignore: true },
      ends: whole(1),
    },
  ]);
});

describe.skipIf(!isLinux)('the command', () => {
  const folder = () => repositoryOf(ONE);

  it('outlives a closed standard error', async () => {
    expect(await command([await folder(), '--json'], '2>&-')).toMatchObject({ code: 0, errors: '' });
  });

  it('says that standard output is full, without a stack', async () => {
    const ended = await command([await folder(), '--json'], '>/dev/full');
    expect(ended.code).not.toBe(0);
    expect(ended.errors).not.toMatch(/^\s+at /m);
  });

  // Never a device of the machine: what replaces it would replace it for all.
  it.skipIf(!isRoot)('writes through a device', async () => {
    const target = await repositoryOf({});
    execFileSync('mknod', [`${target}/null`, 'c', '1', '3']);
    expect((await command([await folder(), '--out', `${target}/null`])).code).toBe(0);
    expect((await stat(`${target}/null`)).isCharacterDevice()).toBe(true);
  });

  it('writes through a FIFO', async () => {
    const target = await repositoryOf({});
    execFileSync('mkfifo', [`${target}/fifo`]);
    const reading = readFile(`${target}/fifo`, 'utf8');
    expect((await command([await folder(), '--out', `${target}/fifo`])).code).toBe(0);
    expect((await stat(`${target}/fifo`)).isFIFO()).toBe(true);
    expect(JSON.parse(await reading)).toHaveProperty('files');
  });

  it('keeps the mode of the file that it replaces, and follows a link', async () => {
    const target = await repositoryOf({});
    await writeFile(`${target}/graph.json`, '');
    await chmod(`${target}/graph.json`, 0o600);
    await symlink('graph.json', `${target}/link.json`);
    expect((await command([await folder(), '--out', `${target}/link.json`])).code).toBe(0);
    expect((await stat(`${target}/graph.json`)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(`${target}/graph.json`, 'utf8'))).toHaveProperty('files');
  });

  it('takes no empty text for a folder', async () => {
    expect((await command([''])).code).not.toBe(0);
  });
});
