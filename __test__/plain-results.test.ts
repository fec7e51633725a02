/**
 * Results behave as plain objects do, whatever looks at them: each use is carried out on an object whose property nobody
 * has looked at, and on one that was made plain before, and has the same outcome.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { reactive, readonly, toRaw } from '@vue/reactivity';
import { copy, copyStrict } from 'fast-copy';
import { produce } from 'immer';
import { observable } from 'mobx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalyzedFile, buildGraphStreaming, type CodeGraph, processFilesInBatches } from '../index.mjs';

const SOURCE = `import { a } from './b';
export class Orders {
  constructor(private readonly stock: Stock) {}
  place(id: string) { const stamp = () => Date.now(); return this.stock.take(id, stamp(), stamp); }
}
`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ckg-plain-'));
  writeFileSync(join(root, 'orders.ts'), SOURCE);
});
afterAll(() => rmSync(root, { recursive: true }));

type Owner = Record<string, unknown>;

async function file(): Promise<AnalyzedFile> {
  for await (const { batch } of processFilesInBatches(['orders.ts'], root)) return batch.files[0] ?? expect.fail();
  return expect.fail();
}

function functionOf({ functions }: Pick<CodeGraph, 'functions'>): Owner {
  return [...functions.values()].find(({ name }) => name === 'place') as unknown as Owner;
}

const OWNERS: [key: string, what: string, unread: () => Promise<unknown>][] = [
  ['analysis', 'file of a stream', file],
  ['calls', 'file analysis of a stream', async () => (await file()).analysis.fileAnalysis],
  ['nodes', 'file analysis of a stream', async () => (await file()).analysis.fileAnalysis],
  ['references', 'file analysis of a stream', async () => (await file()).analysis.fileAnalysis],
  ['references', 'function of a stream', async () => functionOf((await file()).analysis)],
  ['calls', 'function of a stream', async () => functionOf((await file()).analysis)],
  ['calls', 'file of a graph', async () => [...(await buildGraphStreaming(root)).files.values()][0]],
  ['nodes', 'file of a graph', async () => [...(await buildGraphStreaming(root)).files.values()][0]],
  ['references', 'file of a graph', async () => [...(await buildGraphStreaming(root)).files.values()][0]],
  ['references', 'function of a graph', async () => functionOf(await buildGraphStreaming(root))],
  ['calls', 'function of a graph', async () => functionOf(await buildGraphStreaming(root))],
];

class Model {
  extra = true;
}

/** The outcome of a use: what is looked at afterwards, or the error. */
type Use = (owner: Owner, key: string) => unknown;

const USES: Record<string, Use> = {
  'a proxy without traps': (owner, key) => new Proxy(owner, {})[key],
  'a proxy that reflects': (owner, key) => new Proxy(owner, { get: (...words) => Reflect.get(...words) })[key],
  'a proxy around a proxy': (owner, key) => new Proxy(new Proxy(owner, {}), {})[key],
  'a membrane': (owner, key) => Reflect.ownKeys(membrane(owner)[key] as object),
  'a revocable proxy': (owner, key) => Proxy.revocable(owner, {}).proxy[key],
  'keys of a proxy': (owner) => ({ ...new Proxy(owner, {}) }),
  'JSON of a proxy': (owner) => JSON.stringify(new Proxy(owner, {})),
  'writing through a proxy': (owner, key) => {
    const proxy = new Proxy(owner, {});
    proxy[key] = 'written';
    return [owner[key], proxy[key], descriptorOf(owner, key)];
  },
  'deleting through a proxy': (owner, key) => [Reflect.deleteProperty(new Proxy(owner, {}), key), key in owner],
  'an heir': (owner, key) => Object.create(owner)[key],
  'an heir of an heir': (owner, key) => Object.create(Object.create(owner))[key],
  'writing to an heir': (owner, key) => {
    const heir = Object.create(owner);
    heir[key] = 'written';
    return [heir[key], Object.keys(heir), owner[key]];
  },
  'becoming a prototype': (owner, key) => Reflect.get(Object.setPrototypeOf(new Model(), owner), key),
  'another prototype': (owner, key) => {
    Object.setPrototypeOf(owner, Model.prototype);
    return [owner instanceof Model, owner[key]];
  },
  'Object.assign into an instance': (owner) => Object.assign(new Model(), owner),
  'Object.assign into an heir': (owner, key) => {
    const heir = Object.assign(Object.create(owner), owner);
    return [heir[key], Object.keys(heir)];
  },
  'Object.assign over it': (owner, key) => [Object.assign(owner, { [key]: 1 }), descriptorOf(owner, key)],
  'Reflect.get with an heir': (owner, key) => Reflect.get(owner, key, Object.create(owner)),
  'Reflect.set with another receiver': (owner, key) => {
    const receiver = Object.create(owner);
    return [Reflect.set(owner, key, 1, receiver), Object.keys(receiver), owner[key]];
  },
  'a method of a class with private members': (owner, key) => {
    class Wrapper {
      readonly #owner = owner;
      get value() {
        return this.#owner[key];
      }
    }
    return new Wrapper().value;
  },
  inspect: (owner) => inspect(owner, { depth: 9 }),
  'inspect with what is hidden': (owner) => inspect(owner, { depth: 9, showHidden: true }),
  'inspect a proxy': (owner) => inspect(new Proxy(owner, {}), { depth: 9 }),
  'inspect what is frozen': (owner) => inspect(Object.freeze(owner), { depth: 9 }),
  'inspect what holds it': (owner) => inspect({ deep: [owner] }, { depth: 12 }),
  'symbols after inspect': (owner) => [inspect(owner), Reflect.ownKeys(owner)],
  'symbols after reading all': (owner) => [
    { ...owner },
    Reflect.ownKeys(owner),
    Object.getOwnPropertyDescriptors(owner),
  ],
  'writing what is frozen': (owner, key) => writing(Object.freeze(owner), key),
  'writing what is sealed': (owner, key) => writing(Object.seal(owner), key),
  'writing what cannot be extended': (owner, key) => writing(Object.preventExtensions(owner), key),
  'writing what is frozen through a proxy': (owner, key) => writing(new Proxy(Object.freeze(owner), {}), key),
  'writing what is sealed through a proxy': (owner, key) => writing(new Proxy(Object.seal(owner), {}), key),
  'writing to an heir of what is frozen': (owner, key) => writing(Object.create(Object.freeze(owner)), key),
  'writing to an heir of what is sealed': (owner, key) => writing(Object.create(Object.seal(owner)), key),
  'Object.isFrozen': (owner, key) => [Object.isFrozen(Object.freeze(owner)), new Set([owner[key], owner[key]]).size],
  'Object.isSealed': (owner) => [Object.isSealed(Object.seal(owner)), Object.isFrozen(owner)],
  'freezing deeply': (owner) => frozenDeeply(owner),
  'structuredClone of what is frozen': (owner) => structuredClone(Object.freeze(owner)),
  'Object.entries': (owner) => Object.entries(owner),
  'Object.groupBy-like loops': (owner) => Object.values(owner).map((value) => typeof value),
  'reactive of Vue': (owner, key) => {
    const state = reactive(owner);
    return [toRaw(state[key]), toRaw(state[key]) === owner[key], JSON.stringify(state)];
  },
  'writing through reactive of Vue': (owner, key) => {
    const state = reactive(owner);
    state[key] = 'written';
    return [owner[key], state[key], descriptorOf(owner, key)];
  },
  'readonly of Vue': (owner, key) => toRaw(readonly(owner)[key]),
  'produce of immer': (owner, key) =>
    produce(owner, (draft) => {
      draft.added = true;
      void draft[key];
    }),
  'produce of immer that writes': (owner, key) => {
    const next = produce(owner, (draft) => {
      draft[key] = [];
    });
    return [next, owner[key]];
  },
  'copy of fast-copy': (owner) => copy(owner),
  'observable of MobX, read': (owner, key) =>
    Object.keys(Reflect.get(observable(owner, {}, { deep: false }), key) as object),
  'copyStrict of fast-copy, read': (owner, key) => copyStrict(owner)[key],
};

