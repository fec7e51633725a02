/** The endpoint that Prometheus scrapes. */
import { Controller, Get, Header, Inject, StreamableFile } from '@nestjs/common';
import { PrometheusMetrics } from './prometheus.js';

export const METRICS_PATH = 'metrics';

@Controller(METRICS_PATH)
export class StreamingMetricsController {
  readonly #metrics: PrometheusMetrics;

  constructor(@Inject(PrometheusMetrics) metrics: PrometheusMetrics) {
    this.#metrics = metrics;
  }

  /** As a file, because every HTTP adapter of Nest sends a file with its own content type. */
  @Get()
  @Header('Cache-Control', 'no-store')
  async getMetrics(): Promise<StreamableFile> {
    return new StreamableFile(Buffer.from(await this.#metrics.text()), { type: this.#metrics.contentType });
  }
}
