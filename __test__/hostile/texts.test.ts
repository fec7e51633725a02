// Sources that are made to be expensive. A file that takes more than it may is a typed failure of that file, within a tenth
// of `fileTimeoutMs` of processor time and within the memory limit.
import { describe, expect } from 'vitest';
import { type Hostile, withstands } from './process.js';

const R = (text: string, times: number) => text.repeat(times);
const nested = (open: string, inner: string, close: string, depth: number) => R(open, depth) + inner + R(close, depth);

/** What a file may end as that takes more than its share. */
const STOPPED = ['ERR_PARSE_TIMEOUT', 'ERR_PARSE_MEMORY', 'ERR_FILE_TOO_LARGE'];
const OPTIONS = { fileTimeoutMs: 1000, memoryLimitBytes: 512e6 };
/** Start, healthy file and linking beside the limit and its tenth. */
const SECONDS_BESIDE = 0.7;
const MEGABYTES = 600;
/** What the texts of one file's functions may come to: half of what a string of V8 holds. */
const CHARACTERS = 256e6;

/** One text under each of these endings, a repository each. */
function texts(
  what: string,
  endings: string[],
  text: (ending: string) => string,
  more: Partial<Hostile> = {},
): Hostile[] {
  return endings.map((ending) => ({
    what: `${what} (.${ending})`,
    files: () => ({ [`a.${ending}`]: text(ending) }),
    options: OPTIONS,
    ends: STOPPED,
    bounds: { seconds: 1.1 + SECONDS_BESIDE, megabytes: MEGABYTES },
    ...more,
  }));
}

/** One text under all nine languages' endings, in one repository. */
function everywhere(what: string, text: string, more: Partial<Hostile> = {}): Hostile {
  return {
    what: `${what} (all languages)`,
    files: Object.fromEntries(ALL.map((ending) => [`a.${ending}`, text])),
    options: OPTIONS,
    ends: STOPPED,
    bounds: { seconds: ALL.length * 1.1 + SECONDS_BESIDE, megabytes: MEGABYTES },
    ...more,
  };
}

const ALL = ['ts', 'js', 'py', 'java', 'go', 'rb', 'php', 'cs', 'rs'];

/** An expression or a statement as it stands in a file of this language, in a function. */
const BODIES: Record<string, (body: string) => string> = {
  ts: (body) => `function f(){${body}}`,
  js: (body) => `function f(){${body}}`,
  py: (body) => `def f():\n ${body}`,
  java: (body) => `class A{void f(){${body}}}`,
  go: (body) => `package a\nfunc f(){${body}}`,
  rb: (body) => `def f\n${body}\nend`,
  php: (body) => `<?php function f(){${body}}`,
  cs: (body) => `class A{void f(){${body}}}`,
  rs: (body) => `fn f(){${body}}`,
};
const inBody = (body: string) => (ending: string) => BODIES[ending]?.(body) ?? body;

/** A function that holds functions, each language's own way. */
const FUNCTIONS: Record<string, [before: string, open: string, close: string, after: string]> = {
  ts: ['', 'function f(){', '}', ''],
  js: ['x=', '()=>{a=', '0}', ''],
  java: ['class A{Object a=', 'new Object(){Object m(){return ', '0;}}', ';}'],
  go: ['package a\nvar a = ', 'func(){b:=', '0}', ''],
  rb: ['', 'def f;', ';end', ''],
  php: ['<?php ', 'function f(){', '}', ''],
  cs: ['class A{void m(){', 'void f(){', '}', '}}'],
  rs: ['', 'fn f(){', '}', ''],
};
const functions = (depth: number) => (ending: string) => {
  const [before, open, close, after] = FUNCTIONS[ending] as [string, string, string, string];
  return before + nested(open, '', close, depth) + after;
};

describe('a text that drives the parser deep', () => {
  withstands([
    ...texts('casts and differences, 120 KB', ['java', 'cs'], () => `class A{int x=${R('(a)-', 30_000)}a;}`),
    ...texts('casts and differences, 400 KB', ['java', 'cs'], () => `class A{int x=${R('(a)-', 100_000)}a;}`),
    ...texts('casts and differences', ['ts', 'py', 'go', 'rb', 'php', 'rs'], inBody(`x=${R('(a)-', 30_000)}a;`)),
    ...texts('objects or blocks without end', ['ts', 'js'], () => R('{a:', 100_000)),
    ...texts('casts and sums', ['java', 'cs'], inBody(`int x=${R('(a)+', 30_000)}a;`)),
    ...texts('casts and differences in calls', ['java', 'cs'], inBody(`f(${R('(a)-f(', 20_000)}a`)),
  ]);
});

