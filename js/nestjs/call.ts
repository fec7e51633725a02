/** One stream, graph or opening of an index of the service while it runs: the signal that ends it, and who is told of its course. */
import { follow } from '../abortion.js';
import { LinkedSignal } from './linked-signal.js';

/** How a call came to its end: `stopped` by its consumer, `aborted` by a signal. */
export type Outcome = 'completed' | 'stopped' | 'aborted' | 'failed';

/** What is known of a call before it begins. */
export interface CallDescription {
  operation: 'stream' | 'graph' | 'index';
  rootDir: string;
  /** Of a stream. */
  totalFiles?: number;
}

/** A batch that was delivered. */
export interface DeliveredBatch {
  /** When it was first waited for, on `performance.now()`'s clock. */
  since: number;
  index: number;
  /** Files in it, failed ones included. */
  files: number;
  /** Files of it that failed; unknown within a graph. */
  failures?: number;
}

/** Is told of one call. A call that nobody iterates neither begins nor ends. */
export interface CallWatch {
  begin?(): void;
  /** Runs the work of the call, where the watch has a context for it. */
  readonly run?: <Result>(work: () => Result) => Result;
  batch?(batch: DeliveredBatch): void;
  end?(outcome: Outcome, error: unknown): void;
}

/** Watches each call from the moment it is made. */
export type CallObserver = (call: CallDescription) => CallWatch;

/** Begins once and ends once. Holds nothing that holds the consumer's iterator: it outlives a dropped one. */
export class Call {
  readonly #linked: LinkedSignal;
  readonly #watches: readonly CallWatch[];
  #state: 'made' | 'running' | 'ended' = 'made';

  constructor(description: CallDescription, signals: readonly AbortSignal[], observers: Iterable<CallObserver>) {
    this.#linked = new LinkedSignal(signals);
    this.#watches = Array.from(observers, (watch) => watch(description));
  }

  get signal(): AbortSignal {
    return this.#linked.signal;
  }

  begin(): void {
    if (this.#state !== 'made') return;
    this.#state = 'running';
    for (const watch of this.#watches) watch.begin?.();
    // An abort ends the call at once, although the consumer may learn of it only when it asks for the next batch.
    follow(this.signal, () => this.end('failed', this.signal.reason));
    this.#linked.link();
  }

  run<Result>(work: () => Result): Result {
    return this.#watches.reduce(
      (inner, { run = direct }) =>
        () =>
          run(inner),
      work,
    )();
  }

  batch(batch: DeliveredBatch): void {
    for (const watch of this.#watches) watch.batch?.(batch);
  }

  /** @param error what the call rejected with, if it did */
  end(outcome: Exclude<Outcome, 'aborted'>, error?: unknown): void {
    const wasRunning = this.#state === 'running';
    this.#state = 'ended';
    if (!wasRunning) return;
    this.#linked.unlink();
    const { aborted, reason } = this.signal;
    const isAbort = outcome === 'failed' && aborted && error === reason;
    for (const watch of this.#watches) watch.end?.(isAbort ? 'aborted' : outcome, error);
  }
}

function direct<Result>(work: () => Result): Result {
  return work();
}
