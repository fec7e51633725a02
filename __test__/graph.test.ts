// Links between files: what a call means, what a type extends, what an import resolves to.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming, NodeType, processFilesInBatches } from '../index.mjs';
import {
  addFiles,
  allBelow,
  type CallSummary,
  callOf,
  callsIn,
  collected,
  type Files,
  fileIn,
  functionIn,
  repositoryOf,
  typeIn,
} from './repository.js';

interface Case {
  /** What the case shows. */
  title: string;
  files: Files;
  /** The file that calls, `main.ts` where it is left out. */
  from?: string;
  /** The name called; there is one call of it in the file. */
  call: string;
  expected: Partial<CallSummary>;
}

const engine = [
  'export class Engine {',
  '    start(): void {}',
  '    self(): this { return this; }',
  '    async warm(): Promise<Engine> { return this; }',
  '    static make(): Engine { return new Engine(); }',
  '}',
  '',
].join('\n');
const started = { caller: 'Engine', file: 'engine.ts', targetKey: 'engine.ts::Engine::start' };

function checkEach(cases: Case[]): void {
  it.each(cases)('$title', async ({ files, from = 'main.ts', call, expected }) => {
    const root = await repositoryOf(files);
    expect(callOf(await buildGraphStreaming(root), root, from, call)).toMatchObject(expected);
  });
}

