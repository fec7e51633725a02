/** Whether the service is well, for a health endpoint and for `@nestjs/terminus`. */
import type { StreamingMetrics } from '../../index.js';
import type { StreamingHealth } from '../../nestjs.js';

/** Why a service with these metrics is degraded, for people; nothing if it is not. */
export function impairments(metrics: StreamingMetrics, maxFailureShare: number): string[] {
  const { pausedStreams, filesFailed, filesProcessed } = metrics;
  const reasons: string[] = [];
  if (pausedStreams > 0) reasons.push('a stream waits for memory');
  if (filesFailed > filesProcessed * maxFailureShare) {
    const limit = Number((maxFailureShare * 100).toFixed(2));
    reasons.push(`${filesFailed} of ${filesProcessed} files failed, more than ${limit} %`);
  }
  return reasons;
}

/** The answer of the health endpoint. */
export function streamingHealth(metrics: StreamingMetrics, maxFailureShare: number): StreamingHealth {
  return {
    status: impairments(metrics, maxFailureShare).length === 0 ? 'ok' : 'degraded',
    timestamp: new Date().toISOString(),
    streaming: { ...metrics, performance: performanceOf(metrics) },
  };
}

function performanceOf({ filesPerSecond, averageProcessingTime, uptime }: StreamingMetrics) {
  return {
    filesPerSecond: filesPerSecond.toFixed(2),
    averageProcessingTime: `${averageProcessingTime.toFixed(2)} ms`,
    uptime: `${(uptime / 1000).toFixed(2)}s`,
  };
}
