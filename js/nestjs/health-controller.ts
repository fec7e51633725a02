/** The health endpoint. */
import { Controller, Get, Header, Inject, Optional } from '@nestjs/common';
import type { StreamingHealth } from '../../nestjs.js';
import { streamingHealth } from './health.js';
import { CODE_KNOWLEDGE_GRAPH_OPTIONS, type GivenOptions, maxFailureShare } from './options.js';
import { CodeKnowledgeGraphService } from './service.js';

export const HEALTH_PATH = 'health/streaming-metrics';

@Controller(HEALTH_PATH)
export class StreamingHealthController {
  readonly #service: CodeKnowledgeGraphService;
  readonly #maxFailureShare: number;

  constructor(
    @Inject(CodeKnowledgeGraphService) service: CodeKnowledgeGraphService,
    @Optional() @Inject(CODE_KNOWLEDGE_GRAPH_OPTIONS) options?: GivenOptions,
  ) {
    this.#service = service;
    this.#maxFailureShare = maxFailureShare(options);
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  getStreamingMetrics(): StreamingHealth {
    return streamingHealth(this.#service.getStreamingMetrics(), this.#maxFailureShare);
  }
}
