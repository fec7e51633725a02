/** Starts the service; on SIGTERM or SIGINT it stops its runs where they can go on, and ends. */
import 'reflect-metadata';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ServiceModule } from './service.module.js';
import { SETTINGS, type Settings } from './settings.js';

const app = await NestFactory.create<NestExpressApplication>(ServiceModule);
app.useGlobalPipes(new StandardSchemaValidationPipe());
app.useStaticAssets(fileURLToPath(new URL('../public', import.meta.url)));
app.enableShutdownHooks();

// A server that closes ends idle connections once. One that becomes idle afterwards, as those of event streams do, would
// keep the process for as long as clients keep it alive.
const server: Server = app.getHttpServer();
server.on('request', (_, response) => {
  response.once('close', () => server.listening || server.closeIdleConnections());
});

const { host, port } = app.get<Settings>(SETTINGS);
await app.listen(port, host);
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
