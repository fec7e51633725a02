/** An index that follows its repository: nothing that happens is lost. */
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeIndex, RefreshResult } from '../index.js';
import { buildGraphStreaming, openIndex } from '../index.mjs';
import { GONE } from './gone.js';

let folder: string;
let index: CodeIndex;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'code-index-watch-'));
  write('a.ts', 'export function a() {}\n');
  index = await openIndex(folder);
});

afterEach(async () => {
  await index.close();
  await rm(folder, GONE);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Takes what a watch says until the index is what the repository is. */
async function untilFresh(watch: AsyncIterator<RefreshResult>): Promise<void> {
  for (;;) {
    const [now, fresh] = [await index.graph({ rootDir: folder }), await buildGraphStreaming(folder)];
    try {
      expect(now).toEqual(fresh);
      return;
    } catch {
      expect((await watch.next()).done).toBe(false);
    }
  }
}

describe('a watch', () => {
  it('says first what happened before it, then what happens', async () => {
    write('b.ts', 'export function b() {}\n');
    const watch = index.watch();
    expect((await watch.next()).value).toMatchObject({ files: { added: ['b.ts'] }, functions: { added: ['b.ts::b'] } });
    const next = watch.next();
    write('a.ts', 'export function a() { return 1 }\n');
    expect((await next).value).toMatchObject({ files: { changed: ['a.ts'] } });
    await watch.return?.();
  });

  it('loses nothing of a storm: folders that come, go and are renamed', async () => {
    const watch = index.watch({ debounceMs: 20 });
    const first = watch.next();
    for (let round = 0; round < 12; round++) {
      for (let file = 0; file < 20; file++)
        write(`deep/${round}/in/${file}.ts`, `export const f${file} = () => ${round}\n`);
      if (round % 3 === 1) rmSync(join(folder, `deep/${round - 1}`), { recursive: true });
      if (round % 3 === 2) renameSync(join(folder, `deep/${round}`), join(folder, `moved-${round}`));
      await new Promise((resolve) => setTimeout(resolve, round * 3));
    }
    cpSync(join(folder, 'deep'), join(folder, 'copy'), { recursive: true });
    await first;
    await untilFresh(watch);
    write('deep/1/in/late.ts', 'export function late() {}\n');
    await untilFresh(watch);
    await watch.return?.();
  });

  it('is ended by the loop that leaves it, by closing, and by its signal', async () => {
    for await (const changes of follow()) {
      expect(changes.files.added).toEqual(['c.ts']);
      break;
    }
    const closing = index.watch();
    const pending = closing.next();
    const controller = new AbortController();
    const aborted = index.watch({ signal: controller.signal }).next();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    await index.close();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await closing.next()).toEqual({ done: true, value: undefined });
  });

  it('rejects with a reason that was there before it, and answers no more when one comes after its end', async () => {
    const reason = new Error('enough');
    const watch = index.watch({ signal: AbortSignal.abort(reason) });
    await expect(watch.next()).rejects.toBe(reason);
    const controller = new AbortController();
    const ended = index.watch({ signal: controller.signal });
    await ended.return?.();
    controller.abort(reason);
    expect(await ended.next()).toEqual({ done: true, value: undefined });
  });

  it.each([
    ['renamed', () => renameSync(folder, `${folder}-elsewhere`), () => renameSync(`${folder}-elsewhere`, folder)],
    ['removed', () => rmSync(folder, GONE), () => write('a.ts', 'export function a() {}\n')],
  ])(
    'rejects when the root is %s; the index answers as before, and goes on when it is back',
    async (_, go, comeBack) => {
      const gone = index.watch();
      const next = gone.next();
      go();
      await expect(next).rejects.toMatchObject({ code: 'ERR_FOLDER_UNREADABLE' });
      expect(await gone.next()).toEqual({ value: undefined, done: true });
      await expect(index.refresh()).rejects.toMatchObject({ code: 'ERR_FOLDER_UNREADABLE' });
      expect((await index.find({ name: 'a' })).symbols.map(({ key }) => key)).toEqual(['a.ts::a']);
      comeBack();
      write('b.ts', 'export function b() {}\n');
      const again = index.watch();
      expect((await again.next()).value).toMatchObject({ files: { added: ['b.ts'], removed: [] } });
      await again.return?.();
    },
  );

  it('takes what it is told in numbers alone', () => {
    expect(() => index.watch({ debounceMs: '1' as never })).toThrow('options.debounceMs must be an integer');
    expect(() => index.watch({ debounce: 1 } as never)).toThrow('did you mean debounceMs?');
  });
});

function follow(): AsyncIterable<RefreshResult> {
  write('c.ts', 'export function c() {}\n');
  return index.watch();
}
