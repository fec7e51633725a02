/** Checks what the module is given, before any work begins. */
import { Logger, type LoggerService } from '@nestjs/common';
import type { StreamOptions } from '../../index.js';
import type { CodeKnowledgeGraphOptions, CODE_KNOWLEDGE_GRAPH_OPTIONS as Token } from '../../nestjs.js';
import { rangeError, typeError } from '../errors.js';
import { optionsObject } from '../options.js';
import { streamLogger } from './logger.js';

export const CODE_KNOWLEDGE_GRAPH_OPTIONS: typeof Token = Symbol('CODE_KNOWLEDGE_GRAPH_OPTIONS') as typeof Token;

const MAX_FAILURE_SHARE = 0.1;
const LOGGER_METHODS = ['log', 'warn', 'error'] as const;

/** The options that are the package's own, with Nest's logger where none is given. */
export function streamOptions(options: CodeKnowledgeGraphOptions): StreamOptions {
  const { logger, ...own } = optionsObject(options) as CodeKnowledgeGraphOptions;
  if (logger === false) return own;
  return { ...own, logger: streamLogger(loggerService(logger)) };
}

function loggerService(logger: LoggerService | undefined): LoggerService {
  if (logger === undefined) return new Logger();
  if (LOGGER_METHODS.every((method) => typeof logger?.[method] === 'function')) return logger;
  throw typeError('options.logger', `false or an object with the methods ${LOGGER_METHODS.join(', ')}`, logger);
}

/** Above which share of failed files the service is degraded. */
export function maxFailureShare({ maxFailureShare: share }: CodeKnowledgeGraphOptions): number {
  if (share === undefined) return MAX_FAILURE_SHARE;
  const expected = 'a number from 0 to 1';
  if (typeof share !== 'number') throw typeError('options.maxFailureShare', expected, share);
  if (!(share >= 0 && share <= 1)) throw rangeError('options.maxFailureShare', expected, share);
  return share;
}

/** Whether spans are asked for, unwanted, or wanted if they can be had (`undefined`). */
export function tracing({ tracing: wanted }: CodeKnowledgeGraphOptions): boolean | undefined {
  if (wanted !== undefined && typeof wanted !== 'boolean') throw typeError('options.tracing', 'a boolean', wanted);
  return wanted;
}
