/** The page in a real browser: the runs, how each of them stands, and what can be done about it. */
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, inject, it } from 'vitest';
import { openPage, shown } from './page.js';
import { newDatabase, Service } from './service.js';

it('shows progress while a repository is indexed, then what is stored and how long it took', async () => {
  const service = await Service.start(await newDatabase());
  const { page, problems } = await openPage(service);
  expect(await page.locator('.empty').isVisible()).toBe(true);

  const bar = "document.querySelector('.run progress')?.value";
  await index(page, inject('large'));
  await page.waitForFunction(`${bar} > 0 && ${bar} < 100`);
  const card = page.locator('.run[data-status=completed]');
  await card.waitFor();
  expect(await page.locator('.empty').isVisible()).toBe(false);
  expect(await card.locator('.status').textContent()).toBe('Completed');
  expect(await card.locator('.root').textContent()).toBe(inject('large'));
  expect(await card.locator('output').textContent()).toBe('1,008 files');
  expect(await card.locator('.times').textContent()).toMatch(/^\d.*\d.* – \d.*\((\d+(\.\d)? s|\d+ min \d+ s)\)$/);
  await card.locator('.counts', { hasText: /^[\d,]+ functions · [\d,]+ types · [\d,]+ calls$/ }).waitFor();
  expect(await buttonsOf(page)).toEqual([['Index again']]);
  expect(problems).toEqual([]);
});

it('cancels a run beside it, and resumes it', async () => {
  const service = await Service.start(await newDatabase());
  await service.index(inject('rxjs'));
  await service.endOf(1);
  const { page } = await openPage(service);
  await index(page, inject('large'));
  await page.locator('.run[data-status=running]').waitFor();
  await service.middleOf(2);
  // The run stands still, however long the browser takes to find the button.
  service.signal('SIGSTOP');
  expect(await buttonsOf(page)).toEqual([['Index again'], ['Cancel']]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  service.signal('SIGCONT');

  const cancelled = page.locator('.run[data-status=cancelled]');
  await cancelled.waitFor();
  expect((await service.send('GET', '/repositories/2')).body).toMatchObject({ status: 'cancelled' });
  expect(await cancelled.locator('.status').textContent()).toBe('Cancelled');
  expect(await cancelled.locator('output').textContent()).toMatch(/^stopped at \d+ of 1,008 files$/);
  expect(await cancelled.locator('.times').textContent()).toMatch(/ s\)$/);
  expect(await buttonsOf(page)).toEqual([['Index again'], ['Resume']]);
  // Who pressed Cancel with a key has Resume under it now.
  await page.keyboard.press('Enter');
  await page.locator('.run[data-repository="2"][data-status=completed]').waitFor();
});

