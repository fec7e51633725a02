/** The page of the service in a browser of its own. */
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { openBrowser } from './browser.js';
import type { Service } from './service.js';

/** The page of a service at an address (`#/1`), and what went wrong in it so far. Browser and page end with the running test. */
export async function openPage(
  service: Service,
  address = '',
  viewport = { width: 1280, height: 800 },
): Promise<{ page: Page; problems: string[] }> {
  const browser = await openBrowser();
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.setViewportSize(viewport);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`${service.url}/${address}`);
  await shown(page);
  return { page, problems };
}

/** Waits until the page shows what its address means. */
export async function shown(page: Page, title?: string): Promise<void> {
  await page.locator('main:not([aria-busy]) h1', title === undefined ? {} : { hasText: title }).waitFor();
}
