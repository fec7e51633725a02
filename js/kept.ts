/** What graphs are encoded of besides their objects: the root they were built under, and with `compress` their buffers. */
import type { CodeGraph, GraphWarning } from '../index.js';
import { type GivenRoot, type NativeGraphKeeper, native } from './native.js';

/** What is known of a graph that was built here. */
export interface Kept {
  root: GivenRoot;
  /** `undefined` if nothing was kept, or not everything can be. */
  keeper?: NativeGraphKeeper | undefined;
  /** Those of the graph when it was built. */
  warnings: GraphWarning[];
}

/** Of how many maps which size: a graph that has lost or got something is another one. */
type Sizes = readonly number[];

const known = new WeakMap<CodeGraph, Kept & { sizes: Sizes }>();

export function remember(graph: CodeGraph, kept: Omit<Kept, 'warnings'>): void {
  const warnings = graph.warnings.map((warning) => ({ ...warning }));
  known.set(graph, { ...kept, warnings, sizes: sizesOf(graph) });
}

/** What is known of the graph; nothing of what it was made of if it is no longer what was built, as far as its sizes tell. */
export function keptOf(graph: CodeGraph): Kept | undefined {
  const kept = known.get(graph);
  if (kept === undefined) return undefined;
  const sizes = sizesOf(graph);
  return kept.sizes.every((size, index) => size === sizes[index]) ? kept : { root: kept.root, warnings: kept.warnings };
}

function sizesOf({ files, functions, types, failures, warnings }: CodeGraph): Sizes {
  return [files.size, functions.size, types.size, failures.length, warnings?.length ?? 0];
}

/** Buffers that may be under way: more would be memory that nobody bounds. */
const MOST_UNDER_WAY = 4;

/** The keeping of a graph's buffers while it is built. */
export class Keeping {
  readonly #keeper: NativeGraphKeeper;
  readonly #underWay: Promise<boolean>[] = [];
  #isWhole = true;

  constructor(root: GivenRoot) {
    this.#keeper = new (native().GraphKeeper)(root);
  }

  /** Keeps what a buffer has, which may be released then; waits if others take longer. */
  async add(buffer: Buffer): Promise<void> {
    if (!this.#isWhole) return;
    // What cannot be kept is no failure of the graph: it is encoded the slow way.
    this.#underWay.push(
      this.#keeper.keep(buffer).then(
        (failure) => failure === undefined || failure === null,
        () => false,
      ),
    );
    if (this.#underWay.length > MOST_UNDER_WAY) await this.#settle();
  }

  /** What all buffers are kept in, or nothing if one is not. */
  async whole(): Promise<NativeGraphKeeper | undefined> {
    while (this.#underWay.length > 0) await this.#settle();
    return this.#isWhole ? this.#keeper : undefined;
  }

  async #settle(): Promise<void> {
    if ((await this.#underWay.shift()) === false) this.#isWhole = false;
  }
}
