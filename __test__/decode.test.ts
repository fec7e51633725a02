/** What the decoder makes of buffers that Rust wrote, and of the same buffers with wrong bytes in them. */
import { deepStrictEqual } from 'node:assert';
import { createRequire } from 'node:module';
import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { AnalyzedFile, FunctionAnalysis, LogEntry } from '../index.mjs';
import { applyGraphLinks, decodeBatch, decodeGraphBatch, holdsLinks } from '../js/decode/handover.js';
import { RecordDecoding } from '../js/decode/record.js';
import { bytesOf } from '../js/decode/sections.js';
import type { NativeEngine, NativeStream } from '../js/native.js';
import { Slices } from '../js/slices.js';
import { repositoryOf } from './repository.js';

const load = createRequire(import.meta.url);
const { native, release } = load('../dist/native.js') as typeof import('../js/native.js');
const { buildGraph } = load('../dist/graph.js') as typeof import('../js/graph.js');

const ORDERS = `\
import { Clock } from './clock';
/** 🎉 é */
export class Orders<T> extends Map<string, T> {
  private readonly clock = new Clock();
  constructor(readonly limit: number) { super(); }
  place(id: string, ...lines: T[]): string {
    const stamp = () => this.clock.now();
    return \`\${id}🎉\${stamp()}\`;
  }
}
`;
const CLOCK = 'export class Clock { now() { return Date.now(); } }\n';

let root: string;

async function buffersOf(kind: 'stream' | 'graph', files: Record<string, string>): Promise<Buffer[]> {
  root = await repositoryOf(files);
  const { Engine, Control } = native();
  const control = new Control();
  const here = { given: root, folder: '' };
  const stream =
    kind === 'graph'
      ? await new Engine().openGraph(here, [], {}, control)
      : await new Engine().openStream(Object.keys(files), Object.keys(files).length, here, {}, control);
  if ('code' in stream) throw new Error(stream.message);
  const buffers: Buffer[] = [];
  const iterator = stream[Symbol.asyncIterator]();
  for (let item = await iterator.next(); item.done !== true; item = await iterator.next()) buffers.push(item.value);
  // Held until here: collected earlier, it would cancel what it was made for.
  control.cancel();
  return buffers;
}

