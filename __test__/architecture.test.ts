/** The rules of ARCHITECTURE.md between modules, held against the sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each module of the crate may use. */
const MAY_USE: Record<string, readonly string[]> = {
  error: [],
  languages: [],
  options: ['error'],
  allowance: [],
  metrics: ['error', 'options'],
  source: ['error', 'options'],
  record: ['error', 'options', 'allowance', 'languages', 'source'],
  syntax: ['allowance'],
  extract: ['error', 'options', 'allowance', 'languages', 'source', 'record', 'syntax'],
  language: ['error', 'options', 'allowance', 'languages', 'source', 'record', 'syntax', 'extract'],
  resolve: ['error', 'options', 'allowance', 'languages', 'source'],
  graph: ['error', 'options', 'allowance', 'languages', 'source', 'record', 'language', 'resolve'],
  encoded: ['error', 'options', 'allowance', 'languages', 'source', 'record', 'language', 'resolve', 'graph'],
  query: ['error', 'languages', 'source', 'record', 'graph'],
  export: ['error', 'languages', 'source', 'record', 'graph', 'query'],
  store: ['error', 'options'],
  stream: ['error', 'options', 'metrics'],
  indexing: [
    ...['error', 'options', 'allowance', 'languages', 'metrics'],
    ...['source', 'syntax', 'extract', 'record', 'language', 'resolve', 'graph', 'query', 'store', 'stream'],
  ],
  binding: [
    'error',
    'options',
    'allowance',
    'languages',
    'source',
    'record',
    'language',
    'resolve',
    'syntax',
    'extract',
    'graph',
    'metrics',
    'store',
    'stream',
    'indexing',
    'encoded',
    'query',
    'export',
  ],
};

/**
 * The rooms of `src/graph`, by what they ask: what names stand for, what an expression is, what is linked with what,
 * what an edit changes of that. Each uses itself and the rooms before it; `mod.rs` puts them together, and none of them uses it.
 */
const ROOMS_OF_GRAPH: readonly string[] = ['names', 'types', 'links', 'relinking'];

/** What the modules that work on what they are given must not reach for. */
const OUT_OF_REACH: Record<string, RegExp> = {
  language: /\bstd::(fs|net|process|env|time|thread)\b|\bFile::open\b/g,
  record: /\bstd::(fs|net|process|env|time|thread)\b|\bFile::open\b/g,
  syntax: /\bstd::(fs|net|process|env|time|thread)\b|\bFile::open\b/g,
  extract: /\bstd::(fs|net|process|env|time|thread)\b|\bFile::open\b/g,
  graph: /\bstd::(fs|net|process|env|time|thread)\b|\bFile::open\b/g,
  query: /\bstd::(fs|net|process|env|time|thread)\b|\bFile::open\b/g,
  export: /\bstd::(fs|net|process|env|time|thread)\b|\bFile::open\b/g,
};

interface Source {
  /** Relative to the folder it was found under, `/`-separated. */
  path: string;
  text: string;
}

function sources(folder: string, ending: RegExp): Source[] {
  const full = join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(full, path), 'utf8') }));
}

