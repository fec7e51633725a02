/** Starts the service; on SIGTERM or SIGINT it stops its runs where they can go on, and ends. */
import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { onlyKnownCallers } from './http/known-callers.js';
import { ServiceModule } from './service.module.js';
import { SETTINGS, type Settings } from './settings.js';

const app = await NestFactory.create<NestExpressApplication>(ServiceModule, {
  forceCloseConnections: true,
  bodyParser: false,
});
const { host, port, allowedHosts } = app.get<Settings>(SETTINGS);
// Before all else that answers.
app.use(onlyKnownCallers([host, ...allowedHosts]));
app.useBodyParser('json');
app.useGlobalPipes(new StandardSchemaValidationPipe());
app.useStaticAssets(fileURLToPath(new URL('../public', import.meta.url)));
app.enableShutdownHooks();
await app.listen(port, host);
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
