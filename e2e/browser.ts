/** A real browser. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { onTestFinished } from 'vitest';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A browser with a profile of its own; it ends with the running test. */
export async function openBrowser(): Promise<BrowserContext> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no ${executablePath}: install Chromium (Debian: apt-get install chromium), or set CHROMIUM`,
    );
  }
  const profile = await mkdtemp(join(tmpdir(), 'ckg-chromium-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  onTestFinished(async () => {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  });
  return browser;
}
