/** Snapshots from the command line: taken, asked, compared, listed and removed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExitCode } from '../js/cli/run.js';
import { invokeIn } from './cli-questions.js';
import { GONE } from './gone.js';

let folder: string;
let cache: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-snapshots-'));
  cache = mkdtempSync(join(tmpdir(), 'cli-snapshots-cache-'));
  writeFileSync(
    join(folder, 'price.ts'),
    'export function net() { return 1 }\nexport function gross() { return net() }\n',
  );
});

afterEach(async () => {
  for (const path of [folder, cache]) await rm(path, GONE);
});

const invoke = (...words: string[]) => invokeIn(folder, [...words, '--cache', cache], { env: process.env });

async function printed(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await invoke(...words);
  expect([exitCode, stderr]).toEqual([ExitCode.Done, '']);
  return stdout;
}

const edit = () =>
  writeFileSync(
    join(folder, 'price.ts'),
    'export function net() { return 2 }\nexport function fresh() { return net() }\n',
  );

it('is taken, and asked in the place of the folder', async () => {
  expect(await printed('.', 'snapshot', 'base')).toMatch(/^base: 1 file, \d+ kB\n$/);
  edit();
  expect(await printed('.', 'callers', 'net', '--snapshot', 'base')).toContain('price.ts::gross');
  expect(await printed('.', 'callers', 'net')).toContain('price.ts::fresh');
  rmSync(join(folder, 'price.ts'));
  expect(await printed('.', 'content', 'price.ts:1', '--snapshot', 'base')).toContain('function net() { return 1 }');
  expect(JSON.parse(await printed('.', 'find', 'gross', '--snapshot', 'base', '--json')).symbols).toHaveLength(1);
});

it('is a side of a comparison, alone with the folder, with a snapshot, or with a revision', async () => {
  await printed('.', 'snapshot', 'base');
  edit();
  const differs = 'price.ts::net';
  expect(await printed('.', 'compare', 'snapshot:base')).toContain(differs);
  expect(await printed('compare', 'snapshot:base')).toContain(differs);
  expect(await printed('.', 'compare', 'snapshot:base', '.')).toContain(differs);
  await printed('.', 'snapshot', 'a..b');
  const compared = JSON.parse(await printed('.', 'compare', 'snapshot:base', 'snapshot:a..b', '--json'));
  expect(compared.functions).toMatchObject({ added: ['price.ts::fresh'], removed: ['price.ts::gross'] });
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'ignore' });
  git('init', '-q');
  git('add', 'price.ts');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', 'commit', '-qm', 'one');
  expect(await printed('.', 'compare', 'snapshot:base', 'HEAD')).toContain(differs);
});

it('is listed, pruned and deleted', async () => {
  expect(await printed('snapshots')).toBe('There are no snapshots\n');
  const taken = JSON.parse(await printed('.', 'snapshot', 'base', '--json'));
  expect(taken).toMatchObject({ name: 'base', files: 1 });
  await printed('.', 'snapshot', 'head');
  const listed = JSON.parse(await printed('snapshots', '--json'));
  expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual(['base', 'head']);
  expect(listed).toContainEqual(taken);
  const lines = (await printed('snapshots', '.')).split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines.slice(0, 2)) expect(line).toMatch(/^(base|head) {2}\d{4}-.*Z {2}1 file, \d+ kB {2}\S+$/);
  expect(await printed('snapshots', './elsewhere')).toBe('There are no snapshots\n');
  expect(await printed('snapshots', 'prune', '--older-than', '1')).toContain('0 snapshots are gone');
  expect(await printed('snapshots', 'prune', '.', '--keep', '1')).toContain('1 snapshot is gone');
  const [{ name }] = JSON.parse(await printed('snapshots', '--json'));
  expect(await printed('snapshots', 'delete', name)).toBe('');
  const { exitCode, stderr } = await invoke('snapshots', 'delete', name);
  expect([exitCode, stderr]).toEqual([ExitCode.Failed, expect.stringContaining(`There is no snapshot '${name}'`)]);
});

it.each([
  [['.', 'snapshot'], "'snapshot' needs more words"],
  [['.', 'snapshot', 'a', 'b'], "'b' is one too many"],
  [['.', 'snapshot', 'a/b'], 'Invalid name of a snapshot'],
  [['.', 'watch', '--snapshot', 'a'], "'--snapshot' does not go with 'watch'"],
  [['.', 'compare', 'a'], "'compare' needs more words"],
  [['snapshots', 'prune'], "needs '--keep N' or '--older-than DAYS'"],
  [['snapshots', 'prune', '--keep', 'x'], "'--keep' takes a whole number"],
  [['snapshots', '--keep', '1'], "'--keep' does not go with 'snapshots list'"],
  [['snapshots', 'delete'], 'needs the name of a snapshot'],
  [['snapshots', 'a', 'b'], 'one too many'],
  [['.', '--keep', '1'], "'--keep' goes with 'snapshots prune' alone"],
])('%j is a misuse', async (words, message) => {
  const { exitCode, stderr } = await invoke(...words);
  expect([exitCode, stderr]).toEqual([ExitCode.Misuse, expect.stringContaining(message)]);
});

it('needs a cache', async () => {
  const ask = (...words: string[]) => invokeIn(folder, [...words, '--no-cache'], { env: process.env });
  expect((await ask('.', 'snapshot', 'a')).exitCode).toBe(ExitCode.Misuse);
  const { exitCode, stderr } = await ask('.', 'find', '--snapshot', 'a');
  expect([exitCode, stderr]).toEqual([ExitCode.Misuse, expect.stringContaining('Snapshots are kept in a cache')]);
});

it('that there is not ends with 1', async () => {
  const { exitCode, stderr } = await invoke('.', 'find', '--snapshot', 'none');
  expect([exitCode, stderr]).toEqual([ExitCode.Failed, expect.stringContaining('There is no snapshot none of ')]);
});
