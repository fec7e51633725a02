/** Progress as server-sent events, as `docs/nestjs.md` shows it. */
import { Controller, Inject, type MessageEvent, Sse } from '@nestjs/common';
import { from, map, type Observable } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { CodeKnowledgeGraphModule, CodeKnowledgeGraphService } from '../../nestjs.mjs';
import { smallRepository, started } from './application.js';

/** An application that tells of the progress of a stream over `files`. */
async function progressOver(files: string[]) {
  const root = await smallRepository(1);

  @Controller('index')
  class IndexController {
    constructor(@Inject(CodeKnowledgeGraphService) private readonly graph: CodeKnowledgeGraphService) {}

    @Sse('progress')
    progress(): Observable<MessageEvent> {
      const batches = this.graph.processFilesInBatches(files, root);
      return from(batches).pipe(map(({ batch: _, ...progress }) => ({ data: progress })));
    }
  }

  return started({
    imports: [CodeKnowledgeGraphModule.forRoot({ logger: false, batchSize: 2 })],
    controllers: [IndexController],
  });
}

it('tells of each batch, and ends with the stream', async () => {
  const { url } = await progressOver(Array<string>(5).fill('f0.ts'));
  const response = await fetch(`${url}/index/progress`);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events = [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, text = '']) => JSON.parse(text));
  expect(events.map(({ processedFiles, progress }) => [processedFiles, progress])).toEqual([
    [2, 40],
    [4, 80],
    [5, 100],
  ]);
});

it('ends the stream when the browser goes away', async () => {
  const count = 50_000;
  const { url, service } = await progressOver(Array<string>(count).fill('f0.ts'));
  const browser = new AbortController();
  const { body } = await fetch(`${url}/index/progress`, { signal: browser.signal });
  await body?.getReader().read();
  browser.abort();
  await vi.waitFor(() => expect(service.getStreamingMetrics().activeStreams).toBe(0), 20_000);
  expect(service.getStreamingMetrics().filesProcessed).toBeLessThan(count);
});