it('shows why a run failed, in another colour than the others, and resumes it', async () => {
  const repository = join(inject('repositories'), 'moving');
  await cp(inject('large'), repository, { recursive: true });
  const database = await newDatabase();
  const first = await Service.start(database);
  const { body: run } = await first.index(repository);
  await first.middleOf(run.id);
  await first.end('SIGKILL');
  await rename(repository, `${repository}-away`);

  const service = await Service.start(database);
  await service.index(inject('rxjs'));
  await service.endOf(2);
  const { page, problems } = await openPage(service);
  const failed = page.locator('.run[data-status=failed]');
  await failed.waitFor();
  expect(await failed.locator('.reason').textContent()).toBe(`Root directory not found: ${repository}`);
  const colour = (status: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('.run[data-status=${status}] .status')).color`);
  expect(await colour('failed')).not.toBe(await colour('completed'));
  expect(problems).toEqual([]);

  // A try in vain says so where it was asked for.
  await failed.getByRole('button', { name: 'Resume' }).click();
  await failed.getByRole('alert').waitFor();
  await rename(`${repository}-away`, repository);
  await failed.getByRole('button', { name: 'Resume' }).click();
  const card = page.locator('.run[data-repository="1"][data-status=completed]');
  await card.waitFor();
  expect(await card.locator('.reason').isVisible()).toBe(false);
});

it('lists the files that failed, each with the reason, until they are mended', async () => {
  const hostile = '<img src=x onerror=document.title=1>.ts';
  const folder = join(inject('repositories'), 'unreadable');
  await mkdir(folder);
  await writeFile(join(folder, 'fine.ts'), 'export function fine() {}\n');
  const broken = [hostile, ...Array.from({ length: 204 }, (_, at) => `broken${at}.ts`)];
  for (const file of broken) await writeFile(join(folder, file), Buffer.from([0, 1, 2, 3]));
  const service = await Service.start(await newDatabase());
  await service.index(folder);
  await service.endOf(1);

  const { page, problems } = await openPage(service, '#/1', { width: 380, height: 780 });
  expect(await page.locator('.run output').textContent()).toBe('206 files, 205 failed');
  const list = page.locator('.failures');
  const rows = list.getByRole('listitem');
  expect(await list.locator('summary').textContent()).toBe('205 files not in the graph');
  expect(await rows.first().isVisible()).toBe(false);
  await list.locator('summary').click();
  expect(await rows.count()).toBe(201);
  expect(await rows.first().locator('.place').textContent()).toBe(join(folder, hostile));
  expect(await rows.first().locator('.detail').textContent()).toMatch(/^ERR_BINARY_FILE: .+/);
  expect(await rows.last().textContent()).toBe('and 5 more');
  expect(await rows.last().isVisible()).toBe(true);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380);

  for (const file of broken.slice(1)) await rm(join(folder, file));
  await page.getByRole('button', { name: 'Index again' }).click();
  await page.locator('.run output', { hasText: '2 files, 1 failed' }).waitFor();
  await list.locator('summary', { hasText: '1 file not in the graph' }).waitFor();
  await writeFile(join(folder, hostile), 'export function mended() {}\n');
  await page.getByRole('button', { name: 'Index again' }).click();
  await page.locator('.run output', { hasText: /^2 files$/ }).waitFor();
  await list.waitFor({ state: 'detached' });
  expect(await page.title()).not.toBe('1');
  expect(problems).toEqual([]);
});

it('shows how a run ended, though the request that began it is answered after its end', async () => {
  const service = await Service.start(await newDatabase());
  await service.index(inject('rxjs'));
  await service.endOf(1);
  const { page } = await openPage(service, '#/1');
  const times = page.locator('.run[data-status=completed] .times');
  const first = (await times.textContent()) ?? '';
  await page.route('**/repositories/index', async (route) => {
    const response = await route.fetch();
    await times.filter({ hasNotText: first }).waitFor();
    await route.fulfill({ response });
  });
  const answered = page.waitForResponse('**/repositories/index');
  await page.getByRole('button', { name: 'Index again' }).click();
  await (await answered).finished();
  // The page has its turn with the answer.
  await page.evaluate('new Promise((done) => setTimeout(done, 100))');
  expect(await page.locator('.run .status').textContent()).toBe('Completed');
  expect(await buttonsOf(page)).toEqual([['Index again']]);
});

it('shows what is stored now after a run that it heard nothing of', async () => {
  const folder = join(inject('repositories'), 'unheard');
  await mkdir(folder);
  await writeFile(join(folder, 'broken.ts'), Buffer.from([0, 1, 2, 3]));
  const database = await newDatabase();
  const first = await Service.start(database);
  await first.index(folder);
  await first.endOf(1);
  const { page } = await openPage(first, '#/1');
  await page.locator('summary', { hasText: '1 file not in the graph' }).waitFor();
  await page.route('**/repositories/events', (route) => route.abort());
  await first.end('SIGTERM');

  const second = await Service.start(database, undefined, undefined, { PORT: new URL(first.url).port });
  await writeFile(join(folder, 'other.ts'), Buffer.from([0, 1, 2, 3]));
  await second.index(folder);
  await second.endOf(1);
  await page.unroute('**/repositories/events');
  await page.locator('summary', { hasText: '2 files not in the graph' }).waitFor();
  expect(await page.locator('.run output').textContent()).toBe('2 files, 2 failed');
});

it('says what is wrong with a folder, and with an address', async () => {
  const service = await Service.start(await newDatabase());
  const { page } = await openPage(service);
  await index(page, '/etc');
  await page.locator('#problem', { hasText: 'The path is outside the allowed roots: /etc' }).waitFor();
  expect(await page.locator('.run').count()).toBe(0);

  for (const [address, reason] of [
    ['#/7', 'There is no such repository.'],
    ['#/7/a.ts::b', 'There is no repository 7'],
    ['#nowhere', 'This address means nothing here.'],
    ['#/7/%E0%A4%A', 'This address means nothing here.'],
  ]) {
    await page.goto(`${service.url}/${address}`);
    await page.locator('main:not([aria-busy]) [role=alert]', { hasText: reason ?? '' }).waitFor();
  }
  await page.getByRole('link', { name: 'All repositories' }).click();
  await shown(page, 'Repositories');
});

it('goes on by itself when the service is back', async () => {
  const database = await newDatabase();
  const first = await Service.start(database);
  await first.index(inject('rxjs'));
  await first.endOf(1);
  const { page } = await openPage(first);
  const { port } = new URL(first.url);
  await first.end('SIGTERM');
  await page.getByText('The service does not answer').waitFor();
  await Service.start(database, undefined, undefined, { PORT: port });
  await page.getByText('The service does not answer').waitFor({ state: 'hidden' });
  expect(await page.locator('.run[data-status=completed]').count()).toBe(1);
});

/** What the buttons say that can be pressed, by run. */
async function buttonsOf(page: Page): Promise<string[][]> {
  const runs = await page.locator('.run').all();
  return Promise.all(runs.map(async (run) => run.getByRole('button').allTextContents()));
}

async function index(page: Page, folder: string): Promise<void> {
  await page.getByLabel('Folder to index').fill(folder);
  await page.getByRole('button', { name: 'Index', exact: true }).click();
}
