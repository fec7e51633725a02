/** What is written at a change: for lines, keys and diffs, in every language. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Content, ContentOptions } from '../index.js';
import { openIndex } from '../index.mjs';
import { GONE } from './gone.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-content-'));
});

afterEach(() => rm(folder, GONE));

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

/** `kind name or key first-last`, of each definition. */
const told = ({ definitions }: Content) =>
  definitions.map(({ key, kind, name, startLine, endLine }) => `${kind} ${key ?? name} ${startLine}-${endLine}`);

/** What is written at the only file, line by line. */
async function byLine(path: string, text: string): Promise<string[]> {
  write(path, text);
  const index = await openIndex(folder);
  const lines = text.trimEnd().split('\n');
  const answers = lines.map((_, at) => index.contentFor([{ file: path, ranges: [[at + 1, at + 1]] }]));
  const all = (await Promise.all(answers)).map((answer) => told(answer).join(', '));
  await index.close();
  return all;
}

describe('content for lines', () => {
  it('is the smallest function or type around each, and what stands outside of those, in every language', async () => {
    for (const root of ['../js', './fixtures/compat'].map((path) => fileURLToPath(new URL(path, import.meta.url)))) {
      const index = await openIndex(root);
      const { functions, types, files } = await index.graph();
      const symbols = [...functions, ...types].map(([key, { position, file }]) => ({
        ...{ key, file, first: position.startPosition.row, last: position.endPosition.row },
      }));
      const languages = new Set<string>();
      for (const path of files.keys()) {
        const lines = readFileSync(join(root, path), 'utf8').split(/\r?\n/);
        const own = symbols.filter(({ file }) => file === path);
        for (const [at, line] of lines.entries()) {
          const row = at + 1;
          // Our own sources are long.
          if (root.endsWith('js') && row % 7 !== 0) continue;
          const { definitions, failures } = await index.contentFor([{ file: path, ranges: [[row, row]] }]);
          expect(failures).toEqual([]);
          for (const { text, startLine, endLine, ranges, language } of definitions) {
            languages.add(language);
            expect(startLine).toBeLessThanOrEqual(row);
            expect(endLine).toBeGreaterThanOrEqual(row);
            expect(ranges).toEqual([[row, row]]);
            expect(line).toContain(text?.split(/\r?\n/)[row - startLine]);
          }
          // The plain answer, where one definition alone is in the line and it is none of comments, which may belong to the next.
          const around = own.filter(({ first, last }) => first <= at && last >= at);
          if (/^\s*(\/\/|\/?\*|#|$)/.test(line)) continue;
          const size = ({ first, last }: { first: number; last: number }) => last - first;
          const innermost = around.filter((one) => around.every((other) => size(one) <= size(other)));
          const keys = definitions.map(({ key }) => key);
          if (innermost.length === 1) expect(keys, `${path}:${row}`).toEqual(innermost.map(({ key }) => key));
          else if (innermost.length === 0) expect(keys, `${path}:${row}`).toHaveLength(1);
        }
      }
      expect(languages.size).toBe(root.endsWith('js') ? 1 : 9);
      await index.close();
    }
  });

  it('is the method whose signature is edited, and the block it is in, in Rust', async () => {
    const text = `use std::fmt;
use std::io;

/// A shop.
#[derive(Debug)]
pub struct Shop {
    name: String,
}

impl<T> fmt::Display
    for Shop
where
    T: Clone,
{
    const OPEN: bool = true;

    /// Shows it.
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(&self.name)
    }
}

impl Empty {}

static COUNT: u32 = 1;
`;
    const shop = 'class shop.rs::Shop 6-8';
    const commented = 'class shop.rs::Shop 4-8';
    const display = 'impl impl<T> fmt::Display for Shop where T: Clone, 10-21';
    const fmt = 'function shop.rs::Shop::fmt 18-20';
    expect(await byLine('shop.rs', text)).toEqual([
      ...['imports  1-2', 'imports  1-2', ''],
      ...[commented, commented, shop, shop, shop, ''],
      ...[display, display, display, display, display, 'statement  15-15', display],
      ...['function shop.rs::Shop::fmt 17-20', fmt, fmt, fmt, display, ''],
      ...['impl impl Empty 23-23', '', 'statement  25-25'],
    ]);
  });

  it('has imports as one, exported and decorated definitions with what is in front of them, and types in all their parts', async () => {
    const text = `// Licence

import { a } from './a';
import {
  b,
} from './b';
const first = 1; // the first
// The second
const second = 2;

/** A function. */
export function f() {
  return a(b);
}
declare module 'x' {
  interface Opened {}
  const inner: number;
}
export class C {
  field = 1;
  // m
  m() {}
}
`;
    const imports = 'imports  3-6';
    const opened = 'statement  15-18';
    const c = 'class c.ts::C 19-23';
    const f = 'function c.ts::f 12-14';
    expect(await byLine('c.ts', text)).toEqual([
      ...['', '', imports, imports, imports, imports],
      ...['statement  7-7', 'statement  8-9', 'statement  8-9', ''],
      ...['function c.ts::f 11-14', f, f, f],
      ...[opened, 'interface c.ts::Opened 16-16', 'statement  17-17', opened],
      ...[c, c, 'function c.ts::C::m 21-22', 'function c.ts::C::m 22-22', c],
    ]);
    rmSync(join(folder, 'c.ts'));
    const ruby =
      "require 'set'\nclass Shop\n  def open\n  end\nend\n\nclass Shop\n  LIMIT = 1\n  def close\n  end\nend\n";
    const again = 'class shop.rb::Shop 7-11';
    expect(await byLine('shop.rb', ruby)).toEqual([
      ...['imports  1-1', 'class shop.rb::Shop 2-5', 'function shop.rb::Shop::open 3-4'],
      ...['function shop.rb::Shop::open 3-4', 'class shop.rb::Shop 2-5', ''],
      ...[again, expect.anything(), 'function shop.rb::Shop::close 9-10', 'function shop.rb::Shop::close 9-10', again],
    ]);
    rmSync(join(folder, 'shop.rb'));
    const python = 'import os\n\n@cached\n@other\ndef f():\n    return 1\n\nif True:\n    x = 1\n';
    expect(await byLine('f.py', python)).toEqual([
      ...['imports  1-1', '', ...Array(4).fill(expect.stringMatching(/^function f\.py::f [35]-6$/))],
      ...['', 'statement  8-9', 'statement  8-9'],
    ]);
  });
});

describe('content for a change', () => {
  beforeEach(() => {
    write(
      'store.ts',
      'export interface Store {\n  size: number;\n}\nexport class Disk implements Store {\n  size = 1;\n  save(of: Store) {\n    return of;\n  }\n}\n',
    );
    write(
      'shop.ts',
      "import { Disk, type Store } from './store';\nexport function buy(store: Store) {\n  return new Disk().save(store);\n}\nexport function twice(store: Store) {\n  buy(store);\n  return buy(store);\n}\n",
    );
  });

  it('has what that uses, and what calls it', async () => {
    const index = await openIndex(folder);
    const ask = (options: ContentOptions) => index.contentFor([{ file: 'shop.ts', ranges: [[3, 3]] }], options);
    const buy = 'export function buy(store: Store) {\n  return new Disk().save(store);\n}';
    const plain = await ask({});
    expect(plain).toMatchObject({ related: [], candidates: [], failures: [], truncated: false });
    expect(plain.definitions).toHaveLength(1);
    expect(buy).toContain(plain.definitions[0]?.text);
    const related = async (options: ContentOptions) =>
      (await ask(options)).related.map(({ key, role, via, text }) => [
        role,
        key,
        `${via.kind} ${via.file}:${via.line}`,
        text,
      ]);
    expect(await related({ related: 'signatures', callers: true })).toEqual([
      ['used', 'store.ts::Store', 'type shop.ts:2', 'interface Store {\n  size: number;\n}'],
      [
        'used',
        'store.ts::Disk',
        'construct shop.ts:3',
        'class Disk implements Store {\n  size = 1;\n  save(of: Store) …\n}',
      ],
      ['used', 'store.ts::Disk::save', 'call shop.ts:3', 'save(of: Store) …'],
      ['caller', 'shop.ts::twice', 'call shop.ts:6', 'function twice(store: Store) …'],
    ]);
    const save = (await related({ related: 'definitions' })).find(([, key]) => key === 'store.ts::Disk::save');
    expect(save?.[3]).toBe('save(of: Store) {\n    return of;\n  }');
    await index.close();
  });

  it('may be asked about by a diff, by keys and by files, and ends where there is no room', async () => {
    const index = await openIndex(folder);
    const diff = '--- a/shop.ts\n+++ b/shop.ts\n@@ -3 +3 @@\n-  return 1;\n+  return new Disk().save(store);\n';
    expect(told(await index.contentFor({ diff }))).toEqual(['function shop.ts::buy 2-4']);
    expect(told(await index.contentFor({ keys: ['twice', 'Disk.save'] }))).toEqual([
      ...['function shop.ts::twice 5-8', 'function store.ts::Disk::save 6-8'],
    ]);
    const whole = await index.contentFor({ files: 'store.ts' }, { related: 'definitions' });
    expect(told(whole)).toEqual([
      'interface store.ts::Store 1-3',
      'class store.ts::Disk 4-9',
      'function store.ts::Disk::save 6-8',
    ]);
    expect(whole.related).toEqual([]);
    const cut = await index.contentFor({ files: 'store.ts' }, { maxBytes: 60 });
    expect(cut.definitions.map(({ text }) => text !== null)).toEqual([true, false, false]);
    expect(cut.truncated).toBe(true);
    expect(await index.contentFor({ files: 'store.ts' }, { limit: 1 })).toMatchObject({
      definitions: { length: 1 },
      truncated: true,
    });
    expect(await index.contentFor({ keys: 'nothing', files: 'no.ts' })).toMatchObject({
      definitions: [],
      failures: [],
    });
    await expect(index.contentFor({ diff: '@@ no' })).rejects.toMatchObject({ code: 'ERR_INVALID_DIFF' });
    await expect(index.contentFor([], { related: 'all' as never })).rejects.toThrow('none, signatures, definitions');
    await expect(index.contentFor([], { signal: {} as never })).rejects.toThrow('an AbortSignal');
    const reason = new Error('enough');
    const files = ['shop.ts', 'store.ts'];
    await expect(index.contentFor({ files }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const asked = index.contentFor({ files }, { signal: stop.signal });
    stop.abort(reason);
    await expect(asked).rejects.toBe(reason);
    const { signal } = new AbortController();
    expect(await index.contentFor({ files }, { signal })).toEqual(await index.contentFor({ files }));
    await expect(index.contentFor([{ file: 'shop.ts', ranges: [[0, 1]] }])).rejects.toThrow('pairs of lines');
    await index.close();
  });

  it('names the file that has changed since, whatever is kept of it', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'code-content-cache-'));
    for (const options of [{}, { cache }]) {
      write(
        'shop.ts',
        "import { Disk } from './store';\nexport function buy() {\n  return new Disk().save(null!);\n}\n",
      );
      const index = await openIndex(folder, options);
      write('shop.ts', 'export function other() {}\n');
      const ranges = [[1, 3]] as const;
      const changed = await index.contentFor(['shop.ts', 'store.ts'].map((file) => ({ file, ranges })));
      expect(changed.failures).toMatchObject([{ filePath: 'shop.ts', code: 'ERR_FILE_READ' }]);
      expect(told(changed)).toEqual(['interface store.ts::Store 1-3']);
      await index.refresh();
      expect(told(await index.contentFor([{ file: 'shop.ts', ranges }]))).toEqual(['function shop.ts::other 1-1']);
      await index.close();
    }
    await rm(cache, GONE);
  });
});

describe('impact of an edited signature', () => {
  it('is that of the method, also in a block of its own', async () => {
    write(
      'lib.rs',
      'pub struct Shop;\nimpl Shop {\n    pub fn open(\n        &self,\n    ) -> bool {\n        true\n    }\n}\npub fn all(shop: &Shop) {\n    shop.open();\n}\n',
    );
    const index = await openIndex(folder);
    for (const line of [3, 4, 5]) {
      const { changed, affected } = await index.impact({ diff: [{ file: 'lib.rs', ranges: [[line, line]] }] });
      expect(changed.map(({ key }) => key)).toEqual(['lib.rs::Shop::open']);
      expect(affected.map(({ key }) => key)).toEqual(['lib.rs::all']);
    }
    await index.close();
  });
});
