/** The index as agents meet it: the built command, asked by the client of the protocol's own SDK. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeIndex } from '../index.mjs';
import { Fresh } from '../js/mcp/fresh.js';
import { repositoryOf } from './repository.js';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

let root: string;
let clients: Client[];

beforeEach(async () => {
  clients = [];
  root = await repositoryOf({
    'src/order.ts':
      'export class Order {\n  load() {}\n  save() {\n    this.load();\n  }\n}\nexport interface Saved { id: number }\n',
    'src/shop.ts':
      "import { Order } from './order';\nexport function buy(order: Order) {\n  order.save();\n}\nbuy(new Order());\n",
    'src/user.ts': 'export class User {\n  load() {}\n}\nexport function lonely() {}\n',
    'test/shop.test.ts':
      "import { it } from 'vitest';\nimport { buy } from '../src/shop';\nimport { Order } from '../src/order';\nit('buys', () => buy(new Order()));\n",
    'one.ts': "import { two } from './two';\nexport const one = () => two();\n",
    'two.ts': "import { one } from './one';\nexport const two = () => one();\n",
  });
});

afterEach(async () => {
  for (const client of clients) await client.close();
});

async function connected(words: string[] = [], cwd = root): Promise<Client> {
  const client = new Client({ name: 'a test', version: '1' });
  clients.push(client);
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [program, 'mcp', ...words, '--no-cache'], cwd }),
  );
  return client;
}

async function asked(client: Client, name: string, given: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [only, ...others] = content as { type: string; text: string }[];
  expect(others).toEqual([]);
  return { text: only?.text ?? '', isError: isError === true };
}

const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: root, stdio: 'pipe' });

describe('an agent', () => {
  it('finds few tools, each with what it takes', async () => {
    const client = await connected();
    expect(client.getServerVersion()).toMatchObject({ name: 'code-knowledge-graph' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['explore', 'impact', 'graph_overview']);
    for (const { description, inputSchema, annotations } of tools) {
      expect(description?.length).toBeGreaterThan(50);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(annotations).toMatchObject({ readOnlyHint: true });
    }
  });

  it('explores a symbol: source, who calls it, what it calls', async () => {
    const { text } = await asked(await connected(), 'explore', { query: 'Order.save' });
    expect(text).toContain(
      '# function src/order.ts::Order::save\nsrc/order.ts:3-5\n```\n3    save() {\n4      this.load();\n5    }\n```',
    );
    expect(text).toContain('## Called or used by (1)\nsrc/shop.ts:2 function buy (call at :3)');
    expect(text).toContain('## Calls (1)\nsrc/order.ts:2 function Order::load (call at :4)');
  });

  it('is shown what a name may mean, narrowed by kind and path', async () => {
    const client = await connected([root], tmpdir());
    const { text } = await asked(client, 'explore', { query: 'load' });
    expect(text).toContain('# function src/order.ts::Order::load');
    expect(text).toContain('# function src/user.ts::User::load');
    const { text: one } = await asked(client, 'explore', { query: 'load', path: 'src/user.ts' });
    expect(one).not.toContain('order.ts');
    const { text: few } = await asked(client, 'explore', { query: 'lo', limit: 1 });
    expect(few).toMatch(/## Other candidates \(2\)\n.*\n… and 1 more/);
    const { text: type } = await asked(client, 'explore', { query: 'save', kind: 'interface' });
    expect(type).toContain('# interface src/order.ts::Saved');
  });

  it('may ask in words', async () => {
    const { text } = await asked(await connected(), 'explore', { query: 'Where do users load from what?' });
    expect(text).toMatch(/^# function src\/user\.ts::User::load\n/);
    const { text: none } = await asked(await connected(), 'explore', { query: 'zzzz qqqq' });
    expect(none).toContain("Nothing is called 'zzzz qqqq'");
  });

  it('learns what keys and files may affect, with the tests', async () => {
    const client = await connected();
    const { text } = await asked(client, 'impact', { keys: ['Order.load'] });
    expect(text).toContain('## Changed (1)\nsrc/order.ts:2 function Order::load');
    expect(text).toContain('src/shop.ts:2 function buy (call at :3, 2 steps)');
    expect(text).toContain('## Tests among them (1)\ntest/shop.test.ts:4 buys');
    const { text: ambiguous } = await asked(client, 'impact', { keys: ['load'] });
    expect(ambiguous).toContain('## Names that may mean several: give one of these (2)');
    const { text: file } = await asked(client, 'impact', { files: ['src/shop.ts'], limit: 1 });
    expect(file).toContain('src/shop.ts:2 function buy');
  });

  it('is told what it asked about and is not there', async () => {
    const client = await connected();
    const { text } = await asked(client, 'impact', {
      keys: ['Order.laod', 'Order.load'],
      files: ['src/shop.ts', './src/../src/shop.ts', 'src/none.ts', 'src'],
    });
    expect(text.split('\n## ')[0]).toBe(
      "Nothing is called 'Order.laod': explore finds what is like it.\n" +
        "No file 'src/none.ts' is indexed.\nNo file 'src' is indexed.\n",
    );
    expect(text).toContain('src/order.ts:2 function Order::load');
    const { text: none } = await asked(client, 'impact', { keys: ['nowhere'] });
    expect(none).toMatch(/^Nothing is called 'nowhere'/);
  });

  it('learns what the work tree changes, committed or not', async () => {
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'a');
    const client = await connected();
    expect((await asked(client, 'impact')).text).toContain('Nothing has changed since HEAD.');
    writeFileSync(
      join(root, 'src/order.ts'),
      'export class Order {\n  load() { return 1; }\n  save() {\n    this.load();\n  }\n}\n',
    );
    writeFileSync(join(root, 'src/new.ts'), 'export function fresh() {}\n');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { text } = await asked(client, 'impact');
    expect(text).toContain('src/order.ts:2 function Order::load');
    expect(text).toContain('src/new.ts:1 function fresh');
    expect(text).toContain('test/shop.test.ts:4 buys');
    expect(text).toContain('changed since the last answer: src/new.ts, src/order.ts');
    git('add', '.');
    git('commit', '--quiet', '-m', 'b');
    expect((await asked(client, 'impact', { base: 'HEAD~1' })).text).toContain('src/new.ts:1 function fresh');
    const { isError, text: reason } = await asked(client, 'impact', { base: '--output=/tmp/x' });
    expect([isError, reason]).toEqual([true, "'--output=/tmp/x' is no revision"]);
    expect((await asked(client, 'impact', { base: 'nowhere' })).text).toContain('nowhere');
  });

  it('is told why the work tree says nothing where there is no Git repository', async () => {
    const { isError, text } = await asked(await connected(), 'impact');
    expect(isError).toBe(true);
    expect(text).toMatch(/changes since HEAD cannot be told: .*Give keys, files or a diff/);
  });

  it('sees the whole at once', async () => {
    const { text } = await asked(await connected(), 'graph_overview');
    expect(text).toContain('6 files, ');
    expect(text).toContain('## Languages (1)\ntypescript: 6 files, ');
    expect(text).toContain('## Circles of files that import each other (1)\n2 files: one.ts → two.ts');
    expect(text).toMatch(/## Called by most functions \(\d\)\n/);
    expect(text).toContain('src/user.ts:4 function lonely');
    expect(text).toMatch(/As of \d{4}-\d\d-\d\dT[\d:.]+Z: 6 files\.$/);
  });

  it.each([
    ['explore', {}, 'query is missing'],
    ['explore', { query: ' ' }, 'query must be a text'],
    ['explore', { query: 'a', kind: 'struct' }, 'kind must be one of function, class, interface, enum, type'],
    ['explore', { query: 'a', limt: 3 }, 'limt is no argument: did you mean limit?'],
    ['graph_overview', { x: 1 }, 'x is no argument: there is none'],
    ['impact', { depth: 0 }, 'depth must be a whole number from 1 to 100'],
    ['impact', { keys: 'a' }, 'keys must be a list of texts'],
    ['impact', { diff: '@@ -1 +1 @@\n-a\n+b\n' }, 'a hunk of no file'],
    ['rewrite', {}, 'There is no tool rewrite'],
  ])('is told what is wrong with %s %j', async (tool, given, message) => {
    const { isError, text } = await asked(await connected(), tool, given);
    expect(isError).toBe(true);
    expect(text).toContain(message);
  });
});

describe('the server', () => {
  it('ends with its input, and prints nothing but the protocol', async () => {
    const child = spawn(process.execPath, [program, 'mcp', root, '--no-cache'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    child.stdin.end();
    const [code] = await once(child, 'close');
    expect([code, await stdout, await stderr]).toEqual([0, '', '']);
  });

  it.each([
    [['nowhere'], 'Root directory not found'],
    [['.', 'other'], "'other' is one too many"],
    [['.', '--json'], "Option '--json' does not go with 'mcp'"],
  ])('%j ends with 2 and says why', async (words, message) => {
    const child = spawn(process.execPath, [program, 'mcp', ...words], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
    const stderr = text(child.stderr);
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    expect(await stderr).toContain(message);
  });

  it('names the package that it needs where that is not installed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ckg-mcp-'));
    const at = join(folder, 'node_modules/code-knowledge-graph');
    const own = fileURLToPath(new URL('..', import.meta.url));
    cpSync(join(own, 'dist'), join(at, 'dist'), { recursive: true });
    cpSync(join(own, 'package.json'), join(at, 'package.json'));
    const addon = `code-knowledge-graph.${process.platform}-${process.arch}`;
    for (const name of [`${addon}-gnu.node`, `${addon}-musl.node`, `${addon}-msvc.node`, `${addon}.node`]) {
      symlinkSync(join(own, name), join(at, name));
    }
    const child = spawn(process.execPath, [join(at, 'dist/cli/main.js'), 'mcp', root], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stderr = text(child.stderr);
    const [code] = await once(child, 'close');
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(await stderr).toContain(
      'needs the package @modelcontextprotocol/sdk, which is not installed: run "npm install',
    );
  });
});

describe('how fresh an answer is', () => {
  const nothing = { added: [], removed: [], changed: [] };

  function index(refresh: () => Promise<unknown>): CodeIndex {
    return { refresh, stats: { files: 3, failures: 0 } } as unknown as CodeIndex;
  }

  it('is looked after at most once a second, by all questions together', async () => {
    let [now, looks] = [0, 0];
    const fresh = new Fresh(
      index(async () => ({ files: looks++ === 0 ? { ...nothing, changed: ['a.ts'] } : nothing })),
      () => now,
    );
    await fresh.look();
    expect(looks).toBe(0);
    now = 1500;
    await Promise.all([fresh.look(), fresh.look()]);
    await fresh.look();
    expect(looks).toBe(1);
    expect(fresh.told()).toBe('As of 1970-01-01T00:00:01.500Z: 3 files; changed since the last answer: a.ts.');
    expect(fresh.told()).toBe('As of 1970-01-01T00:00:01.500Z: 3 files.');
  });

  it('is said where the files cannot be looked at', async () => {
    let now = 0;
    const fresh = new Fresh(
      index(() => Promise.reject(new Error('the folder is gone'))),
      () => now,
    );
    now = 5000;
    await fresh.look();
    expect(fresh.told()).toBe(
      'As of 1970-01-01T00:00:00.000Z: 3 files; NOT up to date, the files cannot be looked at: the folder is gone.',
    );
  });
});
