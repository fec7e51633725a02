/** The page in a real browser. */
import type { Page } from 'playwright-core';
import { expect, inject, it } from 'vitest';
import { openBrowser } from './browser.js';
import { newDatabase, Service } from './service.js';

it('shows progress while a repository is indexed', async () => {
  const { page } = await openPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));

  const bar = "document.querySelector('li progress')?.value";
  await index(page, inject('large'));
  await page.waitForFunction(`${bar} > 0 && ${bar} < 100`);
  await page.waitForSelector('li[data-status=completed]');
  expect(await page.evaluate(bar)).toBe(100);
  expect(await page.locator('li h2').textContent()).toBe(inject('large'));
  expect(await page.locator('li output').textContent()).toBe('completed: 1008 of 1008 files');
  expect(await page.locator('li button').isHidden()).toBe(true);
  expect(problems).toEqual([]);
});

it('cancels a run', async () => {
  const { page, service } = await openPage();
  await index(page, inject('large'));
  await page.waitForSelector('li[data-status=running]');
  await service.middleOf(1);
  // The run stands still, however long the browser takes to find the button.
  service.signal('SIGSTOP');
  await page.locator('li button').click();
  service.signal('SIGCONT');
  await page.waitForSelector('li[data-status=cancelled]');
  expect((await service.send('GET', '/repositories/1')).body).toMatchObject({ status: 'cancelled' });
});

it('says what is wrong with a folder', async () => {
  const { page } = await openPage();
  await index(page, '/etc');
  await page.waitForSelector('#problem:not(:empty)');
  expect(await page.locator('#problem').textContent()).toBe('The path is outside the allowed roots: /etc');
  expect(await page.locator('li').count()).toBe(0);
});

it('shows what was indexed before', async () => {
  const { page, service } = await openPage();
  await service.index(inject('rxjs'));
  await service.endOf(1);
  await page.reload();
  await page.waitForSelector('li[data-status=completed]');
  expect(await page.locator('li output').textContent()).toBe('completed: 252 of 252 files');
});

/** A new browser on the page of a new service; both end with the running test. */
async function openPage(): Promise<{ page: Page; service: Service }> {
  const service = await Service.start(await newDatabase());
  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.goto(service.url);
  return { page, service };
}

async function index(page: Page, folder: string): Promise<void> {
  await page.getByLabel('Folder to index').fill(folder);
  await page.getByRole('button', { name: 'Index' }).click();
}
