/** Questions from the command line, about a small repository: what they print, and how they end. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphFromJSON, openIndex } from '../index.mjs';
import { ExitCode, type World } from '../js/cli/run.js';
import { invokeIn, sink } from './cli-questions.js';
import { GONE } from './gone.js';

let folder: string;

const SOURCES = {
  'shop/order.ts': 'export class Order {\n  load() {}\n  save() { this.load() }\n}\n',
  'shop/cart.ts': 'export class Cart {\n  load() {}\n}\n',
  'shop/buy.ts': "import { Order } from './order'\nexport function buy() { new Order().save() }\n\nbuy()\n",
  'shop/taken.ts': "import { buy } from './buy'\nexport const taken = [buy]\n",
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-questions-'));
  for (const [path, text] of Object.entries(SOURCES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

afterAll(() => rm(folder, GONE));

const invoke = (words: string[], changes: Partial<World> = {}) => invokeIn(folder, words, changes);

/** What is printed for a person, where all went well. */
async function printed(...words: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await invoke(words);
  expect([exitCode, stderr]).toEqual([ExitCode.Done, '']);
  return stdout.split('\n');
}

describe('callers', () => {
  it('are listed with the places of their calls, which are relative to the current folder', async () => {
    expect(await printed('shop', 'callers', 'Order.load', '--depth', '3')).toEqual([
      '3 callers of order.ts::Order::load',
      '',
      '  shop/order.ts:3:12  order.ts::Order::save',
      '  shop/buy.ts:2:25    buy.ts::buy            2 steps',
      '  shop/buy.ts:4:1     buy.ts                 outside of any function, 3 steps',
      '',
    ]);
    expect((await printed('.', 'callers', 'Order.load'))[2]).toBe('  shop/order.ts:3:12  shop/order.ts::Order::save');
    const absolute = join(folder, 'shop');
    const [, , row] = await printed(absolute, 'callers', join(absolute, 'order.ts::Order::load'));
    expect(row).toBe(`  ${join(absolute, 'order.ts')}:3:12  order.ts::Order::save`);
  });

  it('may be none', async () => {
    expect(await printed('shop', 'callers', 'Cart.load')).toEqual(['No callers of cart.ts::Cart::load', '']);
  });

  it('of several are counted together', async () => {
    expect((await printed('shop', 'callers', 'Order.load', 'buy'))[0]).toBe(
      '2 callers of order.ts::Order::load, buy.ts::buy',
    );
  });

  it('by reference count when they are asked for', async () => {
    expect(await printed('shop', 'callers', 'buy', '--references')).toContain(
      '  shop/taken.ts:2:23  taken.ts  outside of any function, value',
    );
  });

  it('are told to be more than are shown', async () => {
    const lines = await printed('shop', 'callers', 'Order.load', '--depth', '3', '--limit', '1');
    expect(lines.slice(-3)).toEqual([
      '',
      "There are more: '--limit N' prints as many, '--json' tells where to go on",
      '',
    ]);
    const { stdout } = await invoke(['shop', 'callers', 'Order.load', '--depth', '3', '--limit', '1', '--json']);
    const { after, truncated } = JSON.parse(stdout);
    expect(truncated).toBe(true);
    const next = await invoke(['shop', 'callers', 'Order.load', '--depth', '3', '--json', '--after', after]);
    expect(JSON.parse(next.stdout).functions).toMatchObject([{ key: 'buy.ts::buy' }]);
  });

  it('are what the index answers, as JSON and line by line', async () => {
    const index = await openIndex(join(folder, 'shop'));
    const key = 'order.ts::Order::load';
    const answer = await index.callers(key, { depth: 3 });
    await index.close();
    const json = await invoke(['shop', 'callers', 'Order.load', '--depth', '3', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({ keys: [key], ...answer });
    const lines = await invoke(['shop', 'callers', 'Order.load', '--depth', '3', '--jsonl']);
    expect(
      lines.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([...answer.functions, ...answer.files]);
  });
});

it('callees are listed where they are defined', async () => {
  expect(await printed('shop', 'callees', 'buy', '--depth', '2')).toEqual([
    '2 callees of buy.ts::buy',
    '',
    '  shop/order.ts:3  order.ts::Order::save',
    '  shop/order.ts:2  order.ts::Order::load  2 steps',
    '',
  ]);
});

describe('a name', () => {
  it('that means several ends with a code of its own, and lists them', async () => {
    const { exitCode, stdout, stderr } = await invoke(['shop', 'callers', 'load']);
    expect([exitCode, stdout]).toEqual([ExitCode.Ambiguous, '']);
    expect(stderr.split('\n')).toEqual([
      "code-knowledge-graph: 'load' may mean 2:",
      '',
      '  shop/cart.ts:2   function  cart.ts::Cart::load',
      '  shop/order.ts:2  function  order.ts::Order::load',
      '',
    ]);
    const json = await invoke(['shop', 'callers', 'load', '--json']);
    expect(json.exitCode).toBe(ExitCode.Ambiguous);
    const { candidates } = JSON.parse(json.stdout);
    expect(candidates).toMatchObject([{ key: 'cart.ts::Cart::load' }, { key: 'order.ts::Order::load' }]);
  });

  it('that means nothing ends with 1', async () => {
    for (const words of [
      ['callers', 'nobody'],
      ['callees', 'Order.load', 'Order.none'],
    ]) {
      const { exitCode, stdout, stderr } = await invoke(['shop', ...words]);
      expect([exitCode, stdout]).toEqual([ExitCode.Failed, '']);
      expect(stderr).toBe(`code-knowledge-graph: Nothing is called '${words.at(-1)}'\n`);
    }
  });
});

describe('find', () => {
  it('lists what is called so, then what is like it', async () => {
    expect(await printed('shop', 'find', 'ord')).toEqual([
      '1 symbol for ord',
      '',
      '  shop/order.ts:1  class  order.ts::Order  prefix',
      '',
    ]);
    expect((await printed('shop', 'find', 'Cart.load'))[2]).toBe('  shop/cart.ts:2  function  cart.ts::Cart::load');
  });

  it('takes kinds, languages and paths, and no text at all', async () => {
    const found = async (...words: string[]) => {
      const { stdout } = await invoke(['.', 'find', ...words, '--jsonl']);
      return stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).name);
    };
    expect(await found('--kind', 'class')).toEqual(['Cart', 'Order']);
    expect(await found('--path', 'shop/c*.ts', '--path', 'shop/buy.ts', '--kind', 'function')).toEqual(['buy', 'load']);
    expect(await found('load', '--path', 'shop/order.ts')).toEqual(['load']);
    expect(await found('--language', 'python')).toEqual([]);
  });

  it('of nothing ends with 1', async () => {
    const { exitCode, stdout, stderr } = await invoke(['shop', 'find', 'zzzzzz']);
    expect([exitCode, stdout, stderr]).toEqual([
      ExitCode.Failed,
      '',
      "code-knowledge-graph: Nothing is found for 'zzzzzz'\n",
    ]);
  });
});

const DIFF = `--- a/shop/order.ts
+++ b/shop/order.ts
@@ -2,1 +2,1 @@
-  load(a) {}
+  load() {}
`;

describe('impact', () => {
  it('of a key is what that may affect, and where', async () => {
    const lines = await printed('shop', 'impact', 'Order.load', '--depth', '2');
    expect(lines[0]).toMatch(
      /^2 functions and types in \d files?, with 0 tests, may be affected by order.ts::Order::load$/,
    );
    expect(lines).toContain('  shop/order.ts:3:12  order.ts::Order::save');
    expect(lines).toContain('  shop/buy.ts:2:25    buy.ts::buy            2 steps');
  });

  it('of a file is that of all in it, of lines that of what stands there', async () => {
    const changed = async (...words: string[]) => {
      const { stdout } = await invoke([...words, '--json']);
      return JSON.parse(stdout).changed.map(({ key }: { key: string }) => key);
    };
    const all = ['order.ts::Order', 'order.ts::Order::load', 'order.ts::Order::save'];
    for (const file of ['order.ts', './order.ts', 'shop/order.ts', join(folder, 'shop/order.ts')]) {
      expect([file, await changed('shop', 'impact', file)]).toEqual([file, all]);
    }
    for (const lines of ['order.ts:3', 'shop/order.ts:3:12', 'order.ts:3-3', `${join(folder, 'shop/order.ts')}:3`]) {
      expect([lines, await changed('shop', 'impact', lines)]).toEqual([lines, ['order.ts::Order::save']]);
    }
    expect(await changed('shop', 'impact', 'cart.ts', 'order.ts:2-3', 'buy')).toEqual([
      'buy.ts::buy',
      'cart.ts::Cart',
      'cart.ts::Cart::load',
      'order.ts::Order::load',
      'order.ts::Order::save',
    ]);
    const { stdout } = await invoke(['shop', 'content', 'cart.ts', '--json']);
    expect(JSON.parse(stdout).definitions).toMatchObject([{ key: 'cart.ts::Cart' }, { key: 'cart.ts::Cart::load' }]);
  });

  it('of a file that there is not ends with 1, of lines beside a diff with 2', async () => {
    expect(await invoke(['shop', 'impact', 'gone.ts:3'])).toMatchObject({
      exitCode: ExitCode.Failed,
      stderr: "code-knowledge-graph: There is no file 'gone.ts' among those that are indexed\n",
    });
    expect(await invoke(['shop', 'impact', 'gone.ts'])).toMatchObject({
      exitCode: ExitCode.Failed,
      stderr: "code-knowledge-graph: Nothing is called 'gone.ts'\n",
    });
    expect(await invoke(['shop', 'impact', 'order.ts:3', '--diff', '-'])).toMatchObject({ exitCode: ExitCode.Misuse });
  });

  it('of a diff is read from standard input, or a file', async () => {
    writeFileSync(join(folder, 'a.diff'), DIFF);
    for (const words of [['-'], ['a.diff']]) {
      const { exitCode, stdout } = await invoke(['.', 'impact', '--json', '--diff', ...words], {
        readInput: async () => DIFF,
      });
      expect(exitCode).toBe(ExitCode.Done);
      const { changed, affected } = JSON.parse(stdout);
      expect(changed).toMatchObject([{ key: 'shop/order.ts::Order::load' }]);
      expect(affected).toMatchObject([{ key: 'shop/order.ts::Order::save' }, { key: 'shop/buy.ts::buy' }]);
    }
    rmSync(join(folder, 'a.diff'));
  });

  it('of nothing is no question, of no diff an error', async () => {
    expect(await invoke(['.', 'impact'])).toMatchObject({ exitCode: ExitCode.Misuse });
    const { exitCode, stdout } = await invoke(['.', 'impact', '--diff', 'missing.diff']);
    expect([exitCode, stdout]).toEqual([ExitCode.Failed, '']);
  });
});

describe('path', () => {
  it('is each step where it stands', async () => {
    expect(await printed('shop', 'path', 'buy', 'Order.load')).toEqual([
      '1 way from buy.ts::buy to order.ts::Order::load',
      '',
      '  shop/buy.ts:2:25    buy.ts::buy              >  order.ts::Order::save',
      '  shop/order.ts:3:12  order.ts::Order::save    >  order.ts::Order::load',
      '',
    ]);
  });

  it('that there is not ends with 1', async () => {
    const { exitCode, stdout, stderr } = await invoke(['shop', 'path', 'Order.load', 'buy']);
    expect([exitCode, stdout]).toEqual([ExitCode.Failed, '']);
    expect(stderr).toContain('No way leads from order.ts::Order::load to buy.ts::buy');
  });
});

it('cycles are listed, a circle each', async () => {
  expect(await printed('shop', 'cycles')).toEqual(['No cycles', '']);
  const root = mkdtempSync(join(tmpdir(), 'cli-cycles-'));
  writeFileSync(join(root, 'a.ts'), 'function f() { g() }\nfunction g() { f() }\nfunction h() { h() }\n');
  const { stdout } = await invoke([root, 'cycles', '--level', 'function']);
  rmSync(root, { recursive: true });
  expect(stdout.split('\n')).toEqual([
    ...['2 cycles', '', '2 functions that lead to each other', '', '  a.ts::f', '  a.ts::g', ''],
    ...['A function that leads to itself', '', '  a.ts::h', ''],
  ]);
});

it('unused is what nothing leads to from an entry point', async () => {
  expect(await printed('shop', 'unused', '--entry-point', 'buy.ts')).toEqual([
    'Nothing leads to 1 symbol',
    '',
    '  shop/cart.ts:1  class  cart.ts::Cart  exported',
    '',
  ]);
});

it.each([
  ['text', [], ['1 file, 1 function, 0 types; calls and other edges: 0 added, 0 removed', '', '  ~  file      a.ts']],
  ['JSON Lines', ['--jsonl'], [expect.stringMatching(/^\{"files":\{"added":\[\],"removed":\[\],"changed":\["a.ts"\]/)]],
])('watch prints what changed as %s until the user interrupts', async (_form, words, expected) => {
  const root = mkdtempSync(join(tmpdir(), 'cli-watch-'));
  writeFileSync(join(root, 'a.ts'), 'export function f() { return 1 }\n');
  const interruption = new AbortController();
  const stdout = sink();
  const { exitCode, stderr } = await invoke([root, 'watch', ...words], {
    signal: interruption.signal,
    stdout: {
      write: (text: string | Uint8Array) => {
        stdout.write(text);
        interruption.abort();
      },
    },
    openIndex: async (folder, options) => {
      const index = await openIndex(folder, options);
      // What changes before it is watched is told too.
      writeFileSync(join(root, 'a.ts'), 'export function f() { return 1 + 1 }\n');
      return index;
    },
  });
  rmSync(root, { recursive: true });
  expect([exitCode, stderr]).toEqual([ExitCode.Interrupted, 'Interrupted\n']);
  expect(stdout.text().split('\n').slice(0, expected.length)).toEqual(expected);
});

describe('export', () => {
  it('writes to a file, and says how much', async () => {
    const { exitCode, stdout, stderr } = await invoke(['shop', 'export', 'mermaid', 'graph.mmd']);
    const text = readFileSync(join(folder, 'graph.mmd'), 'utf8');
    rmSync(join(folder, 'graph.mmd'));
    expect([exitCode, stdout]).toEqual([ExitCode.Done, '']);
    expect(stderr).toMatch(/^\d+ kB in 1 file: graph\.mmd\n$/);
    expect(text).toContain('buy');
    // Without a file to standard output, and that alone.
    for (const target of [[], ['-']]) {
      expect(await invoke(['shop', 'export', 'mermaid', ...target])).toEqual({
        ...{ exitCode: ExitCode.Done, stdout: text, stderr: '' },
      });
    }
  });
});

describe('similar', () => {
  it('functions are listed with how much they are alike', async () => {
    expect(await printed('shop', 'similar', 'Order.load')).toEqual([
      '1 function like order.ts::Order::load',
      '',
      '  shop/cart.ts:2  function  cart.ts::Cart::load  equal body, equal signature',
      '',
    ]);
    expect(await printed('shop', 'similar', 'buy', '--threshold', '0.9')).toEqual(['Nothing is like buy.ts::buy', '']);
    const { stdout } = await invoke(['shop', 'similar', 'Order.load', '--signature', '--threshold', '1', '--jsonl']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).match)).toEqual(['body', 'signature', 'signature']);
    expect((await invoke(['shop', 'similar', 'load'])).exitCode).toBe(ExitCode.Ambiguous);
    expect((await invoke(['shop', 'similar', 'buy', '--threshold', '2'])).exitCode).toBe(ExitCode.Misuse);
  });
});

describe('content', () => {
  it('is printed with its place, and what it uses behind it', async () => {
    expect(await printed('shop', 'content', 'order.ts:3', '--related', 'signatures', '--callers')).toEqual([
      '1 definition',
      '',
      '  shop/order.ts:3  function  order.ts::Order::save',
      '    save() { this.load() }',
      '',
      '  shop/order.ts:2  used  order.ts::Order::load',
      '    load() …',
      '',
      '  shop/buy.ts:2  caller  buy.ts::buy',
      '    function buy() …',
      '',
    ]);
    const json = async (...words: string[]) =>
      JSON.parse((await invoke(['shop', 'content', ...words, '--json'])).stdout);
    const found = async (...words: string[]) =>
      (await json(...words)).definitions.map(({ key, kind }: Record<string, string>) => key ?? kind);
    expect(await found('buy.ts:1-4')).toEqual(['imports', 'buy.ts::buy', 'statement']);
    expect(await found('Order.save', 'cart.ts:2')).toEqual(['cart.ts::Cart::load', 'order.ts::Order::save']);
    const diff = await invoke(['.', 'content', '--diff', '-', '--jsonl'], { readInput: async () => DIFF });
    expect(JSON.parse(diff.stdout)).toMatchObject({
      of: 'definition',
      key: 'shop/order.ts::Order::load',
      text: 'load() {}',
    });
  });

  it('of nothing ends with 1, and without anything to be asked with 2', async () => {
    expect((await invoke(['shop', 'content', 'order.ts:300'])).exitCode).toBe(ExitCode.Failed);
    expect((await invoke(['shop', 'content', 'zzz'])).exitCode).toBe(ExitCode.Failed);
    expect((await invoke(['shop', 'content', 'load'])).exitCode).toBe(ExitCode.Ambiguous);
    expect((await invoke(['shop', 'content'])).exitCode).toBe(ExitCode.Misuse);
    expect((await invoke(['shop', 'content', 'buy', '--related', 'all'])).exitCode).toBe(ExitCode.Misuse);
  });
});

describe('subgraph', () => {
  it('lists what is around, and is a graph as JSON', async () => {
    expect(await printed('shop', 'subgraph', 'Order.save')).toEqual([
      '3 functions and types in 2 files around order.ts::Order::save',
      '',
      '  shop/buy.ts:2    function  buy.ts::buy',
      '  shop/order.ts:2  function  order.ts::Order::load',
      '  shop/order.ts:3  function  order.ts::Order::save',
      '',
    ]);
    const index = await openIndex(join(folder, 'shop'));
    const { candidates, truncated, ...graph } = await index.subgraph('Order.save');
    await index.close();
    const { stdout } = await invoke(['shop', 'subgraph', 'Order.save', '--json']);
    const { candidates: none, truncated: cut, ...json } = JSON.parse(stdout);
    expect([none, cut]).toEqual([candidates, truncated]);
    expect(graphFromJSON(json)).toEqual(graph);
    const lines = (await invoke(['shop', 'subgraph', 'Order.save', '--jsonl'])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).of)).toEqual(['file', 'file', 'function', 'function', 'function']);
  });
});

