/** Whether the service is well, for a health endpoint and for `@nestjs/terminus`. */
import type { StreamingMetrics } from '../../index.js';
import type { CodeKnowledgeGraphService, StreamingHealth } from '../../nestjs.js';

/** Why a service is degraded, for people; nothing if it is not. */
export function impairments(service: CodeKnowledgeGraphService, maxFailureShare: number): string[] {
  const reasons: string[] = [];
  if (waitsForMemory(service)) reasons.push('a stream waits for memory');
  const { filesFailed, filesProcessed } = service.getStreamingMetrics();
  if (filesFailed > filesProcessed * maxFailureShare) {
    const limit = Number((maxFailureShare * 100).toFixed(2));
    reasons.push(`${filesFailed} of ${filesProcessed} files failed, more than ${limit} %`);
  }
  return reasons;
}

/**
 * Whether a memory pause lasts at this moment: the time spent in pauses is read to the nanosecond, and it passes between
 * two readings only while one lasts.
 */
function waitsForMemory(service: CodeKnowledgeGraphService): boolean {
  const before = service.getStreamingMetrics().memoryPausedMs;
  return service.getStreamingMetrics().memoryPausedMs > before;
}

/** The answer of the health endpoint. */
export function streamingHealth(service: CodeKnowledgeGraphService, maxFailureShare: number): StreamingHealth {
  const status = impairments(service, maxFailureShare).length === 0 ? 'ok' : 'degraded';
  const metrics = service.getStreamingMetrics();
  return {
    status,
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
