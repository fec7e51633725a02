/** What controllers return of the package, as clients of an application get it. */

import { Readable } from 'node:stream';
import { Controller, Get, Inject, type OnApplicationBootstrap, StreamableFile } from '@nestjs/common';
import { expect, it } from 'vitest';
import {
  type AsJSON,
  type BatchProgress,
  type CodeGraph,
  type CodeIndex,
  graphFromJSON,
  graphToJSON,
  graphToJSONText,
} from '../../index.mjs';
import { CodeKnowledgeGraphModule, CodeKnowledgeGraphService } from '../../nestjs.mjs';
import { json, smallRepository, started } from './application.js';

async function application() {
  const root = await smallRepository();

  @Controller()
  class Results implements OnApplicationBootstrap {
    private index?: CodeIndex;

    constructor(@Inject(CodeKnowledgeGraphService) private readonly graphs: CodeKnowledgeGraphService) {}

    async onApplicationBootstrap(): Promise<void> {
      this.index = await this.graphs.openIndex(root);
    }

    @Get('graph')
    graph(): Promise<CodeGraph> {
      return this.graphs.buildGraphStreaming(root);
    }

    @Get('graph/of/index')
    graphOfIndex(): Promise<CodeGraph> | undefined {
      return this.index?.graph({ rootDir: root });
    }

    @Get('graph/file')
    async file(): Promise<StreamableFile> {
      const text = Readable.from(graphToJSONText(await this.graphs.buildGraphStreaming(root)), { objectMode: false });
      return new StreamableFile(text, { type: 'application/json' });
    }

    @Get('batches')
    async batches(): Promise<BatchProgress[]> {
      const all: BatchProgress[] = [];
      const files = await this.graphs.getAllSourceFiles(root);
      for await (const progress of this.graphs.processFilesInBatches(files, root)) all.push(progress);
      return all;
    }

    @Get('index')
    about(): CodeIndex | undefined {
      return this.index;
    }

    @Get('functions')
    async functions(): Promise<AsJSON<CodeGraph['functions']>> {
      return graphToJSON((await this.graphs.buildGraphStreaming(root)).functions);
    }
  }

  const imports = [CodeKnowledgeGraphModule.forRoot({ logger: false })];
  return { root, ...(await started({ imports, controllers: [Results] })) };
}

it('is all of a graph, a batch and a part, and of an index what it knows of', async () => {
  const { url, root, service } = await application();
  const graph = await service.buildGraphStreaming(root);
  for (const path of ['graph', 'graph/of/index', 'graph/file']) {
    expect([path, graphFromJSON(await json<AsJSON<CodeGraph>>(`${url}/${path}`))]).toEqual([path, graph]);
  }
  expect(await json(`${url}/functions`)).toEqual(JSON.parse(JSON.stringify(graphToJSON(graph.functions))));
  const [{ batch }] = await json<[AsJSON<BatchProgress>]>(`${url}/batches`);
  expect(batch.files.map(({ analysis }) => Object.keys(analysis.functions))).toEqual(
    [...graph.functions.keys()].map((key) => [key]),
  );
  expect(await json(`${url}/index`)).toMatchObject({
    root,
    stats: { files: 3, functions: 3 },
    failures: [],
    warnings: [],
  });
});