describe('a batch', () => {
  it('holds files with their links, failures and progress', async () => {
    const [buffer] = await buffersOf('stream', { 'orders.ts': ORDERS, 'none.rb.txt': '' });
    const { files, failures, progress } = await decodeBatch(buffer as Buffer, new Slices());
    expect(progress).toEqual({ progress: 100, processedFiles: 2, totalFiles: 2, batchIndex: 0, totalBatches: 1 });
    expect(failures).toEqual([
      { filePath: 'none.rb.txt', code: 'ERR_UNSUPPORTED_LANGUAGE', message: expect.any(String) },
    ]);
    const [decoded] = files;
    const { filePath, normalizedPath, analysis } = decoded ?? expect.fail();
    const { fileAnalysis, functions } = analysis;
    expect([filePath, normalizedPath]).toEqual(['orders.ts', `${root}/orders.ts`]);
    expect([...functions.keys()].map((key) => key.slice(normalizedPath.length))).toEqual([
      '::Orders::constructor',
      '::Orders::place',
      '::Orders::place::stamp',
    ]);
    expect(fileAnalysis.calls.map((call) => call.function)).toEqual(['constructor', 'constructor', 'now', 'stamp']);
  });

  it('cuts texts by UTF-16 units', async () => {
    const [buffer] = await buffersOf('stream', { 'orders.ts': ORDERS });
    const { files } = await decodeBatch(buffer as Buffer, new Slices());
    const { fileAnalysis, functions } = files[0]?.analysis ?? expect.fail();
    for (const { text, position, children } of fileAnalysis.nodes.values()) {
      expect(ORDERS.slice(position.startIndex, position.endIndex)).toBe(text);
      for (const child of children) {
        expect(child.children).toEqual([]);
        expect(ORDERS.slice(child.position.startIndex, child.position.endIndex)).toBe(child.text);
      }
    }
    const place = functions.get(`${root}/orders.ts::Orders::place`);
    expect(place?.fullText).toBe(ORDERS.slice(ORDERS.indexOf('{\n    const stamp'), ORDERS.lastIndexOf('\n}')));
    expect(place).toMatchObject({
      lines: 4,
      startLine: 6,
      endLine: 9,
      params: ['id', '...lines'],
      className: 'Orders',
    });
  });

  it('gives functions the very calls of their file', async () => {
    const [buffer] = await buffersOf('stream', { 'orders.ts': ORDERS });
    const { files } = await decodeBatch(buffer as Buffer, new Slices());
    const { fileAnalysis, functions } = files[0]?.analysis ?? expect.fail();
    const stamp = functions.get(`${root}/orders.ts::Orders::place::stamp`);
    expect(stamp?.calls).toHaveLength(1);
    expect(fileAnalysis.calls).toContain(stamp?.calls[0]);
    expect(functions.get(`${root}/orders.ts::Orders::place`)?.calls).toContain(stamp?.calls[0]);
  });

  it('is made of plain objects and real maps', async () => {
    const [buffer] = await buffersOf('stream', { 'orders.ts': ORDERS });
    const { files } = await decodeBatch(buffer as Buffer, new Slices());
    const file = files[0] ?? expect.fail();
    expect(structuredClone(file)).toEqual(file);
    expect(Object.getPrototypeOf(file)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(file.analysis.fileAnalysis)).toBe(Object.prototype);
    expect(file.analysis.functions).toBeInstanceOf(Map);
  });

  describe.each<[string, string, () => Promise<object>]>([
    ['analysis', 'a file', () => unreadFile()],
    ['nodes', 'the analysis of a file', async () => (await unreadFile()).analysis.fileAnalysis],
    ['calls', 'the analysis of a file', async () => (await unreadFile()).analysis.fileAnalysis],
    ['calls', 'a function', async () => functionOf(await unreadFile())],
  ])('whose %s nobody has read yet: %s', (key, _, unread) => {
    const propertyOf = (owner: object): unknown => Reflect.get(owner, key);

    const USES: [string, (owner: object) => object][] = [
      ['structuredClone', structuredClone],
      ['spread', (owner) => ({ ...owner })],
      ['Object.assign', (owner) => Object.assign({}, owner)],
      ['v8.serialize', (owner) => deserialize(serialize(owner))],
      ['Object.entries', (owner) => Object.fromEntries(Object.entries(owner))],
      ['for … in', (owner) => copiedByName(owner)],
      ['destructuring', ({ ...rest }) => rest],
    ];

    it.each(USES)('is copied whole by %s', async (_, copy) => {
      const copied = copy(await unread());
      expect(Object.getOwnPropertyDescriptor(copied, key)).toMatchObject({ writable: true, enumerable: true });
      expect(copied).toStrictEqual(await unread());
    });

    it('is equal to itself read, for every test runner', async () => {
      const [read, first, second] = [await unread(), await unread(), await unread()];
      expect(propertyOf(read)).toBe(propertyOf(read));
      deepStrictEqual(first, read);
      expect(second).toStrictEqual(read);
      expect(Object.keys(await unread())).toEqual(Object.keys(read));
      expect(JSON.stringify(await unread())).toBe(JSON.stringify(read));
    });

    it('can be written, and frozen', async () => {
      const [written, frozen] = [await unread(), Object.freeze(await unread())];
      const value = {};
      Reflect.set(written, key, value);
      expect(propertyOf(written)).toBe(value);
      expect(propertyOf(frozen)).toBe(propertyOf(frozen));
      expect(propertyOf(frozen)).toEqual(propertyOf(await unread()));
    });

    it('has a property like any other once it is read', async () => {
      const owner = await unread();
      const value = propertyOf(owner);
      expect(Object.getOwnPropertyDescriptor(owner, key)).toEqual({
        ...{ value, writable: true, enumerable: true, configurable: true },
      });
    });
  });

  let unreadBuffer: Buffer | undefined;

  /** A file nobody has looked at, whose buffer is gone. One repository for all, as paths differ from one to the next. */
  async function unreadFile(): Promise<AnalyzedFile> {
    unreadBuffer ??= (await buffersOf('stream', { 'orders.ts': ORDERS }))[0] as Buffer;
    const copy = Buffer.alloc(unreadBuffer.length);
    unreadBuffer.copy(copy);
    const { files } = await decodeBatch(copy, new Slices());
    // What it is decoded from is no part of the buffer.
    release(copy);
    expect(copy.length).toBe(0);
    return files[0] ?? expect.fail();
  }

  /** A function with calls of its own. */
  function functionOf({ analysis: { functions } }: AnalyzedFile): FunctionAnalysis {
    return [...functions.values()].find(({ name }) => name === 'stamp') ?? expect.fail();
  }

  function copiedByName(owner: object): object {
    const copy = {};
    for (const key in owner) Reflect.set(copy, key, Reflect.get(owner, key));
    return copy;
  }

  it('has nodes and calls also where they are so many that they are decoded before', async () => {
    const long = ORDERS + 'export function f(a: string) { g(); }\n'.repeat(5000);
    const [buffer] = (await buffersOf('stream', { 'long.ts': long })) as [Buffer];
    const { files } = await decodeBatch(buffer, new Slices());
    release(buffer);
    const { nodes, calls } = files[0]?.analysis.fileAnalysis ?? expect.fail();
    expect([nodes.size, calls.length]).toEqual([5005, 5004]);
  });

  it('gives way in the middle of a long file, and is the same', async () => {
    const [buffer] = await buffersOf('stream', { 'long.ts': ORDERS + 'f(1);\n'.repeat(20_000) });
    let turns = 0;
    class EveryPiece extends Slices {
      override get isOver(): boolean {
        turns++;
        return true;
      }
    }
    const here = await decodeBatch(buffer as Buffer, new EveryPiece());
    // 20,000 calls, and as many links, in pieces of 512.
    expect(turns).toBeGreaterThan(70);
    expect(here).toEqual(await decodeBatch(buffer as Buffer, new Slices()));
  });

  it('may begin at any address', async () => {
    const [buffer] = await buffersOf('stream', { 'orders.ts': ORDERS });
    const shifted = Buffer.concat([Buffer.alloc(3), buffer as Buffer]).subarray(3);
    const [there, here] = [await decodeBatch(shifted, new Slices()), await decodeBatch(buffer as Buffer, new Slices())];
    expect(there).toEqual(here);
  });
});

