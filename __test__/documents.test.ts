/** The documents for contributors held against the repository: what they name exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const names = (folder: string) => readdirSync(join(root, folder)).map((name) => name.replace(/\.rs$/, ''));

/** What a document says is to be written by whoever follows it, or is made by a command. */
const TO_BE_MADE = ['tests/link/python/matched-class.txt', 'bench/node_modules', 'target/'];
const TOP = /^(?:\.ci|\.github|__test__|bench|benches|build|docs|e2e|examples|fuzz|js|scripts|src|tests)\//;

const DOCUMENTS = [
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md', 'docs/first-change.md'],
  ...[
    '.github/pull_request_template.md',
    ...names('.github/ISSUE_TEMPLATE').map((name) => `.github/ISSUE_TEMPLATE/${name}`),
  ],
];

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  it('names files and folders that exist', () => {
    const named = [...text.matchAll(/`([\w./@*<>-]+)`/g)].map(([, path = '']) => path).filter((path) => TOP.test(path));
    const plain = named.filter((path) => !/[*<>]/.test(path) && !TO_BE_MADE.some((made) => path.startsWith(made)));
    expect(plain.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('links to what exists', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(join(root, dirname(document), path)))).toEqual([]);
  });

  it('names commands that exist', () => {
    const npm = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(npm.filter((name) => !(name in scripts))).toEqual([]);
    const targets = (option: string) =>
      [...text.matchAll(new RegExp(`--${option} (\\w+)`, 'g'))].map(([, name = '']) => name);
    expect(targets('test').filter((name) => !names('tests').includes(name))).toEqual([]);
    expect(targets('example').filter((name) => !names('examples').includes(name))).toEqual([]);
    const programs = [...text.matchAll(/\bnode ((?:bench|scripts)\/[\w./-]+)/g)].map(([, path = '']) => path);
    expect(programs.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

it('walks a first change through code that is there', () => {
  const guide = read('docs/first-change.md');
  const bindings = read('src/language/python/bindings.rs');
  const called = [...guide.matchAll(/(?:self\.)(\w+)\(/g)].map(([, name = '']) => name);
  const room = ['src/language/python', 'src/extract', 'src/extract/outline'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.rs'))
      .map((name) => read(`${folder}/${name}`)),
  );
  const isThere = (name: string) => room.some((text) => new RegExp(`fn ${name}\\b`).test(text));
  expect([...new Set(called)].filter((name) => !isThere(name))).toEqual([]);
  const written = (text: string) => text.replace(/^\s+/gm, '');
  const code = written(bindings + read('src/language/python/narrowing.rs'));
  const quoted = [...guide.matchAll(/```rust\n(.*?)```/gs)].map(([, lines = '']) => written(lines));
  expect(quoted.length).toBe(3);
  for (const lines of quoted) expect(code).toContain(lines);
});
