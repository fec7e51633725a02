/** Two versions compared from the command line: folders, revisions, and what stays of that. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExitCode, type World } from '../js/cli/run.js';
import { invokeIn } from './cli-questions.js';
import { GONE } from './gone.js';

const TEMPORARY = ['TMPDIR', 'TMP', 'TEMP'] as const;

let folder: string;
/** What is made for a while. */
let temporary: string;
let before: (string | undefined)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-compare-'));
  temporary = mkdtempSync(join(tmpdir(), 'cli-temporary-'));
  before = TEMPORARY.map((name) => process.env[name]);
  for (const name of TEMPORARY) process.env[name] = temporary;
  git('init', '-q');
  mkdirSync(join(folder, 'shop'));
  write('.gitattributes', '*.ts export-ignore\n');
  write('shop/price.ts', 'export function net() { return 1 }\nexport function gross() { return net() }\n');
  commit('v1');
  write('shop/price.ts', 'export function net() { return 2 }\nexport function gross() { return net() }\n');
  write('shop/order.ts', "import { gross } from './price'\nexport class Order { total() { return gross() } }\n");
  commit('v2');
});

afterEach(async () => {
  for (const [at, name] of TEMPORARY.entries()) {
    const value = before[at];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  for (const path of [folder, temporary]) await rm(path, GONE);
});

const invoke = (words: string[], changes: Partial<World> = {}) =>
  invokeIn(folder, words, { env: process.env, ...changes });

function git(...words: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...words], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

function commit(tag: string): void {
  git('add', '-A');
  git('commit', '-q', '-m', tag);
  git('tag', tag);
}

/** Every file of the repository, with its size and when it was written. */
function everything(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const { size, mtimeMs, ino } = statSync(join(folder, path));
      return `${path} ${size} ${mtimeMs} ${ino}`;
    });
}

