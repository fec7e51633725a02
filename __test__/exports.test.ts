/** Exports: where they go, how fast, and what is left if something ends them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CodeIndex, type ExportFormat, isGraphError, openIndex } from '../index.mjs';
import { GONE } from './gone.js';

const FORMATS = ['jsonl', 'graphml', 'dot', 'mermaid', 'neo4j-csv', 'sqlite', 'scip', 'html'] as const;
const BEGINNINGS: Record<Exclude<ExportFormat, 'neo4j-csv'>, string> = {
  jsonl: '{"record":"header"',
  graphml: '<?xml',
  dot: 'digraph',
  mermaid: 'flowchart',
  sqlite: 'SQLite format 3\0',
  scip: '\n',
  html: '<!doctype html>',
};

let work: string;
let index: CodeIndex;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'ckg-exports-'));
  const repository = join(work, 'repository');
  await mkdir(repository);
  // More than the chunks that may wait: what is written has to be taken.
  for (let file = 0; file < 60; file++) {
    const functions = Array.from({ length: 100 }, (_, at) => `export function f${at}() { f${(at + 1) % 100}() }`);
    await writeFile(join(repository, `file${file}.ts`), functions.join('\n'));
  }
  index = await openIndex(repository);
});

afterAll(async () => {
  await index?.close();
  await rm(work, GONE);
});

/** A stream that keeps what it is given, a chunk at a time. */
class Kept extends Writable {
  readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.chunks.push(chunk);
    setImmediate(done);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

it.each(FORMATS)('writes %s to a path', async (format) => {
  const target = join(work, `written.${format}`);
  const { files, bytes } = await index.export(format, target);
  const contents = await Promise.all(files.map((file) => readFile(file)));
  expect(contents.reduce((sum, { length }) => sum + length, 0)).toBe(bytes);
  if (format === 'neo4j-csv') {
    expect((await readdir(target)).sort()).toEqual(files.map((file) => file.slice(target.length + 1)).sort());
  } else {
    expect(files).toEqual([target]);
    expect(contents[0]?.toString().startsWith(BEGINNINGS[format])).toBe(true);
  }
});

it.each(FORMATS.filter((format) => format !== 'neo4j-csv'))('writes the same %s to a stream', async (format) => {
  const kept = new Kept({ highWaterMark: 1 });
  const { files, bytes } = await index.export(format, kept);
  expect([files, bytes]).toEqual([[], kept.bytes.length]);
  expect(kept.writableFinished).toBe(true);
  const target = join(work, `again.${format}`);
  await index.export(format, pathToFileURL(target));
  expect(kept.bytes.equals(await readFile(target))).toBe(true);
});

it('writes to a stream of the web', async () => {
  const chunks: Uint8Array[] = [];
  const stream = new WritableStream<Uint8Array>({ write: (chunk) => void chunks.push(chunk) });
  await index.export('jsonl', stream);
  expect(Buffer.concat(chunks).toString().trimEnd().split('\n').length).toBeGreaterThan(6000);
});

it('is no further ahead than a few chunks of who takes them', async () => {
  let release = () => {};
  const taken: number[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      taken.push(chunk.length);
      if (taken.length === 2) release = done;
      else done();
    },
  });
  const exporting = index.export('jsonl', slow);
  while (taken.length < 2) await new Promise(setImmediate);
  // However long it waits, nothing more comes.
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  expect(taken.length).toBe(2);
  expect(slow.writableLength).toBeLessThan(3 * 80_000);
  release();
  const { bytes } = await exporting;
  expect(taken.reduce((sum, length) => sum + length, 0)).toBe(bytes);
  expect(Math.max(...taken)).toBeLessThan(80_000);
});

it('is of the moment when it began, whatever a refresh finds meanwhile', async () => {
  const repository = await mkdtemp(join(work, 'changing-'));
  const text = Array.from({ length: 3000 }, (_, at) => `export function f${at}() { f0() }`).join('\n');
  await writeFile(join(repository, 'a.ts'), text);
  const changing = await openIndex(repository);
  const before = new Kept();
  await changing.export('jsonl', before);
  let release: (() => void) | undefined;
  const chunks: Buffer[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      if (chunks.length === 1) release = done;
      else done();
    },
  });
  const exporting = changing.export('jsonl', slow);
  while (release === undefined) await new Promise(setImmediate);
  await writeFile(join(repository, 'a.ts'), 'export function other() {}\n');
  await changing.refresh();
  await changing.close();
  release();
  await exporting;
  expect(Buffer.concat(chunks).equals(before.bytes)).toBe(true);
});

