/** `GraphQueue` and `GraphWorker` of `code-knowledge-graph/bullmq` in a NestJS application. */
import type { GraphQueueOptions, GraphWorkerOptions } from './bullmq.js';

// Nest 12 has ES modules alone: with its resolution mode named, a CommonJS declaration may speak of them.
type DynamicModule = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).DynamicModule;
type FactoryProvider = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).FactoryProvider;
type ModuleMetadata = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).ModuleMetadata;
type Type<T> = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).Type<T>;

export interface GraphQueueModuleOptions {
  /** Of a queue that can be injected as `GraphQueue`; without them there is none. */
  queue?: GraphQueueOptions | undefined;
  /** Of a worker that begins with the application, and finishes what it works on before that ends; without them there is none. */
  worker?: GraphWorkerOptions | undefined;
  /** A registry of `prom-client`, to put `code_knowledge_graph_queue_shards` and `code_knowledge_graph_worker_shards` into. */
  registry?: object | undefined;
}

/** Whether the module is global, so that its exports need no import of it. */
export interface GraphQueueModuleExtras {
  /** @default false */
  isGlobal?: boolean;
}

/** Makes the options for `useClass` and `useExisting`. */
export interface GraphQueueOptionsFactory {
  createGraphQueueOptions(): GraphQueueModuleOptions | Promise<GraphQueueModuleOptions>;
}

/** Options of {@link GraphQueueModule.forRootAsync}: one of `useFactory`, `useClass` and `useExisting`. */
export interface GraphQueueModuleAsyncOptions extends GraphQueueModuleExtras, Pick<ModuleMetadata, 'imports'> {
  // biome-ignore lint/suspicious/noExplicitAny: what is injected is the application's.
  useFactory?: (...dependencies: any[]) => GraphQueueModuleOptions | Promise<GraphQueueModuleOptions>;
  /** What `useFactory` is called with. */
  inject?: FactoryProvider['inject'];
  useClass?: Type<GraphQueueOptionsFactory>;
  useExisting?: Type<GraphQueueOptionsFactory>;
}

/** The token of the module's options. */
export declare const GRAPH_QUEUE_OPTIONS: unique symbol;

/** Exports `GraphQueue`, `GraphWorker` and {@link GraphQueueHealthIndicator}. */
// biome-ignore lint/complexity/noStaticOnlyClass: this is what a module is in Nest.
export declare class GraphQueueModule {
  static forRoot(options: GraphQueueModuleOptions & GraphQueueModuleExtras): DynamicModule;
  static forRootAsync(options: GraphQueueModuleAsyncOptions): DynamicModule;
}

/** What `@nestjs/terminus` is told, from version 11 on. */
export declare class GraphQueueHealthIndicator {
  /** `down` while Redis does not answer, and while shards wait and no worker is there. */
  isHealthy(
    key?: string,
  ): Promise<{ [key: string]: { status: 'up' | 'down'; message?: string; [detail: string]: unknown } }>;
}

/** Closes queue and worker when the application shuts down. */
export declare class GraphInstances {
  onApplicationShutdown(): Promise<void>;
}
