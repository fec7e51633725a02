/**
 * What a graph's producer and those who analyse need of a queue, of where outcomes are, and of time: little enough that tests have others in
 * their place, where messages are lost and hours pass at once. `redis-engine.ts` has them in Redis.
 */
import type { Outcome, ShardJob } from './job.js';

/** Jobs, for their producer. */
export interface Jobs {
  /** Adds jobs, each to be tried so often; one that is there already stays as it is. */
  add(jobs: readonly ShardJob[], attempts: number): Promise<void>;
  /** Which of a graph's shards have no job. */
  missing(graph: string, shards: readonly string[]): Promise<string[]>;
  /** Removes jobs of shards, but for those that are worked on. */
  remove(graph: string, shards: readonly string[]): Promise<void>;
}

/**
 * Lists of what workers tell producers, one a graph. As long as one is there the graph is wanted: who cancels it, or is done, deletes it,
 * and workers add to what is there alone, so that nothing is left behind.
 */
export interface Outcomes {
  /** Begins a graph's list, unless it is there; whether it was begun. It goes by itself if nobody renews it for a day. */
  begin(graph: string): Promise<boolean>;
  /** Keeps it for a day from now; whether it is there. */
  renew(graph: string): Promise<boolean>;
  isThere(graph: string): Promise<boolean>;
  /** What it has from a place on, as much as is read at once. */
  read(graph: string, from: number): Promise<Outcome[]>;
  length(graph: string): Promise<number>;
  /** Adds to it, if it is there. */
  tell(graph: string, outcome: Outcome): Promise<void>;
  /** Deletes it. */
  end(graph: string): Promise<void>;
  /** Whether there is no room for anything any more, so that nobody can tell anything either. */
  isFull(): Promise<boolean>;
}

/** Time. */
export interface Clock {
  /** Milliseconds since whenever; never less than before. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

/** A job that a worker has. */
export interface Taken {
  /** What it is called in the queue. */
  id: string | undefined;
  /** What is in it, which may come from anybody. */
  data: unknown;
  /** How often it was tried before, and how often it is to be. */
  tries: number;
  attempts: number;
  /** Leaves it to whoever takes it after so many milliseconds. Throws what the queue wants to be thrown then. */
  leave(milliseconds: number): Promise<never>;
}
