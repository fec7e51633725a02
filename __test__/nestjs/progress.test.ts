/**
 * Progress as server-sent events, as `docs/nestjs.md` shows it, told to a client that does what browsers do: it connects
 * again whenever the stream ends, until the page closes it.
 */
import { Controller, HttpCode, Inject, type MessageEvent, Post, Sse } from '@nestjs/common';
import { endWith, map, type Observable, ReplaySubject } from 'rxjs';
import { expect, it, vi } from 'vitest';
import type { StreamProgress } from '../../index.mjs';
import { CodeKnowledgeGraphModule, CodeKnowledgeGraphService } from '../../nestjs.mjs';
import { smallRepository, started } from './application.js';

/** An application that tells of the progress of a stream over `files`. */
async function progressOver(files: string[]) {
  const root = await smallRepository(1);

  @Controller('index')
  class IndexController {
    private progress = new ReplaySubject<StreamProgress>(1);
    private isRunning = false;

    constructor(@Inject(CodeKnowledgeGraphService) private readonly graph: CodeKnowledgeGraphService) {}

    @Post()
    @HttpCode(202)
    begin(): void {
      if (this.isRunning) return;
      this.isRunning = true;
      this.progress = new ReplaySubject<StreamProgress>(1);
      this.index(this.progress)
        .catch(() => undefined)
        .finally(() => {
          this.isRunning = false;
          this.progress.complete();
        });
    }

    @Sse('progress')
    events(): Observable<MessageEvent> {
      return this.progress.pipe(
        map((data): MessageEvent => ({ data })),
        endWith({ type: 'end', data: '' }),
      );
    }

    private async index(progress: ReplaySubject<StreamProgress>): Promise<void> {
      for await (const { batch: _, ...rest } of this.graph.processFilesInBatches(files, root)) progress.next(rest);
    }
  }

  return started({
    imports: [CodeKnowledgeGraphModule.forRoot({ logger: false, batchSize: 2 })],
    controllers: [IndexController],
  });
}

interface ServerSentEvent {
  type: string;
  data: string;
}

/** The events of one connection after the other, as long as somebody listens. */
async function* eventSource(url: string): AsyncGenerator<ServerSentEvent, undefined> {
  for (;;) {
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    for await (const piece of (response.body ?? expect.fail()).pipeThrough(new TextDecoderStream())) {
      text += piece;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, data] = /^data: ?(.*)$/m.exec(block) ?? [];
        if (data !== undefined) yield { type: /^event: ?(.*)$/m.exec(block)?.[1] ?? 'message', data };
      }
    }
    yield { type: 'error', data: '' };
  }
}

it('tells of the run until it ends', async () => {
  const { url } = await progressOver(Array<string>(5).fill('f0.ts'));
  expect((await fetch(`${url}/index`, { method: 'POST' })).status).toBe(202);
  const last: unknown[] = [];
  for await (const { type, data } of eventSource(`${url}/index/progress`)) {
    if (type === 'end') break;
    expect(type).toBe('message');
    last.push(JSON.parse(data).progress);
  }
  expect(last.at(-1)).toBe(100);
  expect(last).toEqual(last.toSorted((a, b) => Number(a) - Number(b)));
});

it('indexes once, however often a browser connects again', async () => {
  const { url, service } = await progressOver(Array<string>(5).fill('f0.ts'));
  await fetch(`${url}/index`, { method: 'POST' });
  const heard: string[] = [];
  // A page that never closes its source.
  for await (const { type } of eventSource(`${url}/index/progress`)) {
    heard.push(type);
    if (heard.filter((each) => each === 'error').length === 5) break;
  }
  expect(heard.slice(-6)).toEqual(['message', 'end', 'error', 'message', 'end', 'error']);
  expect(service.getStreamingMetrics()).toMatchObject({ filesProcessed: 5, activeStreams: 0 });
});

it('begins what is under way only once, and again when it has ended', async () => {
  const { url, service } = await progressOver(Array<string>(500).fill('f0.ts'));
  const begin = () => fetch(`${url}/index`, { method: 'POST' });
  await Promise.all([begin(), begin(), begin()]);
  for await (const { type } of eventSource(`${url}/index/progress`)) if (type === 'end') break;
  expect(service.getStreamingMetrics().filesProcessed).toBe(500);
  await begin();
  await vi.waitFor(() => expect(service.getStreamingMetrics().filesProcessed).toBe(1000), 20_000);
});
