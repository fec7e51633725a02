/** Repositories that somebody made to break the service: each run ends, and what is wrong with one file stays with it. */
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { newDatabase, Service } from './service.js';

const FILES = 4 * 252;

/** A folder that may be indexed, with these files. */
async function repositoryOf(name: string, files: Record<string, string>): Promise<string> {
  const repository = join(inject('repositories'), name);
  onTestFinished(() => rm(repository, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  return repository;
}

it.each<[string, Record<string, string>, { failedFiles: number }]>([
  [
    'functions in functions whose texts are longer than any string',
    { 'deep.ts': 'function f(){'.repeat(12_000) + '}'.repeat(12_000) },
    { failedFiles: 1 },
  ],
  [
    'a batch whose texts JSON makes longer than any string',
    Object.fromEntries(
      Array.from({ length: 7 }, (_, at) => [
        `long${at}.ts`,
        `${'function f(){'.repeat(3)}/*${'\u0001'.repeat(4_900_000)}*/${'}'.repeat(3)}`,
      ]),
    ),
    { failedFiles: 0 },
  ],
])('completes a run over %s, again and again', async (name, files, expected) => {
  const fine = { 'a-fine.ts': 'export function fine() {}\n', 'z-fine.ts': 'export function alsoFine() {}\n' };
  const repository = await repositoryOf('hostile', { ...fine, ...files });
  const service = await Service.start(await newDatabase());
  for (let round = 0; round < 2; round++) {
    const { body: run } = await service.index(repository);
    expect([name, await service.endOf(run.id)]).toEqual([
      name,
      expect.objectContaining({ status: 'completed', ...expected }),
    ]);
    const { body: found } = await service.send('GET', `/repositories/${run.id}/functions?name=alsoFine`);
    expect(found).toHaveLength(1);
  }
});

it('completes a run over files whose keys would be equal', async () => {
  const repository = await repositoryOf('equal-keys', {
    'a.ts': "const o = {};\no['x.ts'] = function () { function f() {} };\nexport function fine() {}\n",
    'a.ts::o::x.ts': 'export function f() {}\n',
    'b.ts': 'export function other() {}\n',
  });
  const service = await Service.start(await newDatabase());
  for (let round = 0; round < 2; round++) {
    const { body: run } = await service.index(repository);
    expect(await service.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: 3, error: null });
    expect((await service.send('GET', `/repositories/${run.id}/functions?name=other`)).body).toHaveLength(1);
  }
});

it.each(['file', 'folder'])('stores nothing from outside when a %s becomes a link while it is read', async (kind) => {
  const repository = join(inject('repositories'), `swapped-${kind}`);
  const outside = await mkdtemp(join(tmpdir(), 'ckg-outside-'));
  onTestFinished(() =>
    Promise.all([repository, outside].map((path) => rm(path, { recursive: true, force: true }))).then(),
  );
  await cp(inject('large'), repository, { recursive: true });
  const service = await Service.start(await newDatabase());
  // The last folder and its only file: they come long after the middle.
  const folder = join(repository, 'z');
  await mkdir(folder);
  await writeFile(join(folder, 'last.ts'), 'export function mine() {}\n');
  await writeFile(join(outside, 'last.ts'), 'export function secret() {}\n');

  const { body: run } = await service.index(repository);
  await service.middleOf(run.id);
  const replaced = kind === 'file' ? join(folder, 'last.ts') : folder;
  await rename(replaced, join(outside, `was-${basename(replaced)}`));
  await symlink(kind === 'file' ? join(outside, 'last.ts') : outside, replaced);

  expect(await service.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: FILES + 1, failedFiles: 1 });
  for (const name of ['secret', 'mine']) {
    expect((await service.send('GET', `/repositories/${run.id}/functions?name=${name}`)).body).toEqual([]);
  }
});

it('reads nothing when the folder of a run that goes on has become a link', async () => {
  const repository = join(inject('repositories'), 'swapped-root');
  const outside = await mkdtemp(join(tmpdir(), 'ckg-outside-'));
  onTestFinished(() =>
    Promise.all([repository, outside].map((path) => rm(path, { recursive: true, force: true }))).then(),
  );
  await cp(inject('large'), repository, { recursive: true });
  await writeFile(join(outside, 'a.ts'), 'export function secret() {}\n');
  const database = await newDatabase();
  const service = await Service.start(database);
  const { body: run } = await service.index(repository);
  await service.middleOf(run.id);
  await service.end('SIGKILL');
  await rename(repository, join(outside, 'was'));
  await symlink(outside, repository);

  const second = await Service.start(database);
  expect(await second.endOf(run.id)).toMatchObject({ status: 'failed' });
  expect((await second.send('GET', `/repositories/${run.id}/functions?name=secret`)).body).toEqual([]);
});