describe('a plain call goes to', () => {
  const load = 'export function load() {}\n';
  checkEach([
    {
      title: 'a function of the file, also before its declaration',
      files: { 'main.ts': 'load();\nfunction load() {}\n' },
      call: 'load',
      expected: { caller: '', file: 'main.ts', targetKey: 'main.ts::load', resolution: 'local' },
    },
    {
      title: 'the innermost function of that name',
      files: { 'main.ts': 'function load() {}\nfunction outer() {\n    const load = () => 1;\n    load();\n}\n' },
      call: 'load',
      expected: { targetKey: 'main.ts::outer::load', resolution: 'local' },
    },
    {
      title: 'no import where a parameter has its name',
      files: {
        'a.ts': load,
        'main.ts': "import { load } from './a';\nexport const run = (load: () => void) => load();\n",
      },
      call: 'load',
      expected: { caller: '', file: 'main.ts', targetKey: null },
    },
    {
      title: 'an imported function',
      files: { 'a.ts': load, 'main.ts': "import { load } from './a';\nload();\n" },
      call: 'load',
      expected: { caller: '', file: 'a.ts', targetKey: 'a.ts::load', resolution: 'import' },
    },
    {
      title: 'a function imported under another name',
      files: { 'a.ts': load, 'main.ts': "import { load as fetch } from './a';\nfetch();\n" },
      call: 'fetch',
      expected: { caller: '', file: 'a.ts', targetKey: 'a.ts::load', resolution: 'import' },
    },
    {
      title: 'the implementation of overloads',
      files: {
        'a.ts':
          'export function load(a: string): void;\nexport function load(a: number): void;\nexport function load(a: any) {}\n',
        'main.ts': "import { load } from './a';\nload(1);\n",
      },
      call: 'load',
      expected: { file: 'a.ts', targetKey: 'a.ts::load' },
    },
    {
      title: 'a function exported under another name',
      files: {
        'a.ts': 'function inner() {}\nexport { inner as load };\n',
        'main.ts': "import { load } from './a';\nload();\n",
      },
      call: 'load',
      expected: { file: 'a.ts', targetKey: 'a.ts::inner' },
    },
    {
      title: 'an arrow function',
      files: { 'a.ts': 'export const load = async () => 1;\n', 'main.ts': "import { load } from './a';\nload();\n" },
      call: 'load',
      expected: { file: 'a.ts', targetKey: 'a.ts::load' },
    },
    {
      title: 'a default export with a name',
      files: { 'a.ts': 'export default function load() {}\n', 'main.ts': "import any from './a';\nany();\n" },
      call: 'any',
      expected: { caller: '', file: 'a.ts', targetKey: 'a.ts::load', resolution: 'import' },
    },
    {
      title: 'a default export without a name',
      files: { 'a.ts': 'export default () => 1;\n', 'main.ts': "import { default as any } from './a';\nany();\n" },
      call: 'any',
      expected: { file: 'a.ts', targetKey: 'a.ts::default' },
    },
    {
      title: 'a default export of a name',
      files: { 'a.ts': 'const load = () => 1;\nexport default load;\n', 'main.ts': "import any from './a';\nany();\n" },
      call: 'any',
      expected: { file: 'a.ts', targetKey: 'a.ts::load' },
    },
    {
      title: 'the end of a chain of re-exports',
      files: {
        'deep/a.ts': load,
        'deep/index.ts': "export * from './a';\n",
        'index.ts': "export { load as fetch } from './deep';\n",
        'main.ts': "import { fetch } from './index';\nfetch();\n",
      },
      call: 'fetch',
      expected: { caller: '', file: 'deep/a.ts', targetKey: 'deep/a.ts::load', resolution: 'import' },
    },
    {
      title: 'an import that is exported again',
      files: {
        'a.ts': load,
        'index.ts': "import { load } from './a';\nexport { load };\n",
        'main.ts': "import { load } from './index';\nload();\n",
      },
      call: 'load',
      expected: { file: 'a.ts', targetKey: 'a.ts::load' },
    },
    {
      title: 'a default export that is re-exported under a name',
      files: {
        'a.ts': 'export default function load() {}\n',
        'index.ts': "export { default as load } from './a';\n",
        'main.ts': "import { load } from './index';\nload();\n",
      },
      call: 'load',
      expected: { file: 'a.ts', targetKey: 'a.ts::load' },
    },
    {
      title: 'the file’s own export rather than that of export *',
      files: {
        'a.ts': load,
        'index.ts': "export * from './a';\nexport function load() {}\n",
        'main.ts': "import { load } from './index';\nload();\n",
      },
      call: 'load',
      expected: { file: 'index.ts', targetKey: 'index.ts::load' },
    },
    {
      title: 'nothing in a circle of re-exports, and the walk ends',
      files: {
        'a.ts': "export * from './b';\nexport { load } from './b';\n",
        'b.ts': "export * from './a';\nexport { load } from './a';\n",
        'main.ts': "import { load } from './a';\nload();\n",
      },
      call: 'load',
      expected: { caller: '', targetKey: null },
    },
    {
      title: 'a package',
      files: { 'main.ts': "import { map as project } from 'rxjs';\nproject();\n" },
      call: 'project',
      expected: { caller: '', file: 'rxjs', targetKey: null, resolution: 'external' },
    },
    {
      title: 'a module of Node.js',
      files: { 'main.ts': "import { join } from 'node:path';\njoin();\n" },
      call: 'join',
      expected: { caller: '', file: 'node:path', targetKey: null, resolution: 'external' },
    },
    {
      title: 'nothing for a global',
      files: { 'main.ts': 'queueMicrotask(() => 1);\n' },
      call: 'queueMicrotask',
      expected: { caller: '', file: 'main.ts', targetKey: null, resolution: 'builtin' },
    },
    {
      title: 'a function of a module imported at run time',
      files: {
        'a.ts': load,
        'main.ts': "export async function run() {\n    const { load } = await import('./a');\n    load();\n}\n",
      },
      call: 'load',
      expected: { caller: '', file: 'a.ts', targetKey: 'a.ts::load' },
    },
    {
      title: 'a tag of a template',
      files: {
        'a.ts': 'export const sql = (parts: any) => parts;\n',
        'main.ts': "import { sql } from './a';\nsql`select`;\n",
      },
      call: 'sql',
      expected: { caller: '', file: 'a.ts', targetKey: 'a.ts::sql' },
    },
    {
      title: 'a decorator with arguments',
      files: {
        'a.ts': 'export function Get(path: string): any {}\n',
        'main.ts': "import { Get } from './a';\nclass Page {\n    @Get('/') show() {}\n}\n",
      },
      call: 'Get',
      expected: { caller: '', file: 'a.ts', targetKey: 'a.ts::Get' },
    },
    {
      title: 'a file whose specifier ends with .js',
      files: { 'a.ts': load, 'main.ts': "import { load } from './a.js';\nload();\n" },
      call: 'load',
      expected: { file: 'a.ts', targetKey: 'a.ts::load' },
    },
  ]);
});

