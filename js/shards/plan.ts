/** A plan, made. `shards.d.ts` describes it to callers. */
import type { Shard, ShardPlan } from '../../shards.js';
import { Abortion } from '../abortion.js';
import { type GivenRoot, type NativeEngine, type NativeOptions, native } from '../native.js';
import { successOf } from '../outcome.js';
import { Slices } from '../slices.js';

/** What a plan is made of. */
export interface PlanRequest {
  engine: NativeEngine;
  root: GivenRoot;
  pathParts: string[];
  signal: AbortSignal | undefined;
  native: NativeOptions;
  shards: number | undefined;
  bytesPerShard: number | undefined;
}

/** Plans, or rejects with the signal's reason as soon as it is aborted. */
export async function makePlan(request: PlanRequest): Promise<ShardPlan> {
  const { engine, root, pathParts, signal, shards, bytesPerShard } = request;
  const control = new (native().Control)();
  const abortion = new Abortion(signal, () => control.cancel());
  try {
    return await abortion.race(async () => {
      const made = successOf(await engine.planShards(root, pathParts, request.native, shards, bytesPerShard, control));
      const slices = new Slices(() => signal?.aborted === true);
      const { failures, links, ...head } = JSON.parse(made.plan.toString()) as Omit<ShardPlan, 'shards'>;
      const plan: ShardPlan = { ...head, shards: [], failures, links };
      for (const shard of made.shards) {
        plan.shards.push(JSON.parse(shard.toString()) as Shard);
        if (slices.isOver) await slices.next();
      }
      return plan;
    });
  } finally {
    abortion.dispose();
    // Held until here: collected earlier, it would end the search.
    control.cancel();
  }
}