describe('enrich', () => {
  it('lists every relationship, and every node with its callers as JSON', async () => {
    const lines = await printed('shop', 'enrich');
    expect(lines[0]).toBe('6 functions and types, 2 calls, 0 extends, 0 implements, 2 imports');
    expect(lines).toContain('  buy.ts::buy            calls    order.ts::Order::save');
    const json = JSON.parse((await invoke(['shop', 'enrich', '--json'])).stdout);
    const jsonl = (await invoke(['shop', 'enrich', '--jsonl'])).stdout.trimEnd().split('\n');
    expect(jsonl).toHaveLength(json.nodes.length + json.relationships.length);
    const nodes = jsonl.map((line) => JSON.parse(line)).filter(({ of }) => of === 'node');
    expect(nodes.map(({ of, ...node }) => node)).toEqual(json.nodes);
    expect(json.nodes.find(({ key }: { key: string }) => key === 'order.ts::Order::load').callers).toEqual([
      'order.ts::Order::save',
    ]);
  });
});

describe('colours', () => {
  const isColored = async (env: World['env'], isTTY: boolean) => {
    const stdout = sink(isTTY);
    await invoke(['shop', 'callers', 'buy'], { env, stdout });
    return stdout.text().includes('\x1b[');
  };

  it.each<[World['env'], boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
  ])('with %j, on a terminal: %s, are there: %s', async (env, isTTY, expected) => {
    expect(await isColored(env, isTTY)).toBe(expected);
  });

  it('are never sent by a name of the repository', async () => {
    const root = mkdtempSync(join(tmpdir(), 'cli-hostile-'));
    writeFileSync(join(root, 'a\x1b[2J.ts'), 'export function f() {}\nf()\n');
    const { stdout } = await invoke([root, 'callers', 'f']);
    rmSync(root, { recursive: true });
    expect(stdout).toContain('a\\u{1b}[2J.ts:2:1');
    expect(stdout).not.toContain('\x1b');
  });
});

