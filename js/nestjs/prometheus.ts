/** The service's metrics as Prometheus reads them, kept by `prom-client`. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type * as PromClient from 'prom-client';
import type { StreamingMetrics } from '../../index.js';
import { packageFor } from '../optional-package.js';
import type { Outcome } from './call.js';
import { CODE_KNOWLEDGE_GRAPH_OPTIONS, type GivenOptions, prometheusRegistry } from './options.js';
import { CodeKnowledgeGraphService, observe } from './service.js';

const PREFIX = 'code_knowledge_graph_';

/** What only grows, but for a reset: name, meaning, source. */
const COUNTERS: readonly (readonly [string, string, (metrics: StreamingMetrics) => number])[] = [
  ['files_processed_total', 'Files that came to an end, failed ones included.', (it) => it.filesProcessed],
  ['files_failed_total', 'Files that have no analysis.', (it) => it.filesFailed],
  ['files_timed_out_total', 'Files that took longer than they may.', (it) => it.timeoutCount],
  ['source_bytes_total', 'Bytes of source processed.', (it) => it.bytesProcessed],
  ['batches_processed_total', 'Batches that were completed.', (it) => it.batchesProcessed],
  ['batches_failed_total', 'Batches with a file that failed.', (it) => it.failedBatches],
  ['memory_pauses_total', 'How often a stream waited for memory.', (it) => it.memoryPauses],
  ['memory_paused_seconds_total', 'Seconds in which a stream waited for memory.', (it) => it.memoryPausedMs / 1000],
  ['single_file_phases_total', 'How often a stream went on with one file at a time.', (it) => it.singleFilePhases],
  ['cache_hits_total', 'Files whose analysis came from the cache.', (it) => it.cacheHits],
  ['cache_misses_total', 'Files that the cache was asked for in vain.', (it) => it.cacheMisses],
];

/** What goes up and down. */
const GAUGES: typeof COUNTERS = [
  ['active_streams', 'Streams and graphs under way.', (it) => it.activeStreams],
  ['paused_streams', 'Streams and graphs that wait for memory.', (it) => it.pausedStreams],
  ['files_per_second', 'Files a second over the time in which a stream ran.', (it) => it.filesPerSecond],
  ['memory_usage_ratio', 'Share of the memory limit in use, from 0 to 1.', (it) => it.currentMemoryUsage],
  ['memory_usage_highest_ratio', 'The highest share of the memory limit seen, from 0 to 1.', (it) => it.memoryUsage],
  ['uptime_seconds', 'Seconds since counting began.', (it) => it.uptime / 1000],
];

const FILE_SECONDS = 'file_seconds';
const FILE_SECONDS_HELP =
  'Seconds a file took one thread. Sum and count are exact; each file counts with the mean of those that ended between ' +
  'two batches, so the buckets are smoother than the files.';
/** A source file takes a millisecond or less; `fileTimeoutMs` ends it after ten seconds. */
const FILE_SECONDS_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10];

const STREAMS = 'streams_total';

@Injectable()
export class PrometheusMetrics implements OnApplicationShutdown {
  readonly #service: CodeKnowledgeGraphService;
  readonly #registry: PromClient.Registry;
  readonly #names: string[] = [];
  readonly #fileSeconds: PromClient.Histogram;
  #counted = { files: 0, seconds: 0 };
  #snapshot: StreamingMetrics | undefined;

  constructor(
    @Inject(CodeKnowledgeGraphService) service: CodeKnowledgeGraphService,
    @Inject(CODE_KNOWLEDGE_GRAPH_OPTIONS) options: GivenOptions,
  ) {
    const { Counter, Gauge, Histogram, Registry } = promClient();
    const registry = (prometheusRegistry(options) as PromClient.Registry | undefined) ?? new Registry();
    const named = (name: string, help: string) => {
      this.#names.push(PREFIX + name);
      return { name: PREFIX + name, help, registers: [registry] };
    };
    const read = () => this.#read();
    this.#service = service;
    this.#registry = registry;
    for (const [name, help, value] of COUNTERS) {
      new Counter({
        ...named(name, help),
        collect() {
          // The service keeps the count: what prom-client knows of it is replaced.
          this.reset();
          this.inc(value(read()));
        },
      });
    }
    for (const [name, help, value] of GAUGES) {
      new Gauge({
        ...named(name, help),
        collect() {
          this.set(value(read()));
        },
      });
    }
    const observeFiles = () => this.#observeFiles();
    this.#fileSeconds = new Histogram({
      ...named(FILE_SECONDS, FILE_SECONDS_HELP),
      buckets: FILE_SECONDS_BUCKETS,
      collect: observeFiles,
    });
    const calls = new Counter({
      ...named(STREAMS, 'Streams, graphs and openings of indexes that came to an end, by how they did.'),
      labelNames: ['operation', 'outcome'],
    });
    observe(service, ({ operation }) => ({
      batch: observeFiles,
      end: (outcome: Outcome) => calls.inc({ operation, outcome }),
    }));
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** A registry may outlive the application, and takes each name once. */
  onApplicationShutdown(): void {
    for (const name of this.#names) this.#registry.removeSingleMetric(name);
  }

  /** One snapshot a scrape, so that its numbers belong together: metrics are collected in one turn. */
  #read(): StreamingMetrics {
    if (this.#snapshot === undefined) {
      this.#snapshot = this.#service.getStreamingMetrics();
      queueMicrotask(() => {
        this.#snapshot = undefined;
      });
    }
    return this.#snapshot;
  }

  /** Adds the files that ended since the last time. */
  #observeFiles(): void {
    const { filesProcessed: files, averageProcessingTime } = this.#service.getStreamingMetrics();
    const seconds = (files * averageProcessingTime) / 1000;
    // Fewer than before: the metrics were reset meanwhile.
    if (files < this.#counted.files) this.#counted = { files: 0, seconds: 0 };
    const more = files - this.#counted.files;
    const mean = Math.max(0, seconds - this.#counted.seconds) / more;
    for (let file = 0; file < more; file++) this.#fileSeconds.observe(mean);
    this.#counted = { files, seconds };
  }
}

/** @throws Error with the code `ERR_MISSING_PACKAGE` if it is not installed */
export function promClient(): typeof PromClient {
  return packageFor('The option "metrics"', 'prom-client', () => require('prom-client'));
}
