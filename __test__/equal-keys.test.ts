// Keys that two files would share: the path of one begins with that of the other and what parts keys. Each function
// and type keeps a key of its own, and what is called or extended is what is meant.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming, processFilesInBatches } from '../index.mjs';
import { breaksOfGraph } from './laws.js';
import { allBelow, below, collected, fileIn, functionIn, repositoryOf, typeIn } from './repository.js';

/** By ending: a function `f` that is called, a type `C`, and one that extends it where types do. */
const FILES: Record<string, string> = {
  ts: 'export function f() {}\nclass C {}\nclass D extends C {}\nf();\n',
  js: 'export function f() {}\nclass C {}\nclass D extends C {}\nf();\n',
  py: 'def f():\n    pass\nclass C:\n    pass\nclass D(C):\n    pass\nf()\n',
  rb: 'class C\nend\nclass D < C\nend\ndef f\nend\nf()\n',
  rs: 'fn f() {}\nstruct C {}\nfn g() { f() }\n',
  go: 'package p\n\nfunc f() {}\n\ntype C struct{}\n\nfunc g() { f() }\n',
  php: '<?php\nfunction f() {}\nclass C {}\nclass D extends C {}\nf();\n',
  java: 'class C { static void f() { f(); } }\nclass D extends C {}\n',
  cs: 'class C { static void f() { f(); } }\nclass D : C {}\n',
};

/** A file whose keys are those that `source` has under the path `a.ts::o::x.ENDING`. */
function holderOf(ending: string): string {
  return `const o = {
  'x.${ending}': function () {
    function f() {}
    class C { static f() {} }
    f();
  },
};
`;
}

describe.skipIf(process.platform === 'win32')('a key of two files', () => {
  it.each(Object.entries(FILES))('costs a suffix in .%s, and nothing else', async (ending, source) => {
    const path = `a.ts::o::x.${ending}`;
    const root = await repositoryOf({
      'a.ts': holderOf(ending),
      [path]: source,
      'z.ts': 'export const z = () => 1;\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(graph.failures).toEqual([]);
    expect(allBelow(root, graph.files.keys())).toEqual(['a.ts', path, 'z.ts']);
    expect(await breaksOfGraph(graph)).toEqual([]);
    const callable = ending === 'java' || ending === 'cs' ? 'C::f' : 'f';
    expect(below(root, functionIn(graph, root, `${path}::${callable}`).file)).toBe('a.ts');
    expect(below(root, functionIn(graph, root, `${path}::${callable}#2`).file)).toBe(path);
    expect(below(root, typeIn(graph, root, `${path}::C`).file)).toBe('a.ts');
    expect(below(root, typeIn(graph, root, `${path}::C#2`).file)).toBe(path);
    const called = fileIn(graph, root, path).calls.find((call) => call.function === 'f');
    expect(below(root, called?.targetKey ?? '')).toBe(`${path}::${callable}#2`);
    const derived = graph.types.get(`${root}/${path}::D`);
    if (derived !== undefined) expect(allBelow(root, derived.extends)).toEqual([`${path}::C#2`]);
    expect(allBelow(root, typeIn(graph, root, `${path}::C#2`).extendedBy)).toEqual(derived ? [`${path}::D`] : []);
    expect(typeIn(graph, root, `${path}::C`).extendedBy).toEqual([]);
  });

  it('counts on where a number is taken, by either file', async () => {
    const path = 'a.ts::x.ts';
    const root = await repositoryOf({
      'a.ts': "use({ 'x.ts'() { function f() {} function f() {} use({ 'f#3'() {} }); function g() {} } });\n",
      [path]: "function f() { f(); }\nfunction f() {}\nuse({ 'f#4'() {}, 'g#2'() {} });\nfunction g() {}\n",
    });
    const graph = await buildGraphStreaming(root);
    expect(graph.failures).toEqual([]);
    expect(await breaksOfGraph(graph)).toEqual([]);
    expect(graph.functions.size).toBe(10);
    const own = [...graph.functions].filter(([, { file }]) => file === `${root}/${path}`).map(([key]) => key);
    expect(
      allBelow(root, own)
        .map((key) => key.slice(path.length))
        .sort(),
    ).toEqual(['::f#2#2', '::f#4', '::f#5', '::g#2', '::g#3']);
    expect(await buildGraphStreaming(root, [], { concurrency: 4 })).toEqual(graph);
  });

  it('may be one of many files, each with the path of the one before in it', async () => {
    const paths = ['a.js', 'a.js::b.js', 'a.js::b.js::c.js', 'a.js::b.js::c.js::d.js'];
    const source = `
      use({
        'b.js'() {
          use({ 'c.js'() { use({ 'd.js'() { function f() {} } }); function f() {} } });
          function f() {}
        },
        'c.js'() { use({ 'd.js'() { function f() {} } }); },
        'd.js'() { function f() {} },
      });
      function f() {}
      f();`;
    const root = await repositoryOf(Object.fromEntries(paths.map((path) => [path, source])));
    const graph = await buildGraphStreaming(root);
    expect(graph.failures).toEqual([]);
    expect(await breaksOfGraph(graph)).toEqual([]);
    expect(graph.functions.size).toBe(paths.length * 12);
    for (const path of paths) {
      const call = fileIn(graph, root, path).calls.at(-1);
      expect(graph.functions.get(call?.targetKey ?? '')?.file).toBe(`${root}/${path}`);
    }
  });

  it("is each file's own in a stream", async () => {
    const paths = ['a.ts::o::x.ts', 'a.ts'];
    const root = await repositoryOf({ 'a.ts': holderOf('ts'), 'a.ts::o::x.ts': FILES.ts ?? '' });
    const files = (await collected(processFilesInBatches(paths, root))).flatMap(({ batch }) => batch.files);
    expect(files.map(({ filePath }) => filePath)).toEqual(paths);
    for (const { analysis, normalizedPath } of files) {
      for (const { file } of analysis.functions.values()) expect(file).toBe(normalizedPath);
    }
  });
});

describe('a name with what parts keys in it', () => {
  it.each([
    ['numbers', "function f() {}\nfunction f() {}\nuse({ 'f#2'() {} });\nuse({ 'f#2'() {}, 'f#2#2'() {} });\n"],
    ['numbers, taken before', "use({ 'f#2'() {}, 'f#3'() {} });\nfunction f() {}\nfunction f() {}\nfunction f() {}\n"],
    [
      'separators',
      "class A { b() {} }\nuse({ 'A::b'() {} });\nclass B { 'c::d'() {} c = { d() {} } }\nclass c { d() {} }\n",
    ],
    [
      'types',
      'class A {}\nfunction f() { class A {} class A {} }\n{ class A { g() {} } }\nfunction A() { class A {} }\n',
    ],
    ['NULs', "use({ '\\0'() {}, '\\x00'() {}, '\u0001'() {}, ''() {} });\nuse({ ''() {}, [' ']() {} });\n"],
    [
      'every object',
      'use({ __proto__() {}, constructor() {} });\nclass constructor { constructor() {} __proto__() {} }\n',
    ],
  ])('of %s is kept apart', async (_, source) => {
    const root = await repositoryOf({ 'a.ts': source, 'b.js': source });
    const graph = await buildGraphStreaming(root);
    expect(graph.failures).toEqual([]);
    expect(await breaksOfGraph(graph)).toEqual([]);
    const files = (await collected(processFilesInBatches(['a.ts', 'b.js'], root))).flatMap(({ batch }) => batch.files);
    const functions = files.flatMap(({ analysis }) => [...analysis.functions.keys()]);
    expect(functions).toEqual([...graph.functions.keys()]);
  });
});
