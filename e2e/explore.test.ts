/** The page in a real browser: functions are found, walked from one to the next, and asked what a change of them affects. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, inject, it, onTestFinished } from 'vitest';
import { openPage, shown } from './page.js';
import { newDatabase, Service } from './service.js';

const SHOP = {
  'src/price.ts':
    'export function gross(net: number) {\n  return round(net * 1.19);\n}\nfunction round(it: number) { return it; }\n',
  'src/order.ts': "import { gross } from './price';\nexport class Order {\n  total() {\n    return gross(1);\n  }\n}\n",
  'src/checkout.ts':
    "import { Order } from './order';\nexport function checkout() {\n  return new Order().total();\n}\n",
  'test/checkout.test.ts':
    "import { it } from 'vitest';\nimport { checkout } from '../src/checkout';\nit('asks for the money', () => checkout());\n",
};

it('finds a function by keys, walks to its caller, and back and forward', async () => {
  const service = await serviceOf('shop', SHOP);
  const { page, problems } = await openPage(service, '#/1');
  await page.keyboard.press('/');
  await page.keyboard.type('gros');
  await page.keyboard.press('Enter');
  await shown(page, 'gross');
  expect(await rows(page, 'Called by')).toEqual(['Order.total src/order.ts:4']);
  expect(await rows(page, 'Calls')).toEqual(['round src/price.ts:2']);
  expect(await page.getByRole('region', { name: 'Source' }).textContent()).toContain('return round(net * 1.19);');
  expect(await page.locator('.edges path').count()).toBe(2);

  await page.getByRole('list', { name: 'Called by' }).getByRole('link').click();
  await shown(page, 'Order.total');
  expect(await page.title()).toBe('Order.total – code knowledge graph');
  expect(await rows(page, 'Calls')).toEqual(['gross src/order.ts:4']);
  await page.goBack();
  await shown(page, 'gross');
  await page.goForward();
  await shown(page, 'Order.total');

  // Whoever is sent the address sees the same.
  const { page: other } = await openPage(service, new URL(page.url()).hash);
  await shown(other, 'Order.total');
  await other.getByRole('link', { name: 'shop' }).click();
  await other.getByRole('list', { name: 'Called most' }).waitFor();
  expect(problems).toEqual([]);
});

it('tells what a change affects, by distance, and which tests to run', async () => {
  const service = await serviceOf('shop', SHOP);
  const { page, problems } = await openPage(service, '#/1/src/price.ts::gross');
  const totals = await page.getByRole('list', { name: 'Affected in all' }).getByRole('listitem').allTextContents();
  expect(totals).toEqual(['2 functions and types', '3 files', '1 test to run']);
  expect(await rows(page, 'Tests to run')).toEqual(['asks for the money test/checkout.test.ts:3']);
  expect(await rows(page, 'Directly')).toEqual(['Order.total src/order.ts:3']);
  expect(await rows(page, '2 steps away')).toEqual(['checkout src/checkout.ts:2']);
  await page.getByRole('list', { name: '2 steps away' }).getByRole('link').click();
  await shown(page, 'checkout');

  // What a later run finds is answered without a restart.
  await writeFile(
    join(inject('repositories'), 'shop/src/cart.ts'),
    "import { checkout } from './checkout';\nexport function buy() { return checkout(); }\n",
  );
  await service.index(join(inject('repositories'), 'shop'));
  await service.endOf(1);
  await page.reload();
  await shown(page, 'checkout');
  expect(await rows(page, 'Called by')).toContain('buy src/cart.ts:2');
  expect(problems).toEqual([]);
});

it('is readable on a phone with ten thousand functions, in light and dark', async () => {
  const service = await serviceOf('ten-thousand', tenThousandFunctions());
  const { page, problems } = await openPage(service, '', { width: 380, height: 780 });
  await fits(page);
  await page.getByRole('link', { name: 'ten-thousand' }).click();
  await shown(page, 'ten-thousand');
  await page.locator('.counts', { hasText: '10,000 functions' }).waitFor();
  await fits(page);
  await page.getByRole('combobox').fill('step 7777');
  await page.getByRole('option', { name: 'step7777' }).click();
  await shown(page, 'step7777');
  expect((await rows(page, 'Called by')).map((row) => row.split(' ')[0])).toEqual(['step7775', 'step7776']);
  await fits(page);
  expect(problems).toEqual([]);
});

it('shows hostile names as text', async () => {
  const names = ['</script><script>document.title=1</script>', '<img src=x onerror=document.title=1>', '\u202egnp.exe'];
  const methods = names.map((name) => `  ${JSON.stringify(name)}() { last() }`).join(',\n');
  const file = `${names[1]}.ts`;
  const service = await serviceOf('hostile-names', {
    [file]: `export const it = {\n${methods}\n}\nfunction last() {}\n`,
  });
  const { page, problems } = await openPage(service, `#/1/${encodeURIComponent(`${file}::last`)}`);
  const callers = await rows(page, 'Called by');
  expect(callers).toHaveLength(3);
  expect(callers.join()).toContain('</script>');
  expect(callers.join()).toContain('\u27e8U+202E\u27e9');
  // A name with anything in it can be gone to.
  await page.getByRole('list', { name: 'Called by' }).getByRole('link').first().click();
  await shown(page, '</script>');
  expect(await rows(page, 'Calls')).toHaveLength(1);
  expect(problems).toEqual([]);
});

/** A service that has indexed a folder of these files as its repository 1. */
async function serviceOf(name: string, files: Record<string, string>): Promise<Service> {
  const repository = join(inject('repositories'), name);
  onTestFinished(() => rm(repository, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  const service = await Service.start(await newDatabase());
  await service.index(repository);
  expect(await service.endOf(1)).toMatchObject({ status: 'completed', failedFiles: 0 });
  return service;
}

/** The rows of a list: name, then place. */
async function rows(page: Page, label: string): Promise<string[]> {
  const items = await page.getByRole('list', { name: label, exact: true }).getByRole('listitem').all();
  return Promise.all(items.map(async (item) => (await item.locator('bdi').allTextContents()).join(' ')));
}

/** Nothing has to be scrolled sideways for, and each text is told from its ground (contrast AA), in light and dark. */
async function fits(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(`matchMedia('(prefers-color-scheme: ${colorScheme})').matches`)).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(380);
    expect([colorScheme, await page.evaluate<string[]>(`(${faintTexts})()`)]).toEqual([colorScheme, []]);
  }
}

/** In the page: the texts whose contrast with what is behind them is below 4.5. */
const faintTexts = `() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const channels = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const groundOf = (it) => {
    const colour = channels(getComputedStyle(it).backgroundColor);
    return colour[3] === 255 || it.parentElement === null ? colour : groundOf(it.parentElement);
  };
  const texts = [...document.querySelectorAll('body *')].filter(
    (it) => it.checkVisibility() && [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''));
  return texts.filter((it) => {
    const [dark, light] = [getComputedStyle(it).color, groundOf(it)]
      .map((colour) => luminance(Array.isArray(colour) ? colour : channels(colour))).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05) < 4.5;
  }).map((it) => it.textContent);
}`;

/** A hundred files of a hundred functions each, of which each calls the two behind it. */
function tenThousandFunctions(): Record<string, string> {
  const files = Array.from({ length: 100 }, (_, file) => {
    const functions = Array.from({ length: 100 }, (_, at) => {
      const calls = [at + 1, at + 2].filter((other) => other < 100).map((other) => `step${file * 100 + other}();`);
      return `export function step${file * 100 + at}() { ${calls.join(' ')} }`;
    });
    return [`group${file % 5}/file${file}.ts`, functions.join('\n')];
  });
  return Object.fromEntries(files);
}