describe('revisions', () => {
  it('differ in files, functions, types and edges, and callers are listed with what changed', async () => {
    const was = everything();
    const { exitCode, stdout, stderr } = await invoke(['.', 'compare', 'v1', 'v2']);
    expect([exitCode, stderr]).toEqual([ExitCode.Done, '']);
    expect(stdout.split('\n')).toEqual([
      '2 files, 2 functions, 1 type; calls and other edges: 1 added, 0 removed',
      '',
      '  +  file      shop/order.ts',
      '  ~  file      shop/price.ts',
      '  +  function  shop/order.ts::Order::total',
      '  ~  function  shop/price.ts::net           body',
      '  +  type      shop/order.ts::Order',
      '',
      '1 caller of what changed',
      '',
      '  shop/price.ts:2  function  shop/price.ts::gross',
      '',
    ]);
    // Nothing of the repository was written, not even a lock, and nothing else is left.
    expect(everything()).toEqual(was);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('are those of the folder, where that is below the repository', async () => {
    const { stdout } = await invoke(['shop', 'compare', 'v1', 'HEAD', '--jsonl']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual({
      change: 'changed',
      of: 'function',
      key: 'price.ts::net',
      body: true,
      signature: false,
    });
    expect(lines).toContainEqual({ change: 'added', of: 'type', key: 'order.ts::Order' });
    expect(lines.at(-1)).toMatchObject({ caller: { key: 'price.ts::gross' } });
  });

  it('compare with the work tree, and that needs no folder before it', async () => {
    write('shop/price.ts', 'export function net() { return 2 }\n');
    for (const words of [
      ['.', 'compare', 'HEAD', '.'],
      ['compare', 'HEAD', '.'],
    ]) {
      const { stdout } = await invoke([...words, '--json']);
      expect(JSON.parse(stdout).functions.removed).toEqual(['shop/price.ts::gross']);
    }
    expect((await invoke(['.', 'compare', 'v2', 'HEAD'])).stdout).toBe('Nothing differs\n');
  });

  it('are named as Git names two, and three points mean where both come from', async () => {
    const compared = async (...words: string[]) => {
      const { stdout, exitCode } = await invoke([...words, '--json']);
      expect(exitCode).toBe(ExitCode.Done);
      return JSON.parse(stdout);
    };
    const between = await compared('.', 'compare', 'v1', 'v2');
    for (const word of ['v1..v2', 'v1..', 'v1...v2', 'v1...']) {
      expect(await compared('.', 'compare', word)).toEqual(between);
      expect(await compared('compare', word)).toEqual(between);
    }
    git('checkout', '-q', '-b', 'topic', 'v1');
    write('shop/topic.ts', 'export function topic() {}\n');
    // A folder of a side's name is none of these.
    mkdirSync(join(folder, 'v1'));
    commit('v3');
    const points = async (word: string) => (await compared('.', 'compare', word)).files;
    expect(await points('v2..topic')).toMatchObject({ added: ['shop/topic.ts'], removed: ['shop/order.ts'] });
    expect(await points('v2...topic')).toEqual({ added: ['shop/topic.ts'], removed: [], changed: [] });
    expect(await points('v1..topic')).toEqual({ added: ['shop/topic.ts'], removed: [], changed: [] });
    for (const words of [['v1..none'], ['v1...none'], ['--', '-x...v1'], ['--', '-x..v1']]) {
      const { exitCode, stderr } = await invoke(['.', 'compare', ...words]);
      expect(exitCode).toBe(ExitCode.Misuse);
      expect(stderr).toMatch(/is neither a folder nor a revision|are no revisions of/);
    }
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('that there are not end with 2, also those that would be options of Git’s', async () => {
    for (const words of [
      ['.', 'compare', 'v1', 'v3'],
      ['.', 'compare', 'v1', '--', '--output=x'],
      [temporary, 'compare', 'v1', 'v2'],
    ]) {
      const { exitCode, stdout, stderr } = await invoke(words);
      expect([exitCode, stdout]).toEqual([ExitCode.Misuse, '']);
      expect(stderr).toContain('is neither a folder nor a revision of');
    }
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('are those of the folder, whatever repository a hook names', async () => {
    const env = { ...process.env, GIT_DIR: join(temporary, 'none'), GIT_INDEX_FILE: join(temporary, 'index') };
    expect((await invoke(['.', 'compare', 'v1', 'v2'], { env })).exitCode).toBe(ExitCode.Done);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leave nothing behind when the user interrupts', async () => {
    const interruption = new AbortController();
    let made: string[] = [];
    const { exitCode, stderr } = await invoke(['.', 'compare', 'v1', 'v2'], {
      signal: interruption.signal,
      openIndex: async () => {
        made = readdirSync(temporary);
        interruption.abort();
        throw interruption.signal.reason;
      },
    });
    expect([exitCode, stderr]).toEqual([ExitCode.Interrupted, 'Interrupted\n']);
    expect(made).toHaveLength(1);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('need Git', async () => {
    const { exitCode, stderr } = await invoke(['.', 'compare', 'v1', 'v2'], { env: { PATH: temporary } });
    expect(exitCode).toBe(ExitCode.Misuse);
    expect(stderr).toContain("Revisions need 'git', which is not found");
  });
});

it('two folders are compared without Git', async () => {
  for (const [name, text] of [
    ['base', 'export function f() {}\nf()\n'],
    ['head', 'export function f(a: number) {}\nexport function g() { f(1) }\n'],
  ] as const) {
    mkdirSync(join(folder, name));
    write(`${name}/a.ts`, text);
  }
  const { stdout } = await invoke(['compare', 'base', 'head'], { env: { PATH: '' } });
  expect(stdout.split('\n').slice(2)).toEqual([
    '  ~  file      a.ts',
    '  +  function  a.ts::g',
    '  ~  function  a.ts::f  signature',
    '',
    '1 caller of what changed',
    '',
    '  head/a.ts:2  function  a.ts::g',
    '',
  ]);
});
