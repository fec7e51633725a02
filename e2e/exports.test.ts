/** Exports, read back by programs that are not this package. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type * as Package from '../index.js';
import { openBrowser } from './browser.js';

const execute = promisify(execFile);

let work: string;
let index: Package.CodeIndex;

beforeAll(async () => {
  work = await realpath(await mkdtemp(join(tmpdir(), 'ckg-exports-')));
  index = await installed().openIndex(inject('rxjs'));
});

afterAll(async () => {
  await index?.close();
  await rm(work, { recursive: true, force: true });
});

/** The package as it is installed. */
function installed(): typeof Package {
  return createRequire(join(inject('service'), 'package.json'))('code-knowledge-graph');
}

async function exported(format: Package.ExportFormat): Promise<string> {
  const path = join(work, `rxjs.${format}`);
  await index.export(format, path);
  return path;
}

/** What a program says. */
async function said(program: string, ...given: string[]): Promise<string> {
  const { stdout } = await execute(program, given, { maxBuffer: 1 << 28 });
  return stdout.trim();
}

/** How many lines there are of each `record`, and of edges of each `kind`. */
async function counted(): Promise<Record<string, number>> {
  const text = await readFile(await exported('jsonl'), 'utf8');
  const counts: Record<string, number> = {};
  for (const line of text.trimEnd().split('\n')) {
    const { record, kind } = JSON.parse(line);
    for (const name of record === 'edge' ? [record, `${kind} edge`] : [record]) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

it('is read by networkx', async () => {
  const script = `
import json, sys, networkx
graph = networkx.read_graphml(sys.argv[1])
kinds = networkx.get_node_attributes(graph, 'kind').values()
calls = sum(data['weight'] for _, _, data in graph.edges(data=True) if data['relation'] == 'call')
print(json.dumps({ 'functions': list(kinds).count('function'), 'files': list(kinds).count('file'), 'calls': calls,
  'reached': len(networkx.descendants(graph, 'function:src/internal/operators/map.ts::map')) }))`;
  const answer = JSON.parse(await said(await python(), '-c', script, await exported('graphml')));
  const { function: functions, file: files, 'call edge': calls } = await counted();
  expect(answer).toMatchObject({ functions, files, calls });
  expect(answer.reached).toBeGreaterThan(5);
});

/** The Python that has networkx: Debian's, where another comes first. */
async function python(): Promise<string> {
  const has = (program: string) =>
    said(program, '-c', 'import networkx').then(
      () => true,
      () => false,
    );
  return (await has('python3')) ? 'python3' : '/usr/bin/python3';
}

describe('Graphviz', () => {
  it('counts what is there', async () => {
    const { function: functions, type: types, file: files } = await counted();
    const [nodes] = (await said('gc', '-n', await exported('dot'))).split(/\s+/);
    const outside = (await readFile(await exported('dot'), 'utf8')).match(/shape=(component|folder)/g)?.length ?? 0;
    expect(Number(nodes)).toBe((functions ?? 0) + (types ?? 0) + (files ?? 0) + outside);
  });

  it('draws it', async () => {
    const folder = join(work, 'small');
    await mkdir(folder);
    await writeFile(
      join(folder, 'a&b.ts'),
      'export function a() { b() }\nfunction b() {}\nclass C extends D {}\nclass D {}\n',
    );
    const small = await installed().openIndex(folder);
    await small.export('dot', join(work, 'small.dot'));
    await small.close();
    const svg = await said('dot', '-Tsvg', join(work, 'small.dot'));
    for (const part of [
      'class="cluster"',
      'class="node"',
      'class="edge call"',
      'class="edge extends"',
      '>a&amp;b.ts<',
    ]) {
      expect(svg).toContain(part);
    }
  });
});

it('is drawn by Mermaid', async () => {
  const { stdout } = await execute('npm', ['pack', '--json', 'mermaid@11.17.2', '--pack-destination', work], {
    cwd: work,
  });
  const [{ filename }] = JSON.parse(stdout);
  await said('tar', '-xzf', join(work, filename), '-C', work, 'package/dist/mermaid.min.js');
  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.setContent('<div></div>');
  await page.addScriptTag({ path: join(work, 'package', 'dist', 'mermaid.min.js') });
  const chart = await readFile(await exported('mermaid'), 'utf8');
  const draw = `mermaid.render('chart', ${JSON.stringify(chart)}).then(({ svg }) => (document.body.innerHTML = svg))`;
  await page.evaluate(draw);
  const labels = await page.locator('.nodeLabel').allTextContents();
  expect(labels).toHaveLength(chart.match(/^ {4}n\d+\[/gm)?.length ?? 0);
  expect(labels).toContain('src/internal/operators');
});

it('is a database to the shell of SQLite', async () => {
  const database = await exported('sqlite');
  const { function: functions, type: types, file: files, edge: edges } = await counted();
  const count = 'SELECT (SELECT count(*) FROM %) ';
  const counts = ['files', 'functions', 'types', 'edges'].map((table) => count.replace('%', table)).join(' UNION ALL ');
  const numbers = (await said('sqlite3', '-readonly', database, counts)).split('\n').map(Number);
  expect(numbers).toEqual([files, functions, types, edges]);
  expect(await said('sqlite3', '-readonly', database, 'PRAGMA integrity_check; PRAGMA foreign_key_check;')).toBe('ok');
  const callers = "SELECT DISTINCT caller FROM calls WHERE callee LIKE '%/map.ts::map' AND file LIKE '%/pluck.ts'";
  expect(await said('sqlite3', '-readonly', database, callers)).toBe('src/internal/operators/pluck.ts::pluck');
});

it('is read as SCIP by the compiler of protocol buffers', async () => {
  // The numbers of the fields are SCIP's; the names are of no matter on the wire.
  const definition = `syntax = "proto3";
    message Index { Metadata metadata = 1; repeated Document documents = 2; }
    message Metadata { int32 version = 1; Tool tool_info = 2; string project_root = 3; int32 text_document_encoding = 4; }
    message Tool { string name = 1; string version = 2; }
    message Document { string path = 1; repeated Occurrence occurrences = 2; repeated Symbol symbols = 3; string language = 4;
      int32 position_encoding = 6; }
    message Occurrence { repeated int32 range = 1; string symbol = 2; int32 symbol_roles = 3; repeated int32 enclosing_range = 7; }
    message Symbol { string symbol = 1; repeated Relationship relationships = 4; int32 kind = 5; string display_name = 6; }
    message Relationship { string symbol = 1; bool is_reference = 2; bool is_implementation = 3; }`;
  await writeFile(join(work, 'index.proto'), definition);
  const scip = await exported('scip');
  const decode = `protoc --proto_path="$1" --decode=Index index.proto < "$2"`;
  const text = await said('sh', '-c', decode, 'sh', work, scip);
  const { function: functions, type: types, file: files } = await counted();
  const times = (what: RegExp) => text.match(what)?.length ?? 0;
  expect(times(/^documents \{/gm)).toBe(files);
  expect(times(/^ {2}symbols \{/gm)).toBe((functions ?? 0) + (types ?? 0));
  expect(times(/^ +symbol_roles: 1$/gm)).toBe((functions ?? 0) + (types ?? 0));
  expect(text).toContain(`project_root: "${pathToFileURL(inject('rxjs')).href}"`);
  // A field that the definition does not know is shown by its number.
  expect(text).not.toMatch(/^ *\d+[:{ ]/m);
});

describe('the page', () => {
  it('opens by itself, finds a function and shows who calls it', async () => {
    const { page, problems, requests } = await openReport(await exported('html'));
    expect(await page.title()).toBe('rxjs \u2013 code graph');
    await page.keyboard.press('/');
    await page.keyboard.type('isFunction');
    await page.locator('#found li').first().waitFor();
    expect(await page.locator('#found li .name bdi').first().textContent()).toBe('isFunction');
    await page.keyboard.press('Enter');
    await page.locator('#panel h2', { hasText: 'isFunction' }).waitFor();
    const callers = page.getByRole('list', { name: 'Callers' }).getByRole('button');
    expect(await callers.count()).toBeGreaterThan(10);
    await callers.filter({ hasText: 'isPromise' }).click();
    await page.locator('#panel h2', { hasText: 'isPromise' }).waitFor();
    await page.getByRole('list', { name: 'Callees' }).getByRole('button', { name: 'isFunction' }).waitFor();
    await page.goBack();
    await page.locator('#panel h2', { hasText: 'isFunction' }).waitFor();
    expect(problems).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('goes into folders and out of them by keys', async () => {
    const { page, problems } = await openReport(await exported('html'));
    await page.locator('#picture').focus();
    for (const key of ['ArrowRight', 'Enter']) await page.keyboard.press(key);
    // The page follows its address, which changes a moment after the key.
    await page.waitForFunction(`document.querySelectorAll('#crumbs li').length > 1`);
    const inside = await page.locator('#crumbs li').count();
    await page.keyboard.press('Backspace');
    await page.waitForFunction(`document.querySelectorAll('#crumbs li').length < ${inside}`);
    expect(problems).toEqual([]);
  });

  it('is usable with ten thousand functions, also on a phone', async () => {
    const large = await installed().openIndex(await tenThousandFunctions());
    const path = join(work, 'large.html');
    await large.export('html', path);
    await large.close();
    const { page, problems } = await openReport(path, { width: 380, height: 780 });
    expect(await page.locator('#stats').textContent()).toContain('10,000 functions');
    await page.getByRole('combobox').fill('step 7777');
    await page.locator('#found li').first().click();
    await page.locator('#panel h2', { hasText: 'step7777' }).waitFor();
    expect(await page.getByRole('list', { name: 'Callers' }).getByRole('button').count()).toBe(2);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380);
    expect(problems).toEqual([]);
  });

  it('shows hostile names as text', async () => {
    const folder = join(work, 'hostile');
    await mkdir(folder);
    const names = [
      '</script><script>document.title=1</script>',
      '<img src=x onerror=document.title=1>',
      '\u202egnp.exe',
    ];
    const methods = names.map((name) => `  ${JSON.stringify(name)}() { last() }`).join(',\n');
    await writeFile(join(folder, `${names[1]}.ts`), `export const it = {\n${methods}\n}\nfunction last() {}\n`);
    const hostile = await installed().openIndex(folder);
    const path = join(work, 'hostile.html');
    await hostile.export('html', path);
    await hostile.close();
    const { page, problems } = await openReport(path);
    await page.getByRole('combobox').fill('last');
    await page.keyboard.press('Enter');
    await page.locator('#panel h2', { hasText: 'last' }).waitFor();
    const callers = await page.getByRole('list', { name: 'Callers' }).getByRole('button').allTextContents();
    expect(callers).toHaveLength(3);
    expect(callers.join()).toContain('</script>');
    expect(callers.join()).toContain('\u27e8U+202E\u27e9');
    expect(await page.title()).toBe('hostile \u2013 code graph');
    expect(problems).toEqual([]);
  });
});

/** The page of an export, what went wrong in it, and what it asked for. */
async function openReport(path: string, viewport = { width: 1280, height: 800 }) {
  const browser = await openBrowser();
  const page: Page = await browser.newPage();
  await page.setViewportSize(viewport);
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  await page.locator('#panel h2').waitFor();
  return { page, problems, requests };
}

/** A repository of a hundred files of a hundred functions each, of which each calls the two behind it. */
async function tenThousandFunctions(): Promise<string> {
  const folder = join(work, 'large');
  for (let file = 0; file < 100; file++) {
    const lines: string[] = [];
    for (let at = 0; at < 100; at++) {
      const number = file * 100 + at;
      const next = [number + 1, number + 2].filter((other) => Math.floor(other / 100) === file);
      lines.push(`export function step${number}() {`, ...next.map((other) => `  step${other}();`), '}');
    }
    const path = join(folder, `part${file % 10}`, `group${file % 5}`);
    await mkdir(path, { recursive: true });
    await writeFile(join(path, `file${file}.ts`), lines.join('\n'));
  }
  return folder;
}