describe('a text that fills the memory', () => {
  withstands([
    ...texts('angles without end, 16 KB', ['java', 'cs'], inBody(R('a<', 8_000))),
    ...texts('angles without end, 48 KB', ['java', 'cs'], inBody(R('a<', 24_000))),
    ...texts('angles without end', ['ts', 'js', 'py', 'go', 'rb', 'php', 'rs'], inBody(R('a<', 24_000))),
    ...texts('comparisons without end', ['java'], inBody(R('a<b', 8_000))),
    ...texts('static blocks with open strings', ['java', 'cs'], () => `class A{${R('static{"+=]', 10_700)}`),
    ...texts('open templates with a predicate', ['ts'], () => R('is `${]^', 16_000)),
    {
      what: 'twelve valid files of 0.72 MB',
      files: () => Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i}.ts`, valid(720_000)])),
      options: { memoryLimitBytes: 512e6, concurrency: 8 },
      bounds: { seconds: 30, megabytes: MEGABYTES },
    },
    ...texts('angles without end, with little address space', ['java', 'cs'], inBody(R('a<', 24_000)), {
      limits: { addressSpace: 3e9 },
      options: { fileTimeoutMs: 5000 },
      bounds: { seconds: 7, megabytes: 3000 },
    }),
  ]);
});

describe('a text that takes long', () => {
  withstands([
    ...texts('lambdas without end', ['rb'], () => R('->{', 75_000)),
    ...texts('lambdas in lambdas', ['rb'], () => nested('->{', '', '}', 100_000)),
    ...texts('blocks in blocks', ['rb'], () => nested('a{|b|c;', '', '}', 75_000)),
    ...texts('lambdas in defaults', ['rb'], () => nested('->(a=', '1', '){}', 100_000)),
    ...texts('super in blocks', ['rb'], () => nested('a{super;', '', '}', 75_000)),
    ...texts(
      'names out of a module with a long name',
      ['py'],
      () => `from ${R('a', 200_000)} import b${R(',c', 50_000)}\n`,
    ),
    ...texts(
      'names out of a namespace with a long name',
      ['php'],
      () => `<?php use ${R('A', 200_000)}\\{b${R(',c', 50_000)}};`,
    ),
    ...texts('names out of a crate with a long name', ['rs'], () => `use ${R('a', 200_000)}::{b${R(',c', 50_000)}};`),
    ...texts(
      'modules of a class with a long name',
      ['rb'],
      () => `class A${R('a', 1_000_000)}\n${Array.from({ length: 70_000 }, (_, i) => `include B${i}\n`).join('')}end`,
    ),
    ...texts('namespaces in namespaces', ['cs'], () => nested('namespace Abcdef{', '', '}', 40_000)),
    ...texts('blocks with parameters without end', ['rb'], () => R('a{|b|', 100_000)),
    ...texts('lambdas in defaults without end', ['rb'], () => R('->(a=', 120_000)),
    ...texts('backticks', ['rb'], () => R('`', 300_000)),
    ...texts('continued lines', ['py'], () => R('\\\n', 37_500)),
    ...texts('comments at odd indents', ['py'], () => R(' #\n#\n  #\n', 33_000)),
    ...texts('qualified names', ['cs'], inBody(`x = global${R('::a', 100_000)};`)),
    ...texts('casts', ['php'], () => `<?php $a = ${R('(int)', 60_000)}$b;`),
    ...texts('casts', ['cs', 'java'], inBody(`x = ${R('(a)', 60_000)}b;`)),
    ...texts('clones', ['php'], () => `<?php $a = ${R('clone ', 50_000)}$b;`),
    ...texts('conditional indexes', ['cs'], inBody(`x = a${R('?[0]', 60_000)};`)),
    ...texts('interpolations without end', ['php'], () => `<?php ${R('"{$a', 75_000)}`),
    everywhere('parentheses without end', R('(', 60_000)),
    everywhere('brackets without end', R('[', 60_000)),
    everywhere('braces without end', R('{', 60_000)),
    everywhere('all brackets without end', R('([{<', 20_000)),
    everywhere('double quotes', R('"', 60_000)),
    everywhere('single quotes', R("'", 60_000)),
    everywhere('backticks', R('`', 60_000)),
    everywhere('backslashes', R('\\', 60_000)),
    everywhere('open comments', R('/*', 40_000)),
    everywhere('here documents', R('<<A\n', 20_000)),
    everywhere('a long line of operators', R('+-*/%&|^~!<>=?:.,', 6_000)),
    {
      what: 'a valid file of 2 MB, without limits of its own',
      files: () => ({ 'a.ts': valid(2_000_000) }),
      bounds: { seconds: 15, megabytes: 800 },
    },
  ]);
});

describe('a text whose results grow', () => {
  withstands([
    ...[1_000, 4_000, 12_000].flatMap((depth) =>
      texts(`functions in functions, ${depth} deep`, Object.keys(FUNCTIONS), functions(depth), {
        options: {},
        bounds: { seconds: 3, megabytes: MEGABYTES },
        ends: (answer) => {
          expect(['', 'ERR_FILE_TOO_LARGE']).toContain(answer.failures[0]?.[1] ?? '');
          expect(answer.characters).toBeLessThan(CHARACTERS);
        },
      }),
    ),
  ]);
});

/** TypeScript as people write it, of about so many characters. */
function valid(length: number): string {
  const unit = (i: number) => `
export class Order${i} extends Base<Item> implements Priced {
  private readonly items: Map<string, Item> = new Map();
  constructor(private readonly store: Store, public total = 0) { super(); }
  /** Adds what was ordered. */
  async add${i}(item: Item, count = 1): Promise<number> {
    if (count > 0 && !this.items.has(item.id)) this.items.set(item.id, { ...item, count });
    for (const other of this.items.values()) this.total += other.price * (other.count ?? 1);
    return await this.store.save(\`order \${this.total}\`, (saved) => saved?.id ?? ${i});
  }
}
`;
  let text = '';
  for (let i = 0; text.length < length; i++) text += unit(i);
  return text;
}