describe('a graph', () => {
  it('hands over records first and links after them', async () => {
    const buffers = await buffersOf('graph', { 'clock.ts': CLOCK, 'orders.ts': ORDERS });
    expect(buffers.map(holdsLinks)).toEqual([false, true]);
    const [records, links] = buffers as [Buffer, Buffer];
    const definitions = { functions: new Map(), types: new Map() };
    const { files } = await decodeGraphBatch(records, new Slices(), definitions);
    const orders = files[1]?.fileAnalysis ?? expect.fail();
    expect(orders.imports).toEqual([]);
    await applyGraphLinks(files, links, new Slices());
    expect(orders.imports).toEqual([`${root}/clock.ts`]);
    expect(orders.calls.find((call) => call.function === 'now')).toMatchObject({
      file: `${root}/clock.ts`,
      caller: 'Clock',
      targetKey: `${root}/clock.ts::Clock::now`,
    });
  });
});

describe('a file of a graph that cannot be linked', () => {
  /** The links of a graph, with a reason in the place of those of the file with this number. */
  function withoutLinks(links: Buffer, file: number): Buffer {
    const changed = Buffer.from(links);
    const word = (at: number) => changed.readUInt32LE(at * 4);
    // The third section has a row of three words a file; a header of five words and two other entries stand before.
    const row = word(5 + 2 * 3) + file * 3;
    changed.writeUInt32LE(0xffff_ffff, (row + 1) * 4);
    return changed;
  }

  /** An engine whose graph is made of these buffers. */
  function engineOf(buffers: Buffer[]): NativeEngine {
    const stream: NativeStream = {
      async *[Symbol.asyncIterator]() {
        yield* buffers;
      },
      cancel() {},
      pause() {},
      resume() {},
      addFiles() {},
      addShard: () => false,
      addTexts() {},
      takeSyntaxErrors: () => [],
      takeWarnings: () => [],
      resultWarnings: () => [],
      progress: () => ({ totalFiles: 0, isShortOfMemory: false, slowestFiles: [], cacheHits: 0, cacheMisses: 0 }),
    };
    return Object.assign(new (native().Engine)(), { openGraph: async () => stream });
  }

  it('is a failure, and leaves nothing behind in the graph', async () => {
    const [records, links] = (await buffersOf('graph', { 'clock.ts': CLOCK, 'orders.ts': ORDERS })) as [Buffer, Buffer];
    const engine = engineOf([records, withoutLinks(links, 1)]);
    const errors: unknown[] = [];
    const silent = () => {};
    const logger = {
      log: silent,
      warn: silent,
      debug: silent,
      error: (entry: LogEntry) => errors.push(entry.metadata),
    };
    const graph = await buildGraph({
      engine,
      root: { given: root, folder: '' },
      pathParts: [],
      options: { logger },
      native: {},
    });
    expect([...graph.files.keys()]).toEqual([`${root}/clock.ts`]);
    expect([...graph.functions.keys()]).toEqual([`${root}/clock.ts::Clock::now`]);
    expect([...graph.types.keys()]).toEqual([`${root}/clock.ts::Clock`]);
    const failures = [
      { filePath: `${root}/orders.ts`, code: 'ERR_INTERNAL', message: expect.stringContaining('could not be linked') },
    ];
    expect(graph.failures).toEqual(failures);
    expect(errors).toEqual([{ failures, error: expect.any(Error) }]);
  });
});