describe('progress', () => {
  it('is a bar on a terminal alone, and gone at the end', async () => {
    const stderr = sink(true);
    await invoke(['shop', 'callers', 'buy'], { stderr });
    expect(stderr.text()).toContain('discovering');
    expect(stderr.text().split('\r').at(-1)).toBe('\x1b[K');
    const quiet = sink(true);
    await invoke(['shop', 'callers', 'buy', '-q'], { stderr: quiet });
    expect(quiet.text()).toBe('');
  });

  it('names a file that is in no answer', async () => {
    writeFileSync(join(folder, 'shop/binary.ts'), Buffer.from([0, 1, 2]));
    const { exitCode, stderr } = await invoke(['shop', 'callers', 'buy']);
    rmSync(join(folder, 'shop/binary.ts'));
    expect(exitCode).toBe(ExitCode.Done);
    expect(stderr).toMatch(/^Not in the answer: .*binary\.ts: /);
  });
});

describe('the words of a question', () => {
  it.each(['find', 'callers', 'callees', 'impact', 'path', 'cycles', 'unused', 'compare', 'export', 'watch'])(
    '%s --help says what it takes',
    async (name) => {
      for (const words of [
        ['.', name, '--help'],
        [name, '-h'],
      ]) {
        const { exitCode, stdout } = await invoke(words);
        expect(exitCode).toBe(ExitCode.Done);
        expect(stdout).toContain(`Usage: code-knowledge-graph <folder> ${name} [options]`);
        expect(stdout).toContain('--jsonl');
      }
    },
  );

  it.each([
    [['.', 'callers'], "'callers' needs more words: callers KEY..."],
    [['.', 'find', 'a', 'b'], "'b' is one too many: find [TEXT]"],
    [['.', 'callers', ' '], "'callers' takes no empty words"],
    [['callers', 'a'], "'callers' goes behind a folder"],
    [['.', 'callers', 'a', '--kind', 'class'], "Option '--kind' does not go with 'callers'"],
    [['.', 'find', 'a', '--depth', '2'], "Option '--depth' does not go with 'find'"],
    [['.', 'callers', 'a', '--out', 'b'], "Option '--out' does not go with 'callers'"],
    [['.', 'callers', 'a', '--json', '--jsonl'], "Options '--json' and '--jsonl' exclude each other"],
    [['.', 'callers', 'a', '--depth', '0'], "Option '--depth' takes a whole number from 1, not '0'"],
    [['.', 'callers', 'a', '--limit', 'all'], "Option '--limit' takes a whole number from 1, not 'all'"],
    [['.', 'callers', 'a', '--concurrency', '0'], "Option '--concurrency' takes a whole number from 1, not '0'"],
    [['.', 'find', '--kind', 'method'], "Option '--kind' takes one of function, class, interface, enum, type"],
    [['.', 'find', '--language', 'ts'], '--language must be one of typescript, javascript'],
    [['shop', 'find', '--after', 'x'], 'Invalid cursor in --after: x'],
    [['shop', 'unused', '--entry-point', '[x'], 'Invalid glob in --entry-point: [x'],
    [['shop', 'callers', 'a', '--include', '!x'], 'Invalid glob in --include: !x'],
    [['shop', 'callers', 'a', '--exclude', '/x'], 'Invalid glob in --exclude: /x'],
    [
      ['.', 'callers', 'a', '--depth', '-1'],
      "'--depth' needs a value: one that begins with '-' is written '--depth=-…'",
    ],
    [['.', '-o', '-x'], "'-o' needs a value: one that begins with '-' is written '--out=-…'"],
    [['.', 'caller', 'a'], "'caller' is one too many, and no question is called so: did you mean 'callers'?"],
    [['.', 'imapct', 'a'], "'imapct' is one too many, and no question is called so: did you mean 'impact'?"],
    [['.', 'elsewhere'], "'elsewhere' is one too many, and no question is called so\n"],
    [['.', 'callers', 'a', '--dept', '2'], "Unknown option '--dept': did you mean '--depth'?"],
    [['.', 'compare', 'HEAD'], "'compare' needs more words: compare BASE HEAD"],
    [['.', 'compare', '../base'], "'compare' needs more words: compare BASE HEAD"],
    [['.', 'compare', 'a/../b'], "'compare' needs more words: compare BASE HEAD"],
    [['.', 'compare', '..'], "'compare' needs more words: compare BASE HEAD"],
    [
      ['.', 'export', 'png'],
      "'export' takes one of jsonl, graphml, dot, mermaid, neo4j-csv, sqlite, scip, html, not 'png'",
    ],
    [['.', 'export', 'neo4j-csv'], "'export neo4j-csv' writes several files: it needs the name of a folder"],
    [['.', 'export', 'neo4j-csv', '-'], "'export neo4j-csv' writes several files: it needs the name of a folder"],
    [['.', 'path', 'a'], "'path' needs more words: path FROM TO"],
    [['.', 'cycles', '--level', 'class'], "Option '--level' takes file or function, not 'class'"],
    [['.', 'watch', 'x'], "'x' is one too many"],
    [['.', '--depth', '2'], "Option '--depth' goes with a question"],
    [['nowhere', 'callers', 'a'], 'Root directory not found'],
    [['shop/cart.ts', 'callers', 'a'], 'shop/cart.ts is a file, not a folder'],
    [['', 'callers', 'a'], "Root directory can't be empty"],
  ])('%j end with 2 where they are wrong', async (words, message) => {
    const { exitCode, stdout, stderr } = await invoke(words);
    expect([exitCode, stdout]).toEqual([ExitCode.Misuse, '']);
    expect(stderr).toContain(message);
  });
});

it('a diff that cannot be read is said to be so', async () => {
  const { exitCode, stderr } = await invoke(['shop', 'impact', '--diff', 'none.diff']);
  expect(exitCode).toBe(ExitCode.Failed);
  expect(stderr).toBe('code-knowledge-graph: none.diff cannot be read: no such file or directory\n');
});

it('a question that is interrupted ends with 130', async () => {
  const { exitCode, stderr } = await invoke(['shop', 'callers', 'buy'], { signal: AbortSignal.abort() });
  expect([exitCode, stderr]).toEqual([ExitCode.Interrupted, 'Interrupted\n']);
});