/** The source without comments and the tests behind it: they may name anything. */
function code(text: string): string {
  return text
    .replace(/^#\[cfg\(test\)\]\s*(?:pub(?:\(\w+\))? )?mod \w+ \{[\s\S]*/m, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '');
}

/** `src/extract/mod.rs` and `src/extract.rs` are both the module `extract`. */
function moduleOf({ path }: Source): string {
  return (path.split('/')[0] ?? '').replace(/\.rs$/, '');
}

/** The top-level modules that Rust code names by `crate::`, `use crate::{…}` included. */
function usedModules(text: string): string[] {
  const used: string[] = [];
  for (const { index, 0: prefix } of code(text).matchAll(/\bcrate::/g)) {
    const rest = code(text).slice(index + prefix.length);
    used.push(...(rest.startsWith('{') ? groupMembers(rest) : [/^\w+/.exec(rest)?.[0] ?? '']));
  }
  return used;
}

/** The first names in `{a::{b, c}, d::e}`: `a` and `d`. */
function groupMembers(group: string): string[] {
  const members: string[] = [];
  let depth = 0;
  for (const [token] of group.matchAll(/[{},]|\w+(?:::\w+)*/g)) {
    if (token === '{') depth += 1;
    else if (token === '}') depth -= 1;
    else if (token !== ',' && depth === 1) members.push(token.split('::')[0] ?? token);
    if (depth === 0) break;
  }
  return members;
}

/** Every use that {@link MAY_USE} does not name. */
function forbiddenUses(files: readonly Source[]): string[] {
  return files.flatMap((file) => {
    const from = moduleOf(file);
    const allowed = MAY_USE[from];
    if (allowed === undefined) return [`src/${file.path}: no rule for the module ${from}`];
    return usedModules(file.text)
      .filter((to) => to !== from && !allowed.includes(to))
      .map((to) => `src/${file.path}: ${from} must not use ${to}`);
  });
}

/** The path of a module below `crate::graph`: `['names', 'surface', 'shapes']`; of the doors, and outside, `undefined`. */
function pathInGraph({ path }: Source): string[] | undefined {
  const [, module] = /^graph\/(.+?)(?:\/mod)?\.rs$/.exec(path) ?? [];
  const isDoor = /^graph\/(?:\w+\/)?mod\.rs$/.test(path);
  return isDoor ? undefined : module?.split('/');
}

/** A module in a room of `src/graph`, `names/program`, with the modules within it. */
function moduleOfGraph(file: Source): string | undefined {
  return pathInGraph(file)?.slice(0, 2).join('/');
}

/** The modules of `src/graph` that each names in its code; where that is no module, what stands there. */
function namedModules(files: readonly Source[]): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const file of files) {
    const [from, path] = [moduleOfGraph(file), pathInGraph(file)];
    if (from === undefined || path === undefined) continue;
    const uses = [...code(file.text).matchAll(/\b(crate::graph|super(?:::super)*)::([a-z]\w*(?:::\w+)*|.)/g)];
    const targets = uses.map(([, base = '', rest = '']) => {
      const outer = base.startsWith('crate') ? [] : path.slice(0, -base.split('::').length);
      return [...outer, ...rest.split('::')].slice(0, 2).join('/');
    });
    named.set(from, [...(named.get(from) ?? []), ...targets.filter((to) => to !== from)]);
  }
  return named;
}

