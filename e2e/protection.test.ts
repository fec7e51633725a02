/** Who may not use the service, though they reach it: pages of other sites, by forms and by names of their own. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, inject, it, onTestFinished } from 'vitest';
import { openBrowser } from './browser.js';
import { newDatabase, Service } from './service.js';

const rxjs = inject('rxjs');
const BODY = JSON.stringify({ path: rxjs });
const JSON_TYPE = { 'content-type': 'application/json' };

/** A request with any headers: `fetch` lets nobody set `Host`. */
function asked(url: string, method: string, headers: Record<string, string>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, setHost: headers.host === undefined }, (response) => {
      text(response).then(() => resolve(response.statusCode ?? 0), reject);
    });
    sent.on('error', reject).end(body);
  });
}

/** Requests that other sites can have a browser send, with the status that answers each. */
const OF_OTHER_SITES: [string, number, Record<string, string>, string][] = [
  ['a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }, `path=${encodeURIComponent(rxjs)}`],
  ['a form of plain text', 415, { 'content-type': 'text/plain' }, BODY],
  ['a form with files', 415, { 'content-type': 'multipart/form-data; boundary=x' }, BODY],
  ['a body of no type', 415, {}, BODY],
  ['a type that begins like the right one', 415, { 'content-type': 'application/json-seq' }, BODY],
  ['the page of another site', 403, { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }, BODY],
  ['the page of a neighbouring site', 403, { ...JSON_TYPE, 'sec-fetch-site': 'same-site' }, BODY],
  ['another origin', 403, { ...JSON_TYPE, origin: 'https://evil.example' }, BODY],
  ['another port', 403, { ...JSON_TYPE, origin: 'http://127.0.0.1:1' }, BODY],
  ['an opaque origin', 403, { ...JSON_TYPE, origin: 'null' }, BODY],
  ['another host', 421, { ...JSON_TYPE, host: 'evil.example' }, BODY],
];

it('begins no run for what other sites can have a browser send', async () => {
  const service = await Service.start(await newDatabase());
  for (const [name, status, headers, body] of OF_OTHER_SITES) {
    expect([name, await asked(`${service.url}/repositories/index`, 'POST', headers, body)]).toEqual([name, status]);
    expect((await service.send('GET', '/repositories')).body).toEqual([]);
  }
});

it('answers nothing to names that are not its own, whatever is asked', async () => {
  const service = await Service.start(await newDatabase());
  await service.index(rxjs);
  const { port } = new URL(service.url);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1.evil.example',
    '',
    '10.0.0.1',
    `a@localhost`,
  ]) {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/page.js'],
      ['GET', '/repositories'],
      ['GET', '/repositories/1/events'],
      ['GET', '/health/streaming-metrics'],
      ['DELETE', '/repositories/1/index'],
      ['GET', '/nowhere'],
    ] as const) {
      expect([host, path, await asked(service.url + path, method, { host })]).toEqual([host, path, 421]);
    }
  }
  for (const host of ['localhost', `localhost:${port}`, `LOCALHOST.:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    expect([host, await asked(`${service.url}/repositories`, 'GET', { host })]).toEqual([host, 200]);
  }
  const origin = `http://localhost:${port}`;
  const own = { ...JSON_TYPE, host: `localhost:${port}`, origin, 'sec-fetch-site': 'same-origin' };
  expect(await asked(`${service.url}/repositories/index`, 'POST', own, BODY)).toBe(202);
});

it('answers to the names it is told', async () => {
  const service = await Service.start(await newDatabase(), undefined, undefined, {
    ALLOWED_HOSTS: 'graph.internal, Other',
  });
  for (const [host, status] of [
    ['graph.internal', 200],
    ['other:8080', 200],
    ['graph.internal.evil.example', 421],
  ] as const) {
    expect([host, await asked(`${service.url}/repositories`, 'GET', { host })]).toEqual([host, status]);
  }
});

it('is not used by the page of another site in a browser', async () => {
  const service = await Service.start(await newDatabase());
  const submit = '<button>send</button>';
  const site = await otherSite(`
    <form method="post" enctype="text/plain" action="${service.url}/repositories/index">
      <input name='{"path":${JSON.stringify(rxjs)},"x":"' value='"}'>${submit}</form>
    <form method="post" action="${service.url}/repositories/index"><input name="path" value="${rxjs}">${submit}</form>`);
  const browser = await openBrowser();
  const page = await browser.newPage();
  for (const form of [0, 1]) {
    // The answer becomes the page: a frame that moves to another process may lose the events of its next request.
    await page.goto(site);
    const [answer] = await Promise.all([page.waitForNavigation(), page.locator('button').nth(form).click()]);
    expect([answer?.url(), answer?.status()]).toEqual([`${service.url}/repositories/index`, 403]);
  }
  await page.goto(site);
  await page.evaluate(
    `fetch('${service.url}/repositories/index', { method: 'POST', mode: 'no-cors', body: ${JSON.stringify(BODY)} })`,
  );
  expect((await service.send('GET', '/repositories')).body).toEqual([]);
});

async function otherSite(html: string): Promise<string> {
  const server = createServer((_, response) => response.end(`<!doctype html>${html}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // Another host than the service's, so another site.
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
