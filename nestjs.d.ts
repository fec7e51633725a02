/**
 * The code knowledge graph inside a NestJS service: a module, an injectable service, and what a service in operation
 * needs around it: a health endpoint, an indicator for `@nestjs/terminus`, Prometheus metrics, OpenTelemetry spans.
 *
 * Needs `@nestjs/common` 10, 11 or 12. Everything else is used only where it is asked for.
 */
import type {
  AnalyzedSources,
  AnalyzeSourcesOptions,
  BatchStream,
  CodeGraph,
  CodeIndex,
  IndexOptions,
  SourceText,
  StreamingMetrics,
  StreamOptions,
} from './index.js';

// Nest 12 has ES modules alone: with its resolution mode named, a CommonJS declaration may speak of them.
type DynamicModule = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).DynamicModule;
type FactoryProvider = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).FactoryProvider;
type LoggerService = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).LoggerService;
type ModuleMetadata = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).ModuleMetadata;
type OnApplicationShutdown = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).OnApplicationShutdown;
type OnModuleDestroy = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).OnModuleDestroy;
type StreamableFile = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).StreamableFile;
type Type<T> = import('@nestjs/common', { with: { 'resolution-mode': 'import' }}).Type<T>;
// @ts-ignore: without the optional package the type is `any`.
type HealthIndicatorResult = import('@nestjs/terminus', { with: { 'resolution-mode': 'import' }}).HealthIndicatorResult;

/** A registry of `prom-client`. */
export interface PrometheusRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  removeSingleMetric(name: string): void;
}

/** What the service does by default, and what it reports where. All may be left out, or be `undefined`. */
export interface CodeKnowledgeGraphOptions extends Omit<StreamOptions, 'logger'> {
  /**
   * Where streams report what they do: each entry is logged with its message, its metadata if there are any, and its
   * context. `false`: nowhere. @default Nest's `Logger`
   */
  logger?: LoggerService | false | undefined;
  /** Share of failed files, from 0 to 1, above which the status is `degraded`. @default 0.1 */
  maxFailureShare?: number | undefined;
  /** Where Prometheus metrics are registered, if the module serves them. @default a registry of their own */
  registry?: PrometheusRegistry | undefined;
  /** Whether streams and batches are OpenTelemetry spans. @default whether `@opentelemetry/api` is installed */
  tracing?: boolean | undefined;
}

/** What has to be known when the module is declared, before any factory runs. */
export interface CodeKnowledgeGraphModuleExtras {
  /** Whether every module of the application sees the service without importing this one. @default false */
  isGlobal?: boolean | undefined;
  /** Whether, and where, {@link StreamingHealthController} answers. @default false; path `health/streaming-metrics` */
  health?: boolean | { path?: string | undefined } | undefined;
  /**
   * Whether, and where, metrics in Prometheus' text format are served; needs `prom-client`. With `path: false` they are
   * registered only, for an application that serves its registry itself. @default false; path `metrics`
   */
  metrics?: boolean | { path?: string | false | undefined } | undefined;
}

/** Options of {@link CodeKnowledgeGraphModule.forRoot}. */
export interface CodeKnowledgeGraphModuleOptions extends CodeKnowledgeGraphOptions, CodeKnowledgeGraphModuleExtras {}

/** Makes the options for `useClass` and `useExisting`. */
export interface CodeKnowledgeGraphOptionsFactory {
  createCodeKnowledgeGraphOptions(): CodeKnowledgeGraphOptions | Promise<CodeKnowledgeGraphOptions>;
}

/** Options of {@link CodeKnowledgeGraphModule.forRootAsync}: one of `useFactory`, `useClass` and `useExisting`. */
export interface CodeKnowledgeGraphModuleAsyncOptions
  extends CodeKnowledgeGraphModuleExtras,
    Pick<ModuleMetadata, 'imports'> {
  // biome-ignore lint/suspicious/noExplicitAny: what is injected is the application's.
  useFactory?: (...dependencies: any[]) => CodeKnowledgeGraphOptions | Promise<CodeKnowledgeGraphOptions>;
  /** What `useFactory` is called with. */
  inject?: FactoryProvider['inject'];
  useClass?: Type<CodeKnowledgeGraphOptionsFactory>;
  useExisting?: Type<CodeKnowledgeGraphOptionsFactory>;
}

