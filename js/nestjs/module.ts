/** The module: which providers and controllers an application gets for its options. */
import { ConfigurableModuleBuilder, Controller, type DynamicModule, Module, type Type } from '@nestjs/common';
import type {
  CodeKnowledgeGraphModuleAsyncOptions,
  CodeKnowledgeGraphModuleExtras,
  CodeKnowledgeGraphModuleOptions,
  CodeKnowledgeGraphOptions,
} from '../../nestjs.js';
import { typeError } from '../errors.js';
import { HEALTH_PATH, StreamingHealthController } from './health-controller.js';
import { StreamingHealthIndicator } from './health-indicator.js';
import { METRICS_PATH, StreamingMetricsController } from './metrics-controller.js';
import { CODE_KNOWLEDGE_GRAPH_OPTIONS, moduleOptions, routePath } from './options.js';
import { PrometheusMetrics, promClient } from './prometheus.js';
import { CodeKnowledgeGraphService } from './service.js';

const EXTRAS: CodeKnowledgeGraphModuleExtras = { isGlobal: false, health: false, metrics: false };

/** What gives options later: without one of them Nest speaks of a dependency that it cannot resolve. */
const MAKERS = ['useFactory', 'useClass', 'useExisting'] as const;

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<CodeKnowledgeGraphOptions>({
  optionsInjectionToken: CODE_KNOWLEDGE_GRAPH_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createCodeKnowledgeGraphOptions')
  .setExtras(EXTRAS, moduleWith)
  .build();

@Module({})
export class CodeKnowledgeGraphModule extends ConfigurableModuleClass {
  static override forRoot(options?: CodeKnowledgeGraphModuleOptions | null): DynamicModule {
    // biome-ignore lint/complexity/noThisInStatic: `super` keeps `this`, which is the module that Nest gets.
    return super.forRoot(moduleOptions(options));
  }

  static override forRootAsync(options: CodeKnowledgeGraphModuleAsyncOptions): DynamicModule {
    if (typeof options !== 'object' || options === null) throw typeError('options', 'an object', options);
    const isMade = MAKERS.some((name) => options[name] !== undefined);
    if (!isMade)
      throw typeError('options', `an object with ${MAKERS.join(', ')}: without one nothing gives any`, options);
    // biome-ignore lint/complexity/noThisInStatic: as above.
    return super.forRootAsync(options);
  }
}

function moduleWith(definition: DynamicModule, extras: CodeKnowledgeGraphModuleExtras): DynamicModule {
  const { isGlobal = false, health = false, metrics = false } = extras;
  const services: Type[] = [CodeKnowledgeGraphService, StreamingHealthIndicator];
  const controllers: Type[] = [];
  if (typeof isGlobal !== 'boolean') throw typeError('options.isGlobal', 'a boolean', isGlobal);
  const healthPath = routePath('health', health, HEALTH_PATH);
  if (healthPath !== undefined) controllers.push(controllerAt(healthPath, StreamingHealthController));
  const metricsPath = routePath('metrics', metrics, METRICS_PATH);
  if (metricsPath !== undefined) {
    promClient();
    services.push(PrometheusMetrics);
    if (metricsPath !== false) controllers.push(controllerAt(metricsPath, StreamingMetricsController));
  }
  return {
    ...definition,
    global: isGlobal,
    controllers,
    providers: [...(definition.providers ?? []), ...services],
    exports: [CODE_KNOWLEDGE_GRAPH_OPTIONS, ...services],
  };
}

/** A class of its own: two applications in a process may want two paths, and Nest keeps the path on the class. */
function controllerAt(path: string, controller: Type): Type {
  // Under the same name, as it is what Nest logs.
  const placed = { [controller.name]: class extends controller {} }[controller.name] as Type;
  Controller(path)(placed);
  return placed;
}
