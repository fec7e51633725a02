/** Graphs and their shards as OpenTelemetry spans, of one trace on whatever instances: by `traceparent`, as W3C's Trace Context has it. */
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { packageFor, packageIfInstalled } from '../optional-package.js';

type Api = typeof OpenTelemetry;

const PACKAGE = '@opentelemetry/api';
const PREFIX = 'code_knowledge_graph';

/** Literal, for bundlers. */
const load = (): unknown => require('@opentelemetry/api');

/** Version, trace, parent, flags; what later versions append is passed over. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-|$)/;

/** Spans, where somebody wants them; without an SDK they cost next to nothing. */
export class Tracing {
  readonly #api: Api;
  readonly #tracer: Tracer;

  private constructor(api: Api) {
    this.#api = api;
    this.#tracer = api.trace.getTracer('code-knowledge-graph');
  }

  /** @param isWanted `undefined`: if the package is installed */
  static of(isWanted: boolean | undefined): Tracing | undefined {
    if (isWanted === false) return undefined;
    const api =
      isWanted === true ? packageFor<Api>('options.tracing', PACKAGE, load) : packageIfInstalled<Api>(PACKAGE, load);
    return api === undefined ? undefined : new Tracing(api);
  }

  /** What is active now. */
  active(): Context {
    return this.#api.context.active();
  }

  /** The span of a graph's shards, for its producer. */
  graph(graph: string, shards: number, parent: Context | undefined): Traced {
    const attributes = { [`${PREFIX}.graph`]: graph, [`${PREFIX}.shards`]: shards };
    const kind = this.#api.SpanKind.PRODUCER;
    return this.#traced(`${PREFIX}.queue.graph`, { kind, attributes }, parent ?? this.active());
  }

  /** The span of a shard, for its worker: of the trace of the graph, where the job tells it. */
  shard(graph: string, files: number, traceparent: unknown): Traced {
    const attributes = { [`${PREFIX}.graph`]: graph, [`${PREFIX}.files`]: files };
    const kind = this.#api.SpanKind.CONSUMER;
    return this.#traced(`${PREFIX}.queue.shard`, { kind, attributes }, this.#parent(traceparent));
  }

  #traced(name: string, options: OpenTelemetry.SpanOptions, parent: Context): Traced {
    return new Traced(this.#api, this.#tracer.startSpan(name, options, parent), parent);
  }

  #parent(traceparent: unknown): Context {
    const { ROOT_CONTEXT, isSpanContextValid, trace } = this.#api;
    const found = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null;
    const [, traceId = '', spanId = '', flags = ''] = found ?? [];
    const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
    return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  }
}

/** A span while it lasts. */
export class Traced {
  readonly #api: Api;
  readonly #span: Span;
  readonly #parent: Context;

  constructor(api: Api, span: Span, parent: Context) {
    this.#api = api;
    this.#span = span;
    this.#parent = parent;
  }

  /** What makes spans of others its children; nothing where there is no SDK. */
  get traceparent(): string | undefined {
    const context = this.#span.spanContext();
    if (!this.#api.isSpanContextValid(context)) return undefined;
    return `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, '0')}`;
  }

  /** Does work whose spans are its children. */
  run<Result>(work: () => Result): Result {
    return this.#api.context.with(this.#api.trace.setSpan(this.#parent, this.#span), work);
  }

  /** It is over; with an error if it failed. */
  end(error?: unknown): void {
    if (error !== undefined) {
      const { code, name, message } = Object(error) as Error & { code?: unknown };
      this.#span.setAttribute('error.type', typeof code === 'string' ? code : String(name));
      this.#span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: String(message) });
    }
    this.#span.end();
  }
}
