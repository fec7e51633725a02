/** What streams report, in the words of Nest's loggers. */
import { Logger, type LoggerService } from '@nestjs/common';
import type { LogEntry, StreamLogger } from '../../index.js';

/** Hands entries to `service`: the message, the metadata unless there are none, and last, as Nest does, the context. */
export function streamLogger(service: LoggerService): StreamLogger {
  // Nest's own Logger adds its context itself; two would be one too many.
  const addsContext = service instanceof Logger && (service as unknown as { context?: string }).context !== undefined;
  const rest = ({ context, metadata }: LogEntry): unknown[] => [
    ...(Object.keys(metadata).length > 0 ? [metadata] : []),
    ...(addsContext ? [] : [context]),
  ];
  return {
    log: (entry) => service.log(entry.message, ...rest(entry)),
    warn: (entry) => service.warn(entry.message, ...rest(entry)),
    error: (entry) => service.error(entry.message, ...rest(entry)),
    debug: (entry) => service.debug?.(entry.message, ...rest(entry)),
  };
}
