/** What the producer of a graph and those who work on it tell each other, and where in Redis. */
import type { Shard, ShardReceipt } from '../../index.js';

/** The queue's name, if none is given. */
export const QUEUE = 'code-knowledge-graph';

/** What BullMQ's keys begin with, if nothing else is asked for. */
export const PREFIX = 'bull';

/** A shard, on its way to whoever analyses it. */
export interface ShardJob {
  /** The graph that it is part of. */
  graph: string;
  /** Where the repository is for the producer. */
  root: string;
  shard: Shard;
  /** What the producer tells whoever makes a checkout. */
  source?: unknown;
  /** The producer's span, as W3C's Trace Context writes it. */
  traceparent?: string | undefined;
}

/** Why a shard cannot be analysed. */
export interface Failed {
  shard: string;
  code: string;
  message: string;
  filePath?: string | undefined;
}

/** What workers tell the producer. */
export type Outcome =
  | { receipt: ShardReceipt }
  | { failed: Failed }
  | { refused: { worker: string } }
  | { begun: number };

/** Where the list of outcomes of a graph is. */
export function outcomesKey(prefix: string, queue: string, graph: string): string {
  return `${prefix}:${queue}:graph:${graph}:outcomes`;
}

/** A shard's job. It is there once, as long as it is not done; no colon may be in it. */
export function jobId(graph: string, shard: string): string {
  return `${graph}-${shard}`;
}