it('rejects with the reason of a signal and leaves nothing', async () => {
  const folder = await mkdtemp(join(work, 'aborted-'));
  for (const format of FORMATS) {
    const reason = new Error('enough');
    await expect(index.export(format, join(folder, 'x'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  }
  expect(await readdir(folder)).toEqual([]);

  const controller = new AbortController();
  const stuck = new Writable({ highWaterMark: 1, write: () => controller.abort() });
  await expect(index.export('jsonl', stuck, { signal: controller.signal })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  expect(stuck.destroyed).toBe(true);
});

it('keeps what was at a path until the new one is whole', async () => {
  const folder = await mkdtemp(join(work, 'kept-'));
  const target = join(folder, 'graph.jsonl');
  await writeFile(target, 'before');
  const controller = new AbortController();
  const exporting = index.export('jsonl', target, { signal: controller.signal });
  controller.abort();
  await expect(exporting).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['graph.jsonl']);
  expect(await readFile(target, 'utf8')).toBe('before');
  await index.export('jsonl', target);
  expect(await readFile(target, 'utf8')).toMatch(/^\{"record":"header"/);
});

it('rejects with the error of a stream', async () => {
  const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) });
  await expect(index.export('dot', failing)).rejects.toThrow('the disk is full');
});

it.each(FORMATS)('says why %s cannot be written, by the path that was asked for', async (format) => {
  const folder = await mkdtemp(join(work, 'refused-'));
  await writeFile(join(folder, 'file'), 'before');
  await mkdir(join(folder, 'inside', 'files.csv'), { recursive: true });
  await symlink('circle', join(folder, 'circle'));
  const isFolder = format === 'neo4j-csv';
  const refused = isFolder ? ['file', 'file/below', 'inside'] : ['none/below', 'file/below', 'inside', 'circle'];
  for (const name of refused) {
    const path = join(folder, name);
    const error: unknown = await index.export(format, path).catch((error: unknown) => error);
    expect(isGraphError(error, 'ERR_EXPORT') && error.message).toMatch(/^The export failed: /);
    expect(String(error)).toContain(path);
    expect(String(error)).not.toMatch(/\.(?:part|tmp)/);
  }
  expect((await readdir(folder)).sort()).toEqual(['circle', 'file', 'inside']);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('before');
});

it.runIf(process.platform === 'linux')('answers where a folder that is there takes none, such as /proc', async () => {
  await expect(index.export('neo4j-csv', '/proc/none/below')).rejects.toMatchObject({ code: 'ERR_EXPORT' });
});

it.skipIf(process.platform === 'win32')('puts no file in the place of a pipe or a device', async () => {
  const pipe = join(await mkdtemp(join(work, 'pipe-')), 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const format of ['dot', 'sqlite'] as const) {
    await expect(index.export(format, pipe)).rejects.toMatchObject({
      code: 'ERR_EXPORT',
      message: `The export failed: ${pipe}: it is no regular file: open it, and give the stream`,
    });
  }
  expect((await lstat(pipe)).isFIFO()).toBe(true);
});

it('follows links to the file that is replaced, also to one that is not there yet', async () => {
  const folder = await mkdtemp(join(work, 'links-'));
  await mkdir(join(folder, 'graphs'));
  await symlink('graphs/one.dot', join(folder, 'link.dot'));
  for (const _ of ['made', 'replaced']) {
    expect((await index.export('dot', join(folder, 'link.dot'))).files).toEqual([join(folder, 'link.dot')]);
    expect((await lstat(join(folder, 'link.dot'))).isSymbolicLink()).toBe(true);
    expect(await readdir(join(folder, 'graphs'))).toEqual(['one.dot']);
    expect((await lstat(join(folder, 'graphs', 'one.dot'))).isFile()).toBe(true);
  }
});

it('writes a file whose name is as long as names may be', async () => {
  const name = 'n'.repeat(255);
  const folder = await mkdtemp(join(work, 'long-'));
  await index.export('dot', join(folder, name));
  expect(await readdir(folder)).toEqual([name]);
});

it('names what is wrong with an argument', async () => {
  const wrong = (promise: Promise<unknown>) => expect(promise).rejects;
  await wrong(index.export('xml' as 'dot', 'x')).toThrow(/format must be one of jsonl, graphml/);
  await wrong(index.export('dot', 7 as never)).toThrow('target must be a path or a writable stream, not number 7');
  await wrong(index.export('dot', '')).toThrow('target must be a path or a writable stream');
  await wrong(index.export('dot', 'a\0b')).toThrow('target must be a path or a writable stream');
  await wrong(index.export('neo4j-csv', new Kept())).toThrow('target must be the path of a folder');
  await wrong(index.export('dot', 'x', { singal: 1 } as never)).toThrow('did you mean signal');
});

it('is an error of an index that is closed', async () => {
  const closed = await openIndex(join(work, 'repository'));
  await closed.close();
  await expect(closed.export('dot', join(work, 'closed.dot'))).rejects.toMatchObject({ code: 'ERR_INDEX_CLOSED' });
});

it('makes a page that runs nothing but its own script', async () => {
  const kept = new Kept();
  await index.export('html', kept);
  const text = kept.bytes.toString();
  const policy = /content="(default-src 'none'; [^"]+)"/.exec(text)?.[1] ?? '';
  const hashed = (code: string) => `sha256-${createHash('sha256').update(code).digest('base64')}`;
  const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code = '']) => hashed(code));
  const styles = [...text.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, code = '']) => hashed(code));
  expect(scripts).toHaveLength(1);
  expect(policy).toContain(`script-src '${scripts[0]}'`);
  expect(policy).toContain(`style-src '${styles[0]}'`);
  expect(text).not.toMatch(/\b(?:src|href)=|\bstyle="|https?:/);
});
