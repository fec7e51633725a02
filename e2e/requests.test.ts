/** Requests that make no sense are answered with what is wrong with them, and change nothing. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { newDatabase, Service } from './service.js';

const repositories = inject('repositories');

it('answers bad requests with the reason', async () => {
  const service = await Service.start(await newDatabase());
  const index = (body: string) => service.send<{ message: string | string[] }>('POST', '/repositories/index', body);
  const file = join(repositories, 'file.ts');
  await writeFile(file, '');
  await symlink('/etc', join(repositories, 'way-out'));

  for (const [body, status, reason] of [
    [JSON.stringify({ path: join(repositories, 'nowhere') }), 400, /^Root directory not found: .*nowhere$/],
    [JSON.stringify({ path: '/etc' }), 400, /^The path is outside the allowed roots: \/etc$/],
    [JSON.stringify({ path: '/nowhere' }), 400, /^The path is outside the allowed roots: \/nowhere$/],
    [JSON.stringify({ path: `${repositories}/../..` }), 400, /^The path is outside the allowed roots: /],
    [JSON.stringify({ path: `${repositories}-beside` }), 400, /^The path is outside the allowed roots: /],
    [
      JSON.stringify({ path: join(repositories, 'way-out') }),
      400,
      /^The path is outside the allowed roots: .*way-out$/,
    ],
    [JSON.stringify({ path: file }), 400, /^The path is not a folder: .*file\.ts$/],
    [JSON.stringify({ path: 'rxjs' }), 400, /^The path must be absolute: rxjs$/],
    [JSON.stringify({ path: '' }), 400, /^path: /],
    [JSON.stringify({ path: 'a\0b' }), 400, /^path: must not hold a NUL character$/],
    [JSON.stringify({ path: 3 }), 400, /^path: .*expected string, received number$/],
    [JSON.stringify({ path: [repositories] }), 400, /^path: .*expected string, received array$/],
    [JSON.stringify({ path: repositories, force: true }), 400, /^Unrecognized key: "force"$/],
    [JSON.stringify({}), 400, /^path: .*expected string, received undefined$/],
    ['[]', 400, /expected object, received array$/],
    ['{ "path": ', 400, /JSON/],
    [JSON.stringify({ path: 'x'.repeat(200_000) }), 413, /too large/],
  ] as const) {
    const answer = await index(body);
    const message = [answer.body.message].flat().join('; ');
    expect([body.slice(0, 80), answer.status, message]).toEqual([
      body.slice(0, 80),
      status,
      expect.stringMatching(reason),
    ]);
  }
  expect((await service.send('GET', '/repositories')).body).toEqual([]);
});

it('answers questions about what is not there with 404, about nonsense with 400', async () => {
  const service = await Service.start(await newDatabase());
  const empty = join(repositories, 'empty');
  await mkdir(empty);
  await service.index(empty);
  expect(await service.endOf(1)).toMatchObject({ status: 'completed', progress: 100, totalFiles: 0 });

  for (const [method, path, status] of [
    ['GET', '/repositories/2', 404],
    ['GET', '/repositories/2/events', 404],
    ['GET', '/repositories/2/functions?name=a', 404],
    ['GET', '/repositories/2/functions/a/callers', 404],
    ['DELETE', '/repositories/2/index', 404],
    ['DELETE', '/repositories/1/index', 409],
    ['GET', '/repositories/1/functions/a%2Fb.ts%3A%3Ac/callers', 404],
    ['GET', '/repositories/1/functions/%E0%A4%A/callers', 400],
    ['GET', '/repositories/one', 400],
    ['GET', '/repositories/1.5', 400],
    ['GET', '/repositories/-1', 400],
    ['GET', '/repositories/1/functions', 400],
    ['GET', '/repositories/1/functions?name=a&limit=0', 400],
    ['GET', '/repositories/1/functions/a/callers?limit=1001', 400],
    ['GET', '/repositories/1/functions/a/callers?offset=x', 400],
    ['GET', '/repositories/2/failures', 404],
    ['GET', '/repositories/2/most-called', 404],
    ['GET', '/repositories/2/symbols?text=a', 404],
    ['GET', '/repositories/2/symbols/a', 404],
    ['GET', '/repositories/1/symbols', 400],
    ['GET', '/repositories/1/symbols?text=%20', 400],
    ['GET', '/repositories/1/symbols?text=a&limit=101', 400],
    ['GET', '/repositories/1/symbols/a%2Fb.ts%3A%3Ac', 404],
    ['GET', '/repositories/1/symbols/%00', 404],
    ['GET', '/repositories/1/symbols/a%2Fb.ts%3A%3Ac/impact', 404],
    ['GET', '/repositories/1/symbols/a/impact?depth=0', 400],
    ['GET', '/repositories/1/symbols/a/impact?depth=x', 400],
    ['GET', '/nowhere', 404],
  ] as const) {
    const answer = await service.send<{ message: unknown }>(method, path);
    expect([method, path, answer.status]).toEqual([method, path, status]);
    expect(answer.body.message).toBeTruthy();
  }
});

it('tells of files that cannot be read, and goes on', async () => {
  const folder = join(repositories, 'partly-broken');
  await mkdir(folder);
  await writeFile(join(folder, 'a.ts'), 'export function fine() {}\n');
  await writeFile(join(folder, 'b.ts'), Buffer.from([0, 1, 2, 3]));
  const service = await Service.start(await newDatabase());
  const { body: run } = await service.index(folder);
  expect(await service.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: 2, failedFiles: 1 });
  const { body: failures } = await service.send('GET', `/repositories/${run.id}/failures`);
  expect(failures).toEqual([expect.objectContaining({ file: join(folder, 'b.ts'), code: 'ERR_BINARY_FILE' })]);
  // One of two files failed: more than the share that counts as healthy.
  expect((await service.health()).status).toBe('degraded');
});
