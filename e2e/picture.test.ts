/**
 * The picture in the service's README: `UPDATE_PICTURE=1 npx vitest run --config vitest.e2e.config.mts picture` takes it anew,
 * of this package's own sources in the page.
 */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { openPage } from './page.js';
import { newDatabase, Service } from './service.js';

const root = fileURLToPath(new URL('..', import.meta.url));

it.runIf(process.env.UPDATE_PICTURE)('takes the picture of the README', async () => {
  const repository = join(inject('repositories'), 'code-knowledge-graph');
  for (const folder of ['js', '__test__']) await cp(join(root, folder), join(repository, folder), { recursive: true });
  const service = await Service.start(await newDatabase());
  const { body: run } = await service.index(repository);
  await service.endOf(run.id);
  const { page, problems } = await openPage(service, '#/1/js/options.ts::nativeOptions', { width: 1200, height: 860 });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  await writeFile(join(root, 'examples/nestjs-service/page.webp'), data, 'base64');
  expect(problems).toEqual([]);
});
