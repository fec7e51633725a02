/** The service outside of the repository: installed from the package alone, as its README says. */
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { newDatabase, Service } from './service.js';

it('needs nothing of the repository that it was copied out of', async () => {
  const folder = inject('service');
  const { dependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  expect(dependencies['code-knowledge-graph']).toMatch(/^file:.*\.tgz$/);
  expect((await lstat(join(folder, 'node_modules/code-knowledge-graph'))).isDirectory()).toBe(true);

  const service = await Service.start(await newDatabase());
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/page.js', 'text/javascript'],
    ['/style.css', 'text/css'],
    ['/icon.svg', 'image/svg+xml'],
  ]) {
    const answer = await fetch(service.url + path);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      200,
      expect.stringContaining(type ?? ''),
    ]);
  }
});