describe('the failure of a whole stream', () => {
  it('is thrown, with its code', async () => {
    const texts = ['ERR_INTERNAL', 'linking failed: no luck!'];
    const header = [2, 17, 0, 2, 11, 12, 1, 14, 24, 1];
    const buffer = Buffer.from(`CKGE${'\0'.repeat(header.length * 4)}${texts.join('')}`, 'latin1');
    header.forEach((word, index) => {
      buffer.writeUInt32LE(word, 4 + index * 4);
    });
    buffer.writeUInt32LE(buffer.length / 4, 8);
    const failure = expect.objectContaining({ code: texts[0], message: texts[1] });
    await expect(decodeBatch(buffer, new Slices())).rejects.toThrow(failure);
    const definitions = { functions: new Map(), types: new Map() };
    await expect(decodeGraphBatch(buffer, new Slices(), definitions)).rejects.toThrow(failure);
  });
});

describe('a buffer that is released', () => {
  it('is empty at once', async () => {
    const [buffer] = (await buffersOf('stream', { 'clock.ts': CLOCK })) as [Buffer];
    release(buffer);
    expect([buffer.length, buffer.buffer.byteLength]).toEqual([0, 0]);
  });
});

describe('wrong bytes', () => {
  let buffer: Buffer;

  const outcomeOf = async (bytes: Buffer): Promise<string> => {
    try {
      const { files } = await decodeBatch(bytes, new Slices());
      for (const { analysis } of files) void analysis.fileAnalysis.nodes;
      return 'decoded';
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code ?? error);
    }
  };

  it('at any place give a typed error or another record, and end', async () => {
    [buffer] = (await buffersOf('stream', { 'orders.ts': ORDERS })) as [Buffer];
    const outcomes = new Set<string>();
    for (let at = 0; at < buffer.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const changed = Buffer.from(buffer);
        changed[at] = value;
        outcomes.add(await outcomeOf(changed));
      }
    }
    expect([...outcomes].sort()).toEqual(['ERR_RECORD_CORRUPT', 'decoded']);
  });

  it('that were cut off are an error at every length', async () => {
    [buffer] = (await buffersOf('stream', { 'clock.ts': CLOCK })) as [Buffer];
    const outcomes = new Set<string>();
    for (let length = 0; length < buffer.length; length++) {
      outcomes.add(await outcomeOf(Buffer.from(buffer.subarray(0, length))));
    }
    expect([...outcomes]).toEqual(['ERR_RECORD_CORRUPT']);
  });

  it('of something else are named', () => {
    const bytes = bytesOf(Buffer.from('no record of anything at all'));
    expect(() => new RecordDecoding(bytes, 0, 'a', '/a', { functions: new Map(), types: new Map() })).toThrow(
      expect.objectContaining({ code: 'ERR_RECORD_CORRUPT', message: 'Corrupt record: it does not begin with CKGR' }),
    );
  });
});