describe('a call on a receiver goes to', () => {
  const main = (...lines: string[]): Files => ({
    'engine.ts': engine,
    'main.ts': `import { Engine } from './engine';\n${lines.join('\n')}\n`,
  });
  checkEach([
    {
      title: 'a function of a whole module',
      files: { 'a.ts': 'export function load() {}\n', 'main.ts': "import * as api from './a';\napi.load();\n" },
      call: 'load',
      expected: { caller: 'api', file: 'a.ts', targetKey: 'a.ts::load', resolution: 'import' },
    },
    {
      title: 'a function of a re-exported whole module',
      files: {
        'a.ts': 'export function load() {}\n',
        'index.ts': "export * as api from './a';\n",
        'main.ts': "import { api } from './index';\napi.load();\n",
      },
      call: 'load',
      expected: { caller: 'api', file: 'a.ts', targetKey: 'a.ts::load' },
    },
    {
      title: 'a package',
      files: { 'main.ts': "import fs from 'fs';\nfs.promises.readFile('a');\n" },
      call: 'readFile',
      expected: { caller: 'fs', file: 'fs', targetKey: null, resolution: 'external' },
    },
    {
      title: 'the declared type of a parameter',
      files: main('export const run = (engine: Engine) => engine.start();'),
      call: 'start',
      expected: { ...started, resolution: 'receiver' },
    },
    {
      title: 'a type that is imported as a type only',
      files: {
        'engine.ts': engine,
        'main.ts': "import type { Engine as E } from './engine';\nexport const run = (engine: E) => engine.start();\n",
      },
      call: 'start',
      expected: { ...started, resolution: 'receiver' },
    },
    {
      title: 'the declared type of a field',
      files: main('class Car {', '    engine: Engine;', '    go() { this.engine.start(); }', '}'),
      call: 'start',
      expected: { ...started, resolution: 'receiver' },
    },
    {
      title: 'the type of a field’s initialiser',
      files: main('class Car {', '    #engine = new Engine();', '    go() { this.#engine.start(); }', '}'),
      call: 'start',
      expected: started,
    },
    {
      title: 'the type of a parameter property',
      files: main(
        'class Car {',
        '    constructor(private engine: Engine) {}',
        '    go() { this.engine.start(); }',
        '}',
      ),
      call: 'start',
      expected: started,
    },
    {
      title: 'the type of an inherited field',
      files: {
        'engine.ts': engine,
        'car.ts': "import { Engine } from './engine';\nexport class Car {\n    engine: Engine;\n}\n",
        'main.ts': "import { Car } from './car';\nclass Sport extends Car {\n    go() { this.engine.start(); }\n}\n",
      },
      call: 'start',
      expected: started,
    },
    {
      title: 'what a getter returns',
      files: main(
        ...['class Car {', '    get engine() { return new Engine(); }', '    go() { this.engine.start(); }', '}'],
      ),
      call: 'start',
      expected: started,
    },
    {
      title: 'what a local is initialised with',
      files: main('const engine = new Engine();', 'engine.start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'what a function returns by declaration',
      files: main('declare function make(): Engine;', 'const engine = make();', 'engine.start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'what a function returns by its body',
      files: main('const make = () => new Engine();', 'make().start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'what a static method returns',
      files: main('Engine.make().start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'what a promise resolves to',
      files: main('export async function run(engine: Engine) {', '    (await engine.warm()).start();', '}'),
      call: 'start',
      expected: started,
    },
    {
      title: 'what an async function without a declared type resolves to',
      files: main(
        'const make = async () => new Engine();',
        ...['export async function run() {', '    const engine = await make();', '    engine.start();', '}'],
      ),
      call: 'start',
      expected: started,
    },
    {
      title: 'the receiver of a method that returns this',
      files: main('export const run = (engine: Engine) => engine.self().start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'the first member of a union that the repository declares',
      files: main('export const run = (engine: null | string | Engine) => engine?.start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'what a type alias stands for',
      files: main('type Motor = Engine | undefined;', 'export const run = (motor: Motor) => motor?.start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'a type that is asserted',
      files: main('export const run = (engine: unknown) => (engine as Engine).start();'),
      call: 'start',
      expected: started,
    },
    {
      title: 'the element of an array in a loop',
      files: main('export function run(engines: Engine[]) {', '    for (const engine of engines) engine.start();', '}'),
      call: 'start',
      expected: started,
    },
    {
      title: 'the parameter of a callback of an array',
      files: main('export const run = (engines: Engine[]) => engines.forEach((engine) => engine.start());'),
      call: 'start',
      expected: started,
    },
    {
      title: 'a destructured property',
      files: main(
        'interface Parts { engine: Engine }',
        'export function run({ engine }: Parts) {',
        ...['    engine.start();', '}'],
      ),
      call: 'start',
      expected: started,
    },
    {
      title: 'a static method by the class',
      files: main('Engine.make();'),
      call: 'make',
      expected: { caller: 'Engine', file: 'engine.ts', targetKey: 'engine.ts::Engine::make', resolution: 'receiver' },
    },
    {
      title: 'an own method by the class',
      files: { 'main.ts': 'class Car {\n    go() { this.stop(); }\n    stop() {}\n}\n' },
      call: 'stop',
      expected: { caller: 'Car', file: 'main.ts', targetKey: 'main.ts::Car::stop', resolution: 'receiver' },
    },
    {
      title: 'an own method from a nested arrow function',
      files: { 'main.ts': 'class Car {\n    go = () => [1].map(() => this.stop());\n    stop() {}\n}\n' },
      call: 'stop',
      expected: { caller: 'Car', targetKey: 'main.ts::Car::stop' },
    },
    {
      title: 'an inherited method of another file',
      files: main('class Diesel extends Engine {', '    go() { this.start(); }', '}'),
      call: 'start',
      expected: { ...started, caller: 'Diesel', resolution: 'inherited' },
    },
    {
      title: 'an inherited method two classes up',
      files: main(
        'class Diesel extends Engine {}',
        'class Big extends Diesel {}',
        'export const run = (engine: Big) => engine.start();',
      ),
      call: 'start',
      expected: { ...started, caller: 'Big', resolution: 'inherited' },
    },
    {
      title: 'the overriding method, not the overridden',
      files: main(
        'class Diesel extends Engine {',
        ...['    start() {}', '}', 'export const run = (engine: Diesel) => engine.start();'],
      ),
      call: 'start',
      expected: { caller: 'Diesel', file: 'main.ts', targetKey: 'main.ts::Diesel::start', resolution: 'receiver' },
    },
    {
      title: 'the superclass for super',
      files: main('class Diesel extends Engine {', '    start() { super.start(); }', '}'),
      call: 'start',
      expected: { file: 'engine.ts', targetKey: 'engine.ts::Engine::start' },
    },
    {
      title: 'the interface where there is no body',
      files: {
        'clock.ts': 'export interface Clock { now(): Date }\n',
        'main.ts': "import { Clock } from './clock';\nexport const run = (clock: Clock) => clock.now();\n",
      },
      call: 'now',
      expected: { caller: 'Clock', file: 'clock.ts', targetKey: null, resolution: 'receiver' },
    },
    {
      title: 'nothing where classes extend one another in a circle',
      files: {
        'a.ts': "import { B } from './main';\nexport class A extends B {}\n",
        'main.ts': "import { A } from './a';\nexport class B extends A {\n    go() { this.missing(); }\n}\n",
      },
      call: 'missing',
      expected: { caller: 'B', targetKey: null },
    },
    {
      title: 'a method of an object literal',
      files: {
        'a.ts': 'export const api = { load() {}, find: () => 1 };\n',
        'main.ts': "import { api } from './a';\napi.load();\n",
      },
      call: 'load',
      expected: { caller: 'api', file: 'a.ts', targetKey: 'a.ts::api::load' },
    },
    {
      title: 'nothing for a method that the type does not have, in the type’s file',
      files: main('export const run = (engine: Engine) => engine.missing();'),
      call: 'missing',
      expected: { caller: 'Engine', targetKey: null },
    },
    {
      title: 'nothing for a receiver nothing is known of',
      files: { 'main.ts': 'export const run = (thing) => thing.go();\n' },
      call: 'go',
      expected: { caller: 'thing', file: 'main.ts', targetKey: null, resolution: 'unresolved' },
    },
  ]);
});

describe('new X() is a call of', () => {
  checkEach([
    {
      title: 'the constructor of an imported class',
      files: {
        'a.ts': 'export class Box {\n    constructor(size: number) {}\n}\n',
        'main.ts': "import { Box as Crate } from './a';\nnew Crate(1);\n",
      },
      call: 'constructor',
      expected: { caller: 'Box', file: 'a.ts', targetKey: 'a.ts::Box::constructor', resolution: 'import' },
    },
    {
      title: 'no function where the class has no constructor',
      files: { 'main.ts': 'class Box {}\nnew Box();\n' },
      call: 'constructor',
      expected: { caller: 'Box', file: 'main.ts', targetKey: null },
    },
    {
      title: 'the constructor of a class of a whole module',
      files: {
        'a.ts': 'export class Box {\n    constructor() {}\n}\n',
        'main.ts': "import * as boxes from './a';\nnew boxes.Box();\n",
      },
      call: 'constructor',
      expected: { caller: 'Box', file: 'a.ts', targetKey: 'a.ts::Box::constructor' },
    },
    {
      title: 'a package’s class',
      files: { 'main.ts': "import { Subject } from 'rxjs';\nnew Subject<string>();\n" },
      call: 'constructor',
      expected: { caller: 'Subject', file: 'rxjs', targetKey: null, resolution: 'external' },
    },
    {
      title: 'the superclass’s constructor for super()',
      files: {
        'a.ts': 'export class Box {\n    constructor() {}\n}\n',
        'main.ts': "import { Box } from './a';\nclass Crate extends Box {\n    constructor() { super(); }\n}\n",
      },
      call: 'constructor',
      expected: { caller: 'Box', file: 'a.ts', targetKey: 'a.ts::Box::constructor' },
    },
  ]);
});

describe('a CommonJS module', () => {
  const exported = 'function load() {}\nmodule.exports = { load };\n';
  checkEach([
    {
      title: 'gives what is destructured from it',
      files: { 'a.js': exported, 'main.js': "const { load } = require('./a');\nload();\n" },
      from: 'main.js',
      call: 'load',
      expected: { caller: '', file: 'a.js', targetKey: 'a.js::load' },
    },
    {
      title: 'gives what is destructured from it under another name',
      files: { 'a.js': exported, 'main.js': "const { load: fetch } = require('./a.js');\nfetch();\n" },
      from: 'main.js',
      call: 'fetch',
      expected: { caller: '', file: 'a.js', targetKey: 'a.js::load' },
    },
    {
      title: 'gives its members',
      files: { 'a.js': exported, 'main.js': "const api = require('./a');\napi.load();\n" },
      from: 'main.js',
      call: 'load',
      expected: { caller: 'api', file: 'a.js', targetKey: 'a.js::load' },
    },
    {
      title: 'gives what exports.name was set to',
      files: {
        'a.js': 'function load() {}\nexports.load = load;\n',
        'main.js': "const { load } = require('./a');\nload();\n",
      },
      from: 'main.js',
      call: 'load',
      expected: { caller: '', file: 'a.js', targetKey: 'a.js::load' },
    },
    {
      title: 'may be one function',
      files: {
        'a.js': 'function load() {}\nmodule.exports = load;\n',
        'main.js': "const any = require('./a');\nany();\n",
      },
      from: 'main.js',
      call: 'any',
      expected: { caller: '', file: 'a.js', targetKey: 'a.js::load' },
    },
    {
      title: 'may be one class',
      files: {
        'a.js': 'class Box {\n    open() {}\n}\nmodule.exports = Box;\n',
        'main.js': "const Box = require('./a');\nconst box = new Box();\nbox.open();\n",
      },
      from: 'main.js',
      call: 'open',
      expected: { caller: 'Box', file: 'a.js', targetKey: 'a.js::Box::open' },
    },
    {
      title: 'may be required in the middle of a function',
      files: { 'a.js': exported, 'main.js': "function run() {\n    require('./a').load();\n}\n" },
      from: 'main.js',
      call: 'load',
      expected: { file: 'a.js', targetKey: 'a.js::load' },
    },
    {
      title: 'may be imported by a TypeScript file',
      files: {
        'a.ts': 'function load() {}\nexport = load;\n',
        'main.ts': "import load = require('./a');\nload();\n",
      },
      call: 'load',
      expected: { caller: '', file: 'a.ts', targetKey: 'a.ts::load' },
    },
  ]);
});

describe('a JSX element', () => {
  const card = 'export const Card = (props: any) => <b />;\n';
  checkEach([
    {
      title: 'is a call of the component',
      files: {
        'card.tsx': card,
        'main.tsx': "import { Card } from './card';\nexport const Page = () => <Card a={1}>text</Card>;\n",
      },
      from: 'main.tsx',
      call: 'Card',
      expected: { caller: '', file: 'card.tsx', targetKey: 'card.tsx::Card', resolution: 'import' },
    },
    {
      title: 'is a call of a default export',
      files: {
        'card.tsx': 'export default function Card() {\n    return <b />;\n}\n',
        'main.tsx': "import Panel from './card';\nexport const Page = () => <Panel />;\n",
      },
      from: 'main.tsx',
      call: 'Panel',
      expected: { caller: '', file: 'card.tsx', targetKey: 'card.tsx::Card' },
    },
    {
      title: 'is a call of a member component',
      files: {
        'card.tsx': card,
        'main.tsx': "import * as UI from './card';\nexport const Page = () => <UI.Card />;\n",
      },
      from: 'main.tsx',
      call: 'Card',
      expected: { caller: 'UI', file: 'card.tsx', targetKey: 'card.tsx::Card' },
    },
  ]);

  it('of the language itself is no call', async () => {
    const root = await repositoryOf({ 'a.tsx': 'export const Page = () => <><main><my-element /></main></>;\n' });
    expect(callsIn(await buildGraphStreaming(root), root, 'a.tsx')).toEqual([]);
  });
});

describe('supertypes', () => {
  const files: Files = {
    'base.ts': 'export class Base {}\nexport interface Shape<T> { item: T }\n',
    'index.ts': "export { Base as Root } from './base';\nexport * from './base';\n",
    'a.ts': "import { Root, type Shape } from './index';\nexport class A extends Root implements Shape<string> {}\n",
    'b.ts':
      "import * as all from './index';\nimport { A } from './a';\nexport class B extends A implements all.Shape<A>, all.Shape<B> {}\n",
    'c.ts': "import type { Shape } from './base';\nexport interface Wide extends Shape<number> {}\n",
  };

  it('are keys of the declarations, across files, aliases and re-exports', async () => {
    const root = await repositoryOf(files);
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, typeIn(graph, root, 'a.ts::A').extends)).toEqual(['base.ts::Base']);
    expect(allBelow(root, typeIn(graph, root, 'a.ts::A').implements)).toEqual(['base.ts::Shape']);
    expect(allBelow(root, typeIn(graph, root, 'b.ts::B').extends)).toEqual(['a.ts::A']);
    expect(allBelow(root, typeIn(graph, root, 'c.ts::Wide').extends)).toEqual(['base.ts::Shape']);
  });

  it('know their subtypes, each once', async () => {
    const root = await repositoryOf(files);
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, typeIn(graph, root, 'base.ts::Base').extendedBy)).toEqual(['a.ts::A']);
    expect(allBelow(root, typeIn(graph, root, 'base.ts::Shape').implementedBy)).toEqual(['a.ts::A', 'b.ts::B']);
    expect(allBelow(root, typeIn(graph, root, 'base.ts::Shape').extendedBy)).toEqual(['c.ts::Wide']);
    expect(allBelow(root, typeIn(graph, root, 'a.ts::A').extendedBy)).toEqual(['b.ts::B']);
  });

  it('are united where declarations merge', async () => {
    const root = await repositoryOf({
      'a.ts': [
        'interface One { one: string }',
        'interface Two { two: string }',
        'export interface Both extends One { a: string }',
        'export class Both { b = 1; go(x: string) {} }',
        'export interface Both extends Two { c: boolean }',
        '',
      ].join('\n'),
    });
    const both = typeIn(await buildGraphStreaming(root), root, 'a.ts::Both');
    expect(both.type).toBe(NodeType.NODE_TYPE_INTERFACE);
    expect(both.position.startPosition.row).toBe(2);
    expect(allBelow(root, both.extends)).toEqual(['a.ts::One', 'a.ts::Two']);
    expect(Object.fromEntries(both.fields)).toEqual({ a: 'string', b: 'number', go: '(x):unknown', c: 'boolean' });
  });
});

describe('imports', () => {
  it('are resolved, once each, in source order, whatever their form', async () => {
    const root = await repositoryOf({
      'main.ts': [
        "import './effect';",
        "import { a } from './a';",
        "import type { T } from './types';",
        "import { again } from './a.js';",
        "import fs from 'node:fs';",
        "import missing from './missing';",
        "import folder from './folder';",
        "import data from './data.json';",
        "import equals = require('./equals');",
        "export * from './all';",
        "export { one } from './one';",
        'export async function run(name: string) {',
        "    const lazy = await import('./lazy');",
        "    const old = require('./old');",
        '    await import(name);',
        '    require(name);',
        '}',
        "import 'rxjs/operators';",
        '',
      ].join('\n'),
      'a.ts': '',
      'all.ts': '',
      'data.json': '{}',
      'effect.ts': '',
      'equals.ts': '',
      'folder/index.ts': '',
      'lazy.tsx': '',
      'old.js': '',
      'one.mts': '',
      'one.ts': '',
      'types.d.ts': '',
    });
    expect(allBelow(root, fileIn(await buildGraphStreaming(root), root, 'main.ts').imports)).toEqual([
      ...['effect.ts', 'a.ts', 'types.d.ts', 'node:fs', './missing', 'folder/index.ts', 'data.json', 'equals.ts'],
      ...['all.ts', 'one.ts', 'lazy.tsx', 'old.js', 'rxjs/operators'],
    ]);
  });

  it('follow the nearest tsconfig.json', async () => {
    const config = (target: string) => JSON.stringify({ compilerOptions: { paths: { '@/*': [target] } } });
    const root = await repositoryOf({
      'one/tsconfig.json': config('./src/*'),
      'one/src/a.ts': 'export function load() {}\n',
      'one/src/main.ts': "import { load } from '@/a';\nload();\n",
      'two/tsconfig.json': config('./lib/*'),
      'two/lib/a.ts': 'export function load() {}\n',
      'two/lib/main.ts': "import { load } from '@/a';\nload();\n",
      'three/main.ts': "import { load } from '@/a';\nload();\n",
    });
    const graph = await buildGraphStreaming(root);
    expect(callOf(graph, root, 'one/src/main.ts', 'load').targetKey).toBe('one/src/a.ts::load');
    expect(callOf(graph, root, 'two/lib/main.ts', 'load').targetKey).toBe('two/lib/a.ts::load');
    expect(callOf(graph, root, 'three/main.ts', 'load')).toMatchObject({ targetKey: null, file: '@/a' });
  });

  it('reach another package of the same workspace', async () => {
    const root = await repositoryOf({
      'package.json': JSON.stringify({ private: true, workspaces: ['packages/*'] }),
      'packages/core/package.json': JSON.stringify({ name: '@app/core', main: './src/index.ts' }),
      'packages/core/src/index.ts': 'export function load() {}\n',
      'packages/web/package.json': JSON.stringify({ name: '@app/web' }),
      'packages/web/main.ts': "import { load } from '@app/core';\nload();\n",
    });
    const graph = await buildGraphStreaming(root);
    expect(callOf(graph, root, 'packages/web/main.ts', 'load')).toMatchObject({
      file: 'packages/core/src/index.ts',
      targetKey: 'packages/core/src/index.ts::load',
      resolution: 'import',
    });
  });

  it('cost only themselves where a manifest is broken', async () => {
    const root = await repositoryOf({
      'tsconfig.json':
        '{ "extends": "not-installed/tsconfig.json", "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'broken/tsconfig.json': '{ this is no JSON',
      'broken/package.json': '',
      'src/a.ts': 'export function load() {}\n',
      'src/main.ts': "import { load } from '@/a';\nload();\n",
      'broken/main.ts': "import { load } from '../src/a';\nload();\n",
    });
    const graph = await buildGraphStreaming(root);
    expect(graph.failures).toEqual([]);
    expect(callOf(graph, root, 'src/main.ts', 'load').targetKey).toBe('src/a.ts::load');
    expect(callOf(graph, root, 'broken/main.ts', 'load').targetKey).toBe('src/a.ts::load');
  });
});

describe('a function', () => {
  it('has its parameters, types and modifiers', async () => {
    const root = await repositoryOf({
      'a.ts': [
        'export class Box<T> {',
        '    protected static async open(',
        '        { a, b = 1 }: Pair,',
        '        [c]: T[],',
        '        d = 2,',
        '        e?: string,',
        '        ...rest: Array<Map<string, T>>',
        '    ): Promise<void> {}',
        '}',
        '',
      ].join('\n'),
    });
    const open = functionIn(await buildGraphStreaming(root), root, 'a.ts::Box::open');
    expect(open).toMatchObject({
      name: 'open',
      params: ['{ a, b = 1 }', '[c]', 'd', 'e', '...rest'],
      paramTypes: ['Pair', 'T[]', '', 'string', 'Array<Map<string, T>>'],
      returnType: 'Promise<void>',
      className: 'Box',
      startLine: 8,
      endLine: 8,
      fullText: '{}',
    });
    expect(open.modifiers.toSorted()).toEqual(['async', 'protected', 'static']);
  });

  it('without a body is a field of its type only', async () => {
    const root = await repositoryOf({
      'a.ts':
        'export abstract class Store {\n    abstract load(id: string): void;\n    save?(): void;\n}\ndeclare function ambient(): void;\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(Array.from(graph.functions.keys())).toEqual([]);
    expect(Object.fromEntries(typeIn(graph, root, 'a.ts::Store').fields)).toMatchObject({ load: '(id):void' });
  });
});

describe('graphs', () => {
  it('of two repositories at a time do not mix', async () => {
    const source = (name: string) => ({
      'a.ts': `export function ${name}() {}\n`,
      'main.ts': `import { ${name} } from './a';\n${name}();\n`,
    });
    const [one, two] = [await repositoryOf(source('one')), await repositoryOf(source('two'))];
    const [first, second] = await Promise.all([buildGraphStreaming(one), buildGraphStreaming(two)]);
    expect(callOf(first, one, 'main.ts', 'one').targetKey).toBe('a.ts::one');
    expect(callOf(second, two, 'main.ts', 'two').targetKey).toBe('a.ts::two');
    expect(allBelow(one, first.functions.keys())).toEqual(['a.ts::one']);
  });

  it('of a part link only what is in the part', async () => {
    const root = await repositoryOf({
      'lib/a.ts': 'export function load() {}\n',
      'src/main.ts': "import { load } from '../lib/a';\nload();\n",
    });
    const graph = await buildGraphStreaming(root, ['src/']);
    expect(callOf(graph, root, 'src/main.ts', 'load')).toMatchObject({ file: 'lib/a.ts', targetKey: null });
    expect(allBelow(root, fileIn(graph, root, 'src/main.ts').imports)).toEqual(['lib/a.ts']);
  });

  it('see what has changed on disk since', async () => {
    const root = await repositoryOf({ 'a.ts': 'export function before() {}\n' });
    await buildGraphStreaming(root);
    await addFiles(root, {
      'a.ts': 'export function after() {}\n',
      'b.ts': "import { after } from './a';\nafter();\n",
    });
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, graph.functions.keys())).toEqual(['a.ts::after']);
    expect(callOf(graph, root, 'b.ts', 'after').targetKey).toBe('a.ts::after');
  });
});

describe('ids', () => {
  it('differ between a file below the root and one whose folder only begins like it', async () => {
    const folder = await repositoryOf({ 'app/s/main.ts': 'function f() {}\n', 'apps/main.ts': 'function f() {}\n' });
    const files = [`${folder}/app/s/main.ts`, `${folder}/apps/main.ts`];
    const batches = await collected(processFilesInBatches(files, `${folder}/app`));
    const functions = batches.flatMap(({ batch }) => batch.files.flatMap(({ analysis }) => [...analysis.functions]));
    expect(new Set(functions.map(([, { nodeId }]) => nodeId)).size).toBe(2);
  });
});