describe.each(OWNERS)('%s of a %s that nobody has read behaves as plain in', (key, _, unread) => {
  it.each(Object.entries(USES))('%s', async (_, use) => {
    const [plain, waiting] = [(await unread()) as Owner, (await unread()) as Owner];
    for (const name of Object.keys(plain)) void plain[name];
    expect(descriptorOf(plain, key)).toHaveProperty('value');
    expect(outcomeOf(use, waiting, key)).toEqual(outcomeOf(use, plain, key));
  });

  it('a copy by descriptors: it shares the value, and can be written', async () => {
    const owner = (await unread()) as Owner;
    const copied: Owner = Object.defineProperties({}, Object.getOwnPropertyDescriptors(owner)) as Owner;
    const value = copied[key];
    expect(value).toBe(owner[key]);
    owner[key] = 'written';
    expect(copied[key]).toBe(value);
    copied[key] = 'other';
    expect([copied[key], owner[key]]).toEqual(['other', 'written']);
  });
});

it.each(OWNERS)(
  '%s of a %s say why a receiver that has nothing to do with it cannot have them',
  async (key, _, unread) => {
    const owner = (await unread()) as Owner;
    for (const receiver of [{}, [], 1, undefined, null]) {
      expect(() => Reflect.get(owner, key, receiver)).toThrow(`'${key}' was asked of an object that does not have it`);
    }
    void owner[key];
    for (const receiver of [{}, [], 1, undefined, null]) expect(Reflect.get(owner, key, receiver)).toBe(owner[key]);
  },
);

function outcomeOf(use: Use, owner: Owner, key: string): unknown {
  try {
    return use(owner, key);
  } catch (error) {
    return (error as Error).name;
  }
}

function descriptorOf(owner: object, key: string): PropertyDescriptor | undefined {
  return Object.getOwnPropertyDescriptor(owner, key);
}

function writing(owner: Owner, key: string): unknown {
  const before = owner[key];
  let outcome = 'written';
  try {
    owner[key] = 'new';
  } catch (error) {
    outcome = (error as Error).name;
  }
  return [before, outcome, owner[key]];
}

function frozenDeeply<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of value instanceof Map ? value.values() : Object.values(value)) frozenDeeply(member);
  return value;
}

/** A proxy whose every object and function is a proxy again. */
function membrane<Value extends object>(value: Value): Value {
  const wrapped = (member: unknown) =>
    (typeof member === 'object' && member !== null) || typeof member === 'function' ? membrane(member) : member;
  return new Proxy(value, {
    get: (...words) => wrapped(Reflect.get(...words)),
    apply: (...words) => wrapped(Reflect.apply(...(words as unknown as Parameters<typeof Reflect.apply>))),
  });
}