/** Provides and exports {@link CodeKnowledgeGraphService} and {@link StreamingHealthIndicator}. */
// biome-ignore lint/complexity/noStaticOnlyClass: this is what a module is in Nest.
export declare class CodeKnowledgeGraphModule {
  /** @throws Error with the code `ERR_MISSING_PACKAGE` if something asked for needs a package that is not installed */
  static forRoot(options?: CodeKnowledgeGraphModuleOptions | null): DynamicModule;
  static forRootAsync(options: CodeKnowledgeGraphModuleAsyncOptions): DynamicModule;
}

/** The token of the options; a service provided without the module takes them from there, or does without. */
export declare const CODE_KNOWLEDGE_GRAPH_OPTIONS: unique symbol;

/**
 * The functions of the package with options and metrics of their own. When the application shuts down, streams,
 * graphs and searches under way reject with an `AbortError`, and so does what is begun afterwards; indexes are closed.
 */
export declare class CodeKnowledgeGraphService implements OnModuleDestroy, OnApplicationShutdown {
  constructor(options?: CodeKnowledgeGraphOptions | null);

  /**
   * Every file in a supported language under `baseDir`: absolute, `/`-separated, sorted by UTF-8 bytes. Leaves out
   * names that begin with `.`, and folders named `node_modules`, `dist`, `build` or `coverage`.
   */
  getAllSourceFiles(baseDir: string): Promise<string[]>;

  /** Analyses `files` and yields them batch by batch, in the order given. `options` add to those of the module. */
  processFilesInBatches(files: readonly string[], rootDir: string, options?: StreamOptions | null): BatchStream;

  /** The graph of the files under `rootDir` whose path contains at least one of `filePaths`; of all, without any. */
  buildGraphStreaming(
    rootDir: string,
    filePaths?: readonly string[],
    options?: StreamOptions | null,
  ): Promise<CodeGraph>;

  /** The older name of {@link CodeKnowledgeGraphService.buildGraphStreaming}. */
  buildGraphProgressively(
    rootDir: string,
    filePaths?: readonly string[],
    options?: StreamOptions | null,
  ): Promise<CodeGraph>;

  /** Analyses texts that are in no file. */
  analyzeSources(sources: readonly SourceText[], options?: AnalyzeSourcesOptions | null): Promise<AnalyzedSources>;

  /**
   * Opens a repository to be asked about. `options` add to those of the module, whose `onProgress` is for streams and graphs. What is
   * open when the application shuts down is closed: a later question rejects with `ERR_INDEX_CLOSED`.
   */
  openIndex(root: string, options?: IndexOptions | null): Promise<CodeIndex>;

  /** What the streams of this service did so far. Cheap enough for a health endpoint. */
  getStreamingMetrics(): StreamingMetrics;

  /** Sets the metrics back to zeros. */
  resetStreamingMetrics(): void;

  /** Cancels what is under way, and closes indexes. */
  onModuleDestroy(): void;

  /** Cancels what is under way, and closes indexes. */
  onApplicationShutdown(): void;
}

/** What `GET /health/streaming-metrics` answers. */
export interface StreamingHealth {
  /** `degraded` while a stream waits for memory, and while more files failed than `maxFailureShare` allows. */
  status: 'ok' | 'degraded';
  /** ISO 8601, UTC. */
  timestamp: string;
  streaming: StreamingMetrics & {
    /** The same for people: `"45.67"`, `"21.93 ms"`, `"27.34s"`. */
    performance: { filesPerSecond: string; averageProcessingTime: string; uptime: string };
  };
}

/** Answers `GET /health/streaming-metrics`, always with the HTTP status 200. */
export declare class StreamingHealthController {
  constructor(service: CodeKnowledgeGraphService, options?: CodeKnowledgeGraphOptions | null);
  getStreamingMetrics(): StreamingHealth;
}

/** A health indicator for `@nestjs/terminus` 10, 11 and 12. */
export declare class StreamingHealthIndicator {
  constructor(service: CodeKnowledgeGraphService, options?: CodeKnowledgeGraphOptions | null);

  /**
   * `up`, or, if the service is degraded, `degraded` in Terminus 12 and `down` in the older ones, with the reason as
   * `message` and the metrics.
   *
   * @param key what the result is listed under. @default `'codeKnowledgeGraph'`
   */
  isHealthy(key?: string): Promise<HealthIndicatorResult>;
}

/** Answers `GET /metrics` in Prometheus' text format. */
export declare class StreamingMetricsController {
  /** Nest makes it, from what the module provides with the option `metrics`. */
  constructor(...provided: never[]);
  getMetrics(): Promise<StreamableFile>;
}
