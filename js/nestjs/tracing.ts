/** Streams, graphs and their batches as OpenTelemetry spans. */

import type * as OpenTelemetry from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { packageFor, packageIfInstalled } from '../optional-package.js';
import type { CallDescription, CallObserver, CallWatch, DeliveredBatch, Outcome } from './call.js';
import { type GivenOptions, tracing } from './options.js';

type Api = typeof OpenTelemetry;

const PACKAGE = '@opentelemetry/api';
const PREFIX = 'code_knowledge_graph';

const load = (): unknown => require('@opentelemetry/api');

/** Watches calls as spans; `undefined` where nobody wants them. Without an SDK the spans cost next to nothing. */
export function callSpans(options: GivenOptions): CallObserver | undefined {
  const wanted = tracing(options);
  if (wanted === false) return undefined;
  const api = wanted ? packageFor<Api>('options.tracing', PACKAGE, load) : packageIfInstalled<Api>(PACKAGE, load);
  if (api === undefined) return undefined;
  const { version } = require('../../package.json') as { version: string };
  const tracer = api.trace.getTracer('code-knowledge-graph', version);
  return (call) => new CallSpan(api, tracer, call);
}

/** The span of one call, a child of what was active when the call was made, and the parent of its batches. */
class CallSpan implements CallWatch {
  readonly #api: Api;
  readonly #tracer: Tracer;
  readonly #call: CallDescription;
  readonly #parent: Context;
  #span: Span | undefined;
  #processed = 0;
  #failed: number | undefined;

  constructor(api: Api, tracer: Tracer, call: CallDescription) {
    this.#api = api;
    this.#tracer = tracer;
    this.#call = call;
    this.#parent = api.context.active();
  }

  begin(): void {
    const { operation, rootDir, totalFiles } = this.#call;
    const attributes = { [`${PREFIX}.root_dir`]: rootDir, [`${PREFIX}.files.total`]: totalFiles };
    this.#span = this.#tracer.startSpan(`${PREFIX}.${operation}`, { attributes }, this.#parent);
  }

  readonly run = <Result>(work: () => Result): Result => this.#api.context.with(this.#context(), work);

  batch({ since, index, files, failures }: DeliveredBatch): void {
    this.#processed += files;
    if (failures !== undefined) this.#failed = (this.#failed ?? 0) + failures;
    const attributes = {
      [`${PREFIX}.batch.index`]: index,
      [`${PREFIX}.batch.files`]: files,
      [`${PREFIX}.batch.failures`]: failures,
    };
    this.#tracer.startSpan(`${PREFIX}.batch`, { startTime: since, attributes }, this.#context()).end();
  }

  end(outcome: Outcome, error: unknown): void {
    const span = this.#span;
    if (span === undefined) return;
    span.setAttributes({
      [`${PREFIX}.outcome`]: outcome,
      // An index has no batches to be counted by.
      [`${PREFIX}.files.processed`]: this.#call.operation === 'index' ? undefined : this.#processed,
      [`${PREFIX}.files.failed`]: this.#failed,
    });
    if (outcome === 'aborted' || outcome === 'failed') {
      const { name, code, message } = (
        error instanceof Error ? error : new Error(String(error))
      ) as NodeJS.ErrnoException;
      span.setAttribute('error.type', typeof code === 'string' ? code : name);
      span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message });
      if (outcome === 'failed') span.recordException(error as Error);
    }
    span.end();
  }

  #context(): Context {
    return this.#span === undefined ? this.#parent : this.#api.trace.setSpan(this.#parent, this.#span);
  }
}
