/** Checks what the module is given, before any work begins. */
import { Logger, type LoggerService } from '@nestjs/common';
import type { StreamOptions } from '../../index.js';
import type {
  CodeKnowledgeGraphModuleOptions,
  CodeKnowledgeGraphOptions,
  PrometheusRegistry,
  CODE_KNOWLEDGE_GRAPH_OPTIONS as Token,
} from '../../nestjs.js';
import { rangeError, typeError } from '../errors.js';
import { NAMES, optionsNamed, optionsObject } from '../options.js';
import { streamLogger } from './logger.js';

export const CODE_KNOWLEDGE_GRAPH_OPTIONS: typeof Token = Symbol('CODE_KNOWLEDGE_GRAPH_OPTIONS') as typeof Token;

const MAX_FAILURE_SHARE = 0.1;
const ADAPTER_NAMES = ['maxFailureShare', 'registry', 'tracing'] as const;
const MODULE_NAMES = [...NAMES, ...ADAPTER_NAMES, 'isGlobal', 'health', 'metrics'] as const;
const LOGGER_METHODS = ['log', 'warn', 'error'] as const;

/** What is injected or passed as options: without any there are none. */
export type GivenOptions = CodeKnowledgeGraphOptions | null | undefined;

/** The options that are the package's own, with Nest's logger where none is given. */
export function streamOptions(options: GivenOptions): StreamOptions {
  const own = optionsObject(options);
  const { logger } = own as CodeKnowledgeGraphOptions;
  if (logger === false) delete own.logger;
  else own.logger = streamLogger(loggerService(logger));
  return own;
}

function loggerService(logger: LoggerService | undefined): LoggerService {
  if (logger === undefined) return new Logger();
  if (LOGGER_METHODS.every((method) => typeof logger?.[method] === 'function')) return logger;
  throw typeError('options.logger', `false or an object with the methods ${LOGGER_METHODS.join(', ')}`, logger);
}

/** Above which share of failed files the service is degraded. */
export function maxFailureShare(options: GivenOptions): number {
  const { maxFailureShare: share = MAX_FAILURE_SHARE } = adapterOptions(options);
  const expected = 'a number from 0 to 1';
  if (typeof share !== 'number') throw typeError('options.maxFailureShare', expected, share);
  if (!(share >= 0 && share <= 1)) throw rangeError('options.maxFailureShare', expected, share);
  return share;
}

/** Whether spans are asked for, unwanted, or wanted if they can be had (`undefined`). */
export function tracing(options: GivenOptions): boolean | undefined {
  const { tracing: wanted } = adapterOptions(options);
  if (wanted !== undefined && typeof wanted !== 'boolean') throw typeError('options.tracing', 'a boolean', wanted);
  return wanted;
}

/** The registry to put metrics into, if one is given. */
export function prometheusRegistry(options: GivenOptions): PrometheusRegistry | undefined {
  return adapterOptions(options).registry;
}

/** The options of a module, with its extras: by name, as Nest copies only what the object has itself. */
export function moduleOptions(options: CodeKnowledgeGraphModuleOptions | null | undefined) {
  return optionsNamed<CodeKnowledgeGraphModuleOptions>(options, MODULE_NAMES);
}

/** Where a controller answers that `option` asks for; `undefined` if it does not. */
export function routePath<Path>(
  option: 'health' | 'metrics',
  route: boolean | { path?: Path | undefined },
  fallback: string,
): Path | string | undefined {
  if (typeof route === 'boolean') return route ? fallback : undefined;
  if (typeof route !== 'object' || route === null) {
    throw typeError(`options.${option}`, 'a boolean or an object with a path', route);
  }
  return optionsNamed<{ path?: Path | undefined }>(route, ['path']).path ?? fallback;
}

/** The options that the package itself does not have. */
function adapterOptions(options: GivenOptions): CodeKnowledgeGraphOptions {
  return optionsNamed<CodeKnowledgeGraphOptions>(options, ADAPTER_NAMES);
}
