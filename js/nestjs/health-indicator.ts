/** The service's health in the words of `@nestjs/terminus`, which is loaded with the first check. */
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { guardMethods } from '../members.js';
import { packageFor } from '../optional-package.js';
import { impairments } from './health.js';
import { CODE_KNOWLEDGE_GRAPH_OPTIONS, type GivenOptions, maxFailureShare } from './options.js';
import { CodeKnowledgeGraphService } from './service.js';

type Details = Record<string, unknown>;

/** What is used of Terminus: up to version 10 an error says that something is down, then there is a session. */
interface Terminus {
  HealthCheckError: new (message: string, causes: unknown) => Error;
  HealthIndicatorService?: new () => { check(key: string): Session };
}

interface Session {
  up(details: Details): HealthIndicatorResult;
  down(details: Details): HealthIndicatorResult;
  /** Since version 12. */
  degraded?(details: Details): HealthIndicatorResult;
}

@Injectable()
export class StreamingHealthIndicator {
  readonly #service: CodeKnowledgeGraphService;
  readonly #maxFailureShare: number;

  static {
    guardMethods(StreamingHealthIndicator, (object) => #service in object);
  }

  constructor(
    @Inject(CodeKnowledgeGraphService) service: CodeKnowledgeGraphService,
    @Optional() @Inject(CODE_KNOWLEDGE_GRAPH_OPTIONS) options?: GivenOptions,
  ) {
    this.#service = service;
    this.#maxFailureShare = maxFailureShare(options);
  }

  async isHealthy(key = 'codeKnowledgeGraph'): Promise<HealthIndicatorResult> {
    const session = sessionOf(terminus(), key);
    const metrics = this.#service.getStreamingMetrics();
    const reasons = impairments(metrics, this.#maxFailureShare);
    if (reasons.length === 0) return session.up({ ...metrics });
    const details = { message: reasons.join('; '), ...metrics };
    return session.degraded === undefined ? session.down(details) : session.degraded(details);
  }
}

function terminus(): Terminus {
  return packageFor<Terminus>('StreamingHealthIndicator', '@nestjs/terminus', () => require('@nestjs/terminus'));
}

function sessionOf({ HealthIndicatorService, HealthCheckError }: Terminus, key: string): Session {
  if (HealthIndicatorService !== undefined) return new HealthIndicatorService().check(key);
  return {
    up: (details) => ({ [key]: { status: 'up', ...details } }),
    down: (details) => {
      throw new HealthCheckError(String(details.message), { [key]: { status: 'down', ...details } });
    },
  };
}