/** The modules of `src/graph` whose methods of the linker, the program or its view each calls. */
function calledModules(files: readonly Source[]): Map<string, string[]> {
  const definers = new Map<string, string[]>();
  for (const file of files) {
    for (const [, body = ''] of code(file.text).matchAll(
      /^impl(?:<[^>]*>)? (?:Call)?(?:Linker|Program|View)\b[^{]*\{(.*?)^\}/gms,
    )) {
      for (const [, name = ''] of body.matchAll(/\bfn (\w+)/g)) {
        definers.set(name, [...(definers.get(name) ?? []), moduleOfGraph(file) ?? '']);
      }
    }
  }
  const called = new Map<string, string[]>();
  for (const file of files) {
    const from = moduleOfGraph(file);
    if (from === undefined) continue;
    const own = new Set([...code(file.text).matchAll(/\bfn (\w+)/g)].map(([, name]) => name));
    const names = [...code(file.text).matchAll(/\b(?:self|linker|program)\s*\.(\w+)\(|\bSelf::(\w+)/g)]
      .map(([, method, path]) => method ?? path ?? '')
      .filter((name) => !own.has(name));
    // The doors put the rooms together: what they add to the program is theirs to call.
    const modules = names.flatMap((name) => definers.get(name) ?? []).filter((to) => to !== '' && to !== from);
    called.set(from, [...(called.get(from) ?? []), ...modules]);
  }
  return called;
}

/** Every use within `src/graph` that leads to a later room, round in a circle of modules, or to the door. */
function forbiddenUsesOfGraph(files: readonly Source[]): string[] {
  const rank = (module: string) => ROOMS_OF_GRAPH.indexOf(module.split('/')[0] ?? '');
  const named = namedModules(files);
  const called = calledModules(files);
  const wrong = [...named].flatMap(([from, used]) => {
    if (!from.includes('/') || rank(from) < 0) return [`src/graph/${from}.rs: no room for ${from}`];
    const isWrong = (to: string) => rank(to) < 0 || rank(to) > rank(from) || !/^\w+\/[a-z]\w*$/.test(to);
    return [...used, ...(called.get(from) ?? [])]
      .filter(isWrong)
      .map((to) => `src/graph/${from}.rs: ${from} must not use ${to}`);
  });
  // What an expression is, is one recursion, whose methods the linker bounds.
  const uses = (from: string) => [
    ...(named.get(from) ?? []),
    ...(called.get(from) ?? []).filter((to) => !(from.startsWith('types/') && to.startsWith('types/'))),
  ];
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    uses(from).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  const circles = [...named.keys()].filter((module) => reaches(module, module));
  return [...wrong, ...circles.map((module) => `src/graph/${module}.rs: ${module} is in a circle`)];
}

const TESTS = /(^|\/)(tests|simulation)(\.rs|\/)/;
const rust = sources('src', /\.rs$/).filter(({ path }) => path !== 'lib.rs' && !TESTS.test(path));
const js = sources('js', /\.[cm]?ts$/);

describe('the crate', () => {
  it('has arrows in one direction only', () => {
    expect(forbiddenUses(rust)).toEqual([]);
  });

  it('has a rule that notices a wrong arrow, however it is written', () => {
    const wrong = (text: string) => forbiddenUses([{ path: 'source/read.rs', text }]);
    expect(wrong('use crate::stream::Pool;')).toEqual(['src/source/read.rs: source must not use stream']);
    expect(wrong('use crate::{error::Error, record::{Run, Span}, graph};')).toEqual([
      'src/source/read.rs: source must not use record',
      'src/source/read.rs: source must not use graph',
    ]);
    expect(wrong('pub(crate) fn of(it: &crate::extract::Walk) {}')).toHaveLength(1);
    expect(wrong('use crate::error::Error;\n//! See [`crate::stream`].')).toEqual([]);
    expect(forbiddenUses([{ path: 'helpers.rs', text: '' }])).toEqual([
      'src/helpers.rs: no rule for the module helpers',
    ]);
  });

  it('has a fingerprint of every room that decides what is known of a file', () => {
    const list = /DECIDING: &\[&str\] = &\[([^\]]*)\]/.exec(
      readFileSync(join(root, 'build/fingerprint.rs'), 'utf8'),
    )?.[1];
    const deciding = [...(list ?? '').matchAll(/"src\/([\w/]+)(?:\.rs)?"/g)].map(([, module]) => module as string);
    const reached = new Set(['extract', 'graph', 'syntax']);
    for (const module of reached) for (const used of MAY_USE[module] ?? []) reached.add(used);
    // How failures are worded and what callers ask for is in no record; what imports lead to is part of a key.
    for (const module of ['error', 'options', 'resolve']) reached.delete(module);
    expect(deciding.toSorted()).toEqual([...reached, 'indexing/kept'].toSorted());
  });

  it('has arrows in one direction only within its linking', () => {
    expect(forbiddenUsesOfGraph(rust)).toEqual([]);
  });

  it('has a rule that notices a wrong arrow within its linking', () => {
    const wrong = (...files: [string, string][]) =>
      forbiddenUsesOfGraph(files.map(([name, text]) => ({ path: `graph/${name}.rs`, text })));
    expect(wrong(['types/infer', 'use crate::graph::links::calls::CallTarget;'])).toEqual([
      'src/graph/types/infer.rs: types/infer must not use links/calls',
    ]);
    expect(wrong(['names/scopes', 'fn f(it: &crate::graph::types::table::Type) {}'])).toHaveLength(1);
    expect(wrong(['names/program', 'use crate::graph::LinkedFile;'])).toHaveLength(1);
    expect(wrong(['names/program', 'use crate::graph::{LinkedFile, types::table::Type};'])).toHaveLength(1);
    expect(wrong(['links/texts', 'use super::FileLinks;'])).toHaveLength(1);
    expect(wrong(['types/values', 'use super::{linker::Linker, table::Type};'])).toHaveLength(1);
    expect(wrong(['types/values', 'use super::super::links::calls::CallTarget;'])).toHaveLength(1);
    expect(
      wrong(['links/calls', 'use crate::graph::types::linker::Linker;\nuse crate::graph::names::scopes::Meaning;']),
    ).toEqual([]);
    expect(wrong(['links/calls', 'use super::dispatch::A;'], ['links/dispatch', 'use super::calls::B;'])).toEqual([
      'src/graph/links/calls.rs: links/calls is in a circle',
      'src/graph/links/dispatch.rs: links/dispatch is in a circle',
    ]);
    const circle = wrong(
      ['names/program', 'use super::stars::Stars;'],
      ['names/stars', 'use super::modules::Modules;'],
      ['names/modules', 'fn f(it: &crate::graph::names::program::Program) {}'],
    );
    expect(circle).toHaveLength(3);
    expect(wrong(['names/surface/shapes', 'use super::circles::Circle;\nuse super::super::scopes::Index;'])).toEqual(
      [],
    );
    expect(wrong(['names/surface/shapes', 'use super::super::super::types::table::Type;'])).toHaveLength(1);
    const around = wrong(['names/surface/mod', 'use super::scopes::A;'], ['names/scopes', 'use super::surface::B;']);
    expect(around).toHaveLength(2);
    const method = (name: string, calls: string) => `impl<'p, M> Linker<'p, M> {\n  fn ${name}() { ${calls} }\n}\n`;
    expect(wrong(['types/infer', method('a', 'self.b(1)')], ['links/calls', method('b', '')])).toHaveLength(1);
    expect(wrong(['links/a', method('a', 'self.b(1)')], ['links/b', method('b', 'Self::a(2)')])).toHaveLength(2);
    expect(wrong(['links/a', method('a', 'self.b(1)')], ['links/b', method('b', '')])).toEqual([]);
    expect(wrong(['types/a', method('a', 'self.b(1)')], ['types/b', method('b', 'self.a(2)')])).toEqual([]);
    expect(wrong(['helpers', ''])).toEqual(['src/graph/helpers.rs: no room for helpers']);
    expect(wrong(['other/helpers', ''])).toEqual(['src/graph/other/helpers.rs: no room for other/helpers']);
  });

  it('knows napi in its binding alone', () => {
    const knowing = rust.filter(({ text }) => /\bnapi(_derive)?\b/.test(code(text))).map(({ path }) => path);
    expect(knowing.filter((path) => !path.startsWith('binding/'))).toEqual([]);
  });

  it.each(Object.entries(OUT_OF_REACH))('reaches for nothing outside from %s', (module, forbidden) => {
    const reaching = rust
      .filter((file) => moduleOf(file) === module)
      .flatMap(({ path, text }) => [...code(text).matchAll(forbidden)].map(([use]) => `src/${path}: ${use}`));
    expect(reaching).toEqual([]);
  });

  it('lets manifests in by one door', () => {
    const reading =
      /\bsource::read\b|\bread_to_string\b|\bfs::read\b|\bFile::open\b|\bfrom_str\b|\bfrom_slice\b|Document::parse\b/g;
    const doors = rust
      .filter((file) => moduleOf(file) === 'resolve')
      .flatMap(({ path, text }) => [...code(text).matchAll(reading)].map(([use]) => `${path}: ${use}`));
    expect(doors.length).toBeGreaterThan(2);
    expect(doors.filter((door) => !door.startsWith('resolve/reader.rs:'))).toEqual([]);
  });

  it('begins every module with what it is', () => {
    const silent = rust.filter(({ text }) => !text.startsWith('//!')).map(({ path }) => path);
    expect(silent).toEqual([]);
  });
});

describe('a language', () => {
  const table = rust.find(({ path }) => path === 'languages.rs')?.text ?? '';
  const folders = [...table.matchAll(/^ {12}(\w+) \[$/gm)].map(([, folder = '']) => folder);
  const ids = [...table.matchAll(/(\w+) = Facts \{/g)].map(([, id = '']) => id);
  const names = [...table.matchAll(/ name: "(\w+)"/g)].map(([, name = '']) => name);

  /** Where code names a language that is neither in the table nor in a folder of the language's. */
  function namings(files: readonly Source[]): string[] {
    const own = new RegExp(`^(?:language|resolve)/(?:${folders.join('|')})/|^languages\\.rs$`);
    const naming = new RegExp(
      [
        `"(?:${[...names, ...folders].join('|')})"`,
        `\\bLanguageId::(?:${ids.join('|')})\\b`,
        `\\b(?:${folders.join('|')})(?:;|::)`,
        String.raw`\btree_sitter_(?!language)\w+`,
      ].join('|'),
      'g',
    );
    return files
      .filter(({ path }) => !own.test(path))
      .flatMap(({ path, text }) => [...code(text).matchAll(naming)].map(([name]) => `${path}: ${name}`));
  }

  it('is a row of the table and its folders, which are named where they are declared', () => {
    expect([folders.length, ids.length, names.length]).toEqual([8, 9, 9]);
    const declared = (module: string) => [...folders].sort().map((folder) => `${module}/mod.rs: ${folder};`);
    // Grammars with large tables: what the linker calls them, and the file of their tables.
    const packed = [
      'tree_sitter_c_sharp',
      'tree_sitter_go',
      '"go"',
      'tree_sitter_java',
      '"java"',
      'tree_sitter_php',
      '"php"',
      'tree_sitter_python',
      '"python"',
      'tree_sitter_ruby',
      '"ruby"',
      'tree_sitter_rust',
      '"rust"',
      'tree_sitter_tsx',
      'tree_sitter_typescript',
      '"typescript"',
    ];
    expect(namings(rust).sort()).toEqual(
      [
        ...declared('language'),
        ...declared('resolve'),
        'resolve/mod.rs: typescript::',
        ...packed.map((name) => `syntax/packed.rs: ${name}`),
      ].sort(),
    );
  });

  it('is noticed wherever else it is named', () => {
    const wrong = (text: string) => namings([{ path: 'graph/calls.rs', text }]).length;
    expect(wrong('if module.record.language == LanguageId::Go {')).toBe(1);
    expect(wrong('match language.name() { "python" | "csharp" => true, _ => false }')).toBe(2);
    expect(wrong('let grammar = tree_sitter_java::LANGUAGE; php::extraction(path)')).toBe(2);
    expect(wrong('for language in LanguageId::ALL { language.facts().separator }')).toBe(0);
  });
});

/** What a module of `js/decode` reaches for outside of its folder; types of the public interface vanish. */
function impurities({ path, text }: Source): string[] {
  const source = code(text).replace(/^import type [^;]* from '\.\.\/\.\.\/index\.js';$/gm, '');
  const outside = [...source.matchAll(/(?<!')(?:\bfrom|\bimport|\brequire)\s*\(?\s*'(?!\.\/)[^']*'/g)];
  const globals =
    /\b(?:process|performance|console|globalThis|global|Date|Math\.random|fetch|require)\b|\b(?:set|clear)(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/g;
  return [...outside, ...source.matchAll(globals)].map(([use]) => `js/${path}: ${use}`);
}

describe('the glue', () => {
  const imports = ({ path, text }: Source) =>
    [...code(text).matchAll(/\b(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) =>
      specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier).replace(/\.[cm]?js$/, '') : specifier,
    );

  const own = new Set(js.map(({ path }) => path.replace(/(\.d)?\.[cm]?ts$/, '')));
  const isForeign = (to: string) => /^[@a-z]/.test(to) && !to.startsWith('node:') && !own.has(to);
  const adapter = js.filter(({ path }) => path.startsWith('nestjs/'));
  const agents = js.filter(({ path }) => path.startsWith('mcp/'));
  const cluster = js.filter(({ path }) => path.startsWith('bullmq/'));
  const glue = js.filter((file) => ![...adapter, ...agents, ...cluster].includes(file));

  it('depends on Node.js alone, and knows nothing of NestJS', () => {
    const used = glue.flatMap((file) => imports(file));
    expect(used.filter((to) => isForeign(to) || to.startsWith('nestjs/') || to === '../nestjs')).toEqual([]);
  });

  it('gives those who share work by a queue the public interface and little else, and nobody else loads the queue', () => {
    const used = cluster.flatMap((file) => imports(file)).filter((to) => !to.startsWith('bullmq/'));
    expect(
      used.filter((to) => own.has(to) && !['index', 'members', 'misspelling', 'optional-package'].includes(to)),
    ).toEqual([]);
    const outside = (files: Source[]) => [...new Set(files.flatMap(imports).filter(isForeign))].sort();
    const [module, queue] = [cluster.filter(({ path }) => path === 'bullmq/nestjs.ts'), cluster];
    expect(outside(module)).toEqual(['@nestjs/common', 'prom-client']);
    const tracing = cluster.filter(({ path }) => path === 'bullmq/tracing.ts');
    expect(outside(tracing)).toEqual(['@opentelemetry/api']);
    const rest = queue.filter((file) => !module.includes(file) && !tracing.includes(file));
    // Of spans nothing is known elsewhere but types, which vanish.
    expect(outside(rest)).toEqual(['@opentelemetry/api', 'bullmq', 'ioredis']);
    expect(rest.filter(({ text }) => /^import (?!type )[^;]*'@opentelemetry/m.test(text))).toEqual([]);
    const others = js.filter((file) => !cluster.includes(file)).flatMap((file) => imports(file));
    expect(others.filter((to) => to.startsWith('bullmq') || to === 'ioredis')).toEqual([]);
  });

  it('gives the adapter for NestJS the public interface, the checks of arguments and the care for signals', () => {
    const inner = adapter
      .flatMap((file) => imports(file))
      .filter(
        (to) =>
          own.has(to) &&
          !to.startsWith('nestjs/') &&
          !['index', 'abortion', 'errors', 'members', 'options', 'optional-package'].includes(to),
      );
    expect(inner).toEqual([]);
  });

  it('gives what serves agents types, the names that may be meant and the care for optional packages', () => {
    const inner = agents.flatMap((file) => imports(file)).filter((to) => own.has(to) && !to.startsWith('mcp/'));
    expect(new Set(inner)).toEqual(new Set(['misspelling', 'optional-package']));
    const values = agents.flatMap(({ text }) => [...text.matchAll(/^import (?!type )[^;]*from '([^'.]+)';/gm)]);
    expect(values.filter(([, name]) => !name?.startsWith('node:'))).toEqual([]);
    const foreign = agents.filter((file) => imports(file).some(isForeign)).map(({ path }) => path);
    expect(foreign).toEqual(['mcp/server.ts']);
    expect(glue.filter((file) => imports(file).some((to) => to.startsWith('mcp/'))).map(({ path }) => path)).toEqual([
      'cli/main.ts',
    ]);
  });

  it('loads an optional package in one module of the adapter, and types of it vanish', () => {
    const optional = ['@nestjs/terminus', '@opentelemetry/api', 'prom-client'];
    const foreign = adapter.flatMap((file) => imports(file)).filter(isForeign);
    expect([...new Set(foreign)].sort()).toEqual(['@nestjs/common', ...optional]);
    const loading = (name: string) => adapter.filter(({ text }) => text.includes(`require('${name}')`));
    expect(optional.map((name) => loading(name).length)).toEqual([1, 1, 1]);
    const values = adapter.flatMap(({ text }) => [...text.matchAll(/^import (?!type )[^;]*from '([^'.]+)';/gm)]);
    expect(new Set(values.map(([, name]) => name))).toEqual(new Set(['@nestjs/common']));
  });

  it('gives the command the public interface, and the names that may be meant', () => {
    const inner = js
      .filter(({ path }) => path.startsWith('cli/'))
      .flatMap((file) => imports(file))
      .filter((to) => !to.startsWith('node:') && !to.startsWith('cli/'))
      .filter((to) => !['index', '../index', 'mcp/server', 'misspelling'].includes(to));
    expect(inner).toEqual([]);
  });

  it('decodes without touching anything outside', () => {
    const decoding = js.filter(({ path }) => path.startsWith('decode/'));
    expect(decoding.length).toBeGreaterThan(6);
    expect(decoding.flatMap(impurities)).toEqual([]);
  });

  it('has a rule that notices whatever decoding touches', () => {
    const found = (text: string) => impurities({ path: 'decode/calls.ts', text }).length;
    const wrong = [
      "import { readFileSync } from 'node:fs';",
      "import { Slices } from '../slices.js';",
      "import type { Slices } from '../slices.js';",
      "export * from '../errors.js';",
      "import fs from 'fs';",
      "const loaded = await import('../native.js');",
      "const fs = require('fs');",
      "import '../index.js';",
      "import { NodeType } from '../../index.js';",
      'process.nextTick(go);',
      'const now = performance.now();',
      'const now = Date.now();',
      'setTimeout(go, 1);',
      'globalThis.cache = {};',
      'console.log(bytes);',
    ];
    expect(wrong.filter((text) => found(text) === 0)).toEqual([]);
    const right =
      "import type { Call } from '../../index.js';\nimport { Lazy } from './deferred.js';\nnew TextDecoder();";
    expect(found(right)).toBe(0);
  });
});
