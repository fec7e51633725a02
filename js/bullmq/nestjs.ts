/** Queue and worker in a NestJS application. `bullmq-nestjs.d.ts` describes it to callers. */
import {
  ConfigurableModuleBuilder,
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  Optional,
  type Provider,
} from '@nestjs/common';
import type * as PromClient from 'prom-client';
import type { GraphQueueModuleOptions } from '../../bullmq-nestjs.js';
import { guardMethods } from '../members.js';
import { packageFor } from '../optional-package.js';
import { checkModuleOptions } from './options.js';
import { GraphQueue } from './queue.js';
import { GraphWorker } from './worker.js';

const PREFIX = 'code_knowledge_graph_';

export const GRAPH_QUEUE_OPTIONS = Symbol('GRAPH_QUEUE_OPTIONS');

@Injectable()
export class GraphQueueHealthIndicator {
  readonly #queue: GraphQueue | undefined;
  readonly #worker: GraphWorker | undefined;

  static {
    guardMethods(GraphQueueHealthIndicator, (object) => #queue in object);
  }

  constructor(
    @Optional() @Inject(GraphQueue) queue: GraphQueue | undefined,
    @Optional() @Inject(GraphWorker) worker: GraphWorker | undefined,
  ) {
    this.#queue = queue;
    this.#worker = worker;
  }

  async isHealthy(key = 'graphQueue') {
    const worker = this.#worker?.getMetrics();
    try {
      const queue = await this.#queue?.getMetrics();
      const details = { stalled: worker?.stalled ?? 0, ...queue };
      const isUnattended = queue !== undefined && queue.waiting > 0 && queue.workers === 0;
      if (!isUnattended) return { [key]: { status: 'up' as const, ...details } };
      return { [key]: { status: 'down' as const, message: 'shards wait and there is no worker', ...details } };
    } catch (error) {
      return { [key]: { status: 'down' as const, message: (error as Error).message } };
    }
  }
}

/** Closes both with the application, and has Prometheus told of them. */
@Injectable()
export class GraphInstances implements OnApplicationShutdown {
  readonly #queue: GraphQueue | undefined;
  readonly #worker: GraphWorker | undefined;

  constructor(
    @Inject(GRAPH_QUEUE_OPTIONS) options: GraphQueueModuleOptions,
    @Optional() @Inject(GraphQueue) queue: GraphQueue | undefined,
    @Optional() @Inject(GraphWorker) worker: GraphWorker | undefined,
  ) {
    this.#queue = queue;
    this.#worker = worker;
    if (options.registry !== undefined) this.#register(options.registry as PromClient.Registry);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.#worker?.close(), this.#queue?.close()]);
  }

  #register(registry: PromClient.Registry): void {
    const { Gauge } = packageFor<typeof PromClient>('options.registry', 'prom-client', () => require('prom-client'));
    const [queue, worker] = [this.#queue, this.#worker];
    const labelNames = ['state'];
    if (queue !== undefined) {
      new Gauge({
        name: `${PREFIX}queue_shards`,
        help: 'Shards in the queue, of all instances.',
        labelNames,
        registers: [registry],
        async collect() {
          // Of a Redis that does not answer nothing is known, and what else the registry has is told all the same.
          this.reset();
          const { workers: _, ...states } = await queue.getMetrics().catch(() => ({ workers: 0 }));
          for (const [state, count] of Object.entries(states)) this.set({ state }, count);
        },
      });
    }
    if (worker !== undefined) {
      new Gauge({
        name: `${PREFIX}worker_shards`,
        help: 'Shards of this worker since it began: active, completed, failed tries, refused, and found stalled.',
        labelNames,
        registers: [registry],
        collect() {
          const { streaming: _, ...states } = worker.getMetrics();
          for (const [state, count] of Object.entries(states)) this.set({ state }, count);
        },
      });
    }
  }
}

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<GraphQueueModuleOptions>({
  optionsInjectionToken: GRAPH_QUEUE_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createGraphQueueOptions')
  .setExtras({ isGlobal: false }, moduleWith)
  .build();

@Module({})
export class GraphQueueModule extends ConfigurableModuleClass {}

function moduleWith(definition: DynamicModule, { isGlobal = false }: { isGlobal?: boolean }): DynamicModule {
  const made: Provider[] = [
    {
      provide: GraphQueue,
      inject: [GRAPH_QUEUE_OPTIONS],
      useFactory: (options: GraphQueueModuleOptions) => {
        const { queue } = checkModuleOptions(options);
        return queue === undefined ? undefined : new GraphQueue(queue);
      },
    },
    {
      provide: GraphWorker,
      inject: [GRAPH_QUEUE_OPTIONS],
      useFactory: (options: GraphQueueModuleOptions) => {
        const { worker } = checkModuleOptions(options);
        return worker === undefined ? undefined : new GraphWorker(worker);
      },
    },
    GraphQueueHealthIndicator,
    GraphInstances,
  ];
  return {
    ...definition,
    global: isGlobal,
    providers: [...(definition.providers ?? []), ...made],
    exports: [GraphQueue, GraphWorker, GraphQueueHealthIndicator],
  };
}
