/** Runs that are cut: what was stored stays, the rest follows, nothing is lost or doubled. */
import { once } from 'node:events';
import { appendFile, cp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, it, onTestFinished } from 'vitest';
import { contentOf, newDatabase, Service } from './service.js';

const large = inject('large');
const FILES = 4 * 252;

let undisturbed: ReturnType<typeof contentOf> | undefined;

/** What a run stores that nothing disturbs. */
function undisturbedContent(): ReturnType<typeof contentOf> {
  undisturbed ??= (async () => {
    const database = await newDatabase();
    const service = await Service.start(database);
    const { body: run } = await service.index(large);
    expect(await service.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: FILES });
    await service.end('SIGTERM');
    const content = await contentOf(database);
    expect(content.defects).toEqual(['["ok"]']);
    return content;
  })();
  return undisturbed;
}

it.each(['SIGTERM', 'SIGKILL'] as const)('goes on after %s where it was', async (signal) => {
  const whole = await undisturbedContent();
  const database = await newDatabase();
  const first = await Service.start(database);
  const { body: run } = await first.index(large);
  await first.middleOf(run.id);
  await first.end(signal);

  const { files: stored = [], defects } = await contentOf(database);
  expect(defects).toEqual(['["ok"]']);
  expect(stored.length).toBeGreaterThan(0);
  expect(stored.length).toBeLessThan(FILES);

  // Nobody asks for it: the run goes on by itself.
  const second = await Service.start(database);
  expect(await second.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: FILES, totalFiles: FILES });
  expect((await second.health()).streaming.filesProcessed).toBe(FILES - stored.length);
  await second.end('SIGTERM');
  expect(await contentOf(database)).toEqual(whole);
});

it('survives being killed again and again', async () => {
  const whole = await undisturbedContent();
  const database = await newDatabase();
  let service = await Service.start(database);
  const { body: run } = await service.index(large);
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    await service.middleOf(run.id);
    await service.end(signal);
    service = await Service.start(database);
  }
  expect(await service.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: FILES });
  await service.end('SIGTERM');
  expect(await contentOf(database)).toEqual(whole);
});

it('tells its listeners on SIGTERM that the run is interrupted, then ends', async () => {
  const service = await Service.start(await newDatabase());
  const { body: run } = await service.index(large);
  const last = service.endOf(run.id);
  await service.middleOf(run.id);
  await service.end('SIGTERM');
  expect(await last).toMatchObject({ status: 'interrupted', stage: null });
});

it('ends without waiting for a connection that nothing is asked on', async () => {
  const service = await Service.start(await newDatabase());
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const said = text(socket);
  // The service has seen the connection: it was made before this request.
  await service.health();
  await service.end('SIGTERM');
  // A server that waits answers 408 in the end.
  expect(await said).toBe('');
});

it('ends though clients left before they were answered', async () => {
  const service = await Service.start(await newDatabase());
  const { host, port } = new URL(service.url);
  for (let client = 0; client < 30; client++) {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    const gone = once(socket, 'close');
    socket.write(`GET /repositories HTTP/1.1\r\nHost: ${host}\r\n\r\n`, () => socket.resetAndDestroy());
    await gone;
  }
  await service.health();
  await service.end('SIGTERM');
});

it('stops when it is cancelled, and goes on when it is asked to', async () => {
  const whole = await undisturbedContent();
  const database = await newDatabase();
  const service = await Service.start(database);
  const { body: run } = await service.index(large);
  await service.middleOf(run.id);

  const { status, body: cancelled } = await service.cancel(run.id);
  expect(status).toBe(200);
  expect(cancelled).toMatchObject({ status: 'cancelled', stage: null, totalFiles: FILES });
  expect(cancelled.processedFiles).toBeLessThan(FILES);
  expect((await service.health()).streaming.activeStreams).toBe(0);
  expect((await service.cancel(run.id)).status).toBe(409);

  await service.end('SIGTERM');
  const restarted = await Service.start(database);
  expect((await restarted.send('GET', `/repositories/${run.id}`)).body).toMatchObject({ status: 'cancelled' });

  await restarted.index(large);
  expect(await restarted.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: FILES });
  expect((await restarted.health()).streaming.filesProcessed).toBe(FILES - cancelled.processedFiles);
  await restarted.end('SIGTERM');
  expect(await contentOf(database)).toEqual(whole);
});

it('reads again what was changed while it was cut, and forgets what was removed', async () => {
  const repository = join(inject('repositories'), 'changing');
  await cp(large, repository, { recursive: true });
  onTestFinished(() => rm(repository, { recursive: true, force: true }));
  const database = await newDatabase();
  const first = await Service.start(database);
  const { body: run } = await first.index(repository);
  await first.middleOf(run.id);
  await first.end('SIGKILL');

  const { files: stored = [] } = await contentOf(database);
  const [changed = '', removed = ''] = stored.map((row) => JSON.parse(row)[1]);
  await appendFile(changed, '\nexport function addedLater() {}\n');
  await rm(removed);

  const second = await Service.start(database);
  const total = FILES - 1;
  expect(await second.endOf(run.id)).toMatchObject({ status: 'completed', processedFiles: total, totalFiles: total });
  const { body: found } = await second.send('GET', `/repositories/${run.id}/functions?name=addedLater`);
  expect(found).toEqual([expect.objectContaining({ key: `${changed}::addedLater` })]);
  await second.end('SIGTERM');
  const { files = [] } = await contentOf(database);
  expect(files).toHaveLength(total);
  expect(files.some((row) => row.includes(JSON.stringify(removed)))).toBe(false);
});

it('refuses a database that another process uses', async () => {
  const database = await newDatabase();
  await Service.start(database);
  await expect(Service.start(database)).rejects.toThrow(/database is locked/);
});
