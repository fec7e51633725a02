// A worker, or a producer, which prints what it came to. `graphs.ts` beside it is what docs/instances.md shows.
import 'reflect-metadata';
import { RabbitMQModule } from '@golevelup/nestjs-rabbitmq';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { graphToJSONText } from 'code-knowledge-graph';
import { Graphs, ShardWorker } from './graphs.js';

const [role, uri] = process.argv.slice(2);

@Module({
  imports: [
    RabbitMQModule.forRoot({ uri: uri ?? '', exchanges: [{ name: 'graphs', type: 'direct' }], prefetchCount: 2 }),
  ],
  providers: role === 'worker' ? [ShardWorker] : [Graphs],
})
class Application {}

const application = await NestFactory.createApplicationContext(Application, { logger: ['error'] });
if (role === 'worker') {
  console.log('ready');
} else {
  try {
    for (const piece of graphToJSONText(await application.get(Graphs).build())) process.stdout.write(piece);
  } catch (error) {
    const { code, filePath } = error as { code?: string; filePath?: string };
    process.stdout.write(`${code} ${filePath}`);
  }
  await application.close();
}
