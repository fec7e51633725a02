/** Following a repository: its files are watched, and the index is brought up to date whenever they come to rest. */
import { setTimeout as delay } from 'node:timers/promises';
import type { IndexChanges, RefreshResult } from '../../code-index.js';
import { Abortion } from '../abortion.js';
import type { NativeWatch } from '../native.js';
import { successOf } from '../outcome.js';

/** Milliseconds without anything happening after which files are taken to have come to rest. */
const DEBOUNCE_MS = 50;

/** After so many times that long whoever waits is told nevertheless. */
const MOST_DEBOUNCES = 20;

/** What a watch needs of its index. */
export interface Watchable {
  open(): Promise<NativeWatch>;
  refresh(paths: readonly string[] | undefined): Promise<RefreshResult>;
  /** Called once when the watch has ended. */
  ended(watch: IndexWatch): void;
}

/** What changed, as it changes. `return()`, `break`, an aborted signal or the closing of the index end it. */
export class IndexWatch implements AsyncIterableIterator<RefreshResult> {
  readonly #changes: AsyncGenerator<RefreshResult, undefined, undefined>;
  readonly #index: Watchable;
  readonly #debounceMs: number;
  /** How those who wait are told that the signal is aborted. */
  readonly #waiting = new Set<(reason: unknown) => void>();
  readonly #abortion: Abortion;
  #aborted: { reason: unknown } | undefined;
  #watch: NativeWatch | undefined;
  #hasEnded = false;

  constructor(index: Watchable, { signal, debounceMs = DEBOUNCE_MS }: { signal?: AbortSignal; debounceMs?: number }) {
    this.#index = index;
    this.#debounceMs = debounceMs;
    this.#changes = this.#follow();
    this.#abortion = new Abortion(signal, (reason) => this.#abort(reason));
    if (this.#hasEnded) this.#abortion.dispose();
  }

  next(): Promise<IteratorResult<RefreshResult, undefined>> {
    if (this.#aborted !== undefined) return Promise.reject(this.#aborted.reason);
    // No race with one promise for all: it would keep what changed until the end.
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      this.#changes
        .next()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  async return(): Promise<IteratorResult<RefreshResult, undefined>> {
    this.end();
    return this.#changes.return(undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Whether it has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Ends it: a pending `next()` is answered `done`. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#watch?.end();
    // There is none yet where the signal was aborted before.
    this.#abortion?.dispose();
    this.#index.ended(this);
  }

  #abort(reason: unknown): void {
    this.#aborted = { reason };
    this.end();
    for (const reject of this.#waiting) reject(reason);
  }

  async *#follow(): AsyncGenerator<RefreshResult, undefined, undefined> {
    try {
      this.#watch = await this.#index.open();
      if (this.#hasEnded) this.#watch.end();
      // What happened before it was watched.
      let paths: readonly string[] | undefined;
      while (!this.#hasEnded) {
        const result = await this.#index.refresh(paths);
        if (hasChanges(result)) yield result;
        if (this.#hasEnded || !(await this.#watch.happened())) break;
        await this.#rest(this.#watch);
        paths = successOf(await this.#watch.take()).paths ?? undefined;
      }
    } catch (error) {
      // An index that is closed meanwhile has nothing to say any more.
      if (!this.#hasEnded) throw error;
    } finally {
      this.end();
    }
    return undefined;
  }

  /** Waits until nothing happens for a while. */
  async #rest(watch: NativeWatch): Promise<void> {
    for (let wait = 0; wait < MOST_DEBOUNCES && !this.#hasEnded; wait++) {
      const before = watch.events();
      await delay(this.#debounceMs);
      if (watch.events() === before) return;
    }
  }
}

function hasChanges({ files, functions, types, edges }: IndexChanges): boolean {
  const lists = [
    ...[files.added, files.removed, files.changed, edges.added, edges.removed],
    ...[functions, types].flatMap(({ added, removed, changed, moved }) => [added, removed, changed, moved]),
  ];
  return lists.some((list) => list.length > 0);
}
