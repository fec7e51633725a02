/** A plan, made. `shards.d.ts` describes it to callers. */
import type { Shard, ShardPlan } from '../../shards.js';
import { Abortion } from '../abortion.js';
import { globError } from '../errors.js';
import { type GivenRoot, type NativeEngine, type NativeOptions, native } from '../native.js';
import { successOf } from '../outcome.js';
import { Slices } from '../slices.js';
import { chosenFiles } from '../stream.js';

/** What a plan is made of. */
export interface PlanRequest {
  engine: NativeEngine;
  root: GivenRoot;
  pathParts: string[];
  /** In place of what is found. */
  files: string[] | undefined;
  signal: AbortSignal | undefined;
  native: NativeOptions;
  shards: number | undefined;
  bytesPerShard: number | undefined;
}

/** Plans, or rejects with the signal's reason as soon as it is aborted. */
export async function makePlan(request: PlanRequest): Promise<ShardPlan> {
  const { engine, root, pathParts, files, signal, shards, bytesPerShard } = request;
  const control = new (native().Control)();
  const abortion = new Abortion(signal, () => control.cancel());
  try {
    return await abortion.race(async () => {
      const isWanted = () => signal?.aborted !== true;
      const chosen = async () => (files === undefined ? undefined : chosenFiles({ ...request, files }, isWanted));
      const made = successOf(
        await engine.planShards(root, pathParts, await chosen(), request.native, shards, bytesPerShard, control),
      );
      const slices = new Slices(() => signal?.aborted === true);
      const { failures, links, ...head } = JSON.parse(made.plan.toString()) as Omit<ShardPlan, 'shards'>;
      const plan: ShardPlan = { ...head, shards: [], failures, links };
      for (const shard of made.shards) {
        plan.shards.push(JSON.parse(shard.toString()) as Shard);
        if (slices.isOver) await slices.next();
      }
      const glob = plan.shards.length + failures.length === 0 ? globError(pathParts) : undefined;
      if (glob !== undefined) throw glob;
      return plan;
    });
  } finally {
    abortion.dispose();
    // Held until here: collected earlier, it would end the search.
    control.cancel();
  }
}
