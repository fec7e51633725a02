/** What tests of the cache share: repositories in all languages, results as text, damage. */
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { CodeKnowledgeGraph, graphToJSON, graphToJSONText, type StreamOptions } from '../index.mjs';
import { GONE } from './gone.js';
import { type Files, repositoryOf, slashed } from './repository.js';

const SOURCES = fileURLToPath(new URL('fixtures/compat', import.meta.url));

/** Files that lead to each other, by a path of a manifest too, and some that fail. */
export const LINKED: Files = {
  'tsconfig.json': '{ "compilerOptions": { "paths": { "#lib/*": ["./lib/*"] } } }',
  'lib/price.ts': 'export class Price { gross(): number { return round(this.net()); }\n net() { return 1; } }\n',
  'lib/round.ts': 'export function round(n: number) { return n; }\n',
  'other/price.ts': 'export class Price { gross() { return 0; } }\n',
  'order.ts': "import { Price } from '#lib/price';\nexport class Order { total(p: Price) { return p.gross(); } }\n",
  'index.ts':
    "export * from './order.js';\nimport { Order } from './order.js';\nexport const run = () => new Order();\n",
  'binary.ts': new Uint8Array([0, 1, 2]),
  'broken.py': 'def f(:\n  g(\n',
};

/** A copy of sources in all languages in a folder that goes away with the running test, and the files {@link LINKED}. */
export async function repositoryOfAll(): Promise<string> {
  const root = await repositoryOf(LINKED);
  await cp(SOURCES, join(root, 'sources'), { recursive: true, filter: (path) => !path.endsWith('.json') });
  return root;
}

/** A folder for a cache, which is not there yet; it goes away with the running test. */
export async function cacheFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ckg-cache-')));
  onTestFinished(() => rm(folder, GONE));
  return slashed(join(folder, 'kept'));
}

/** What a call gave, and what it took from a cache. */
export interface Outcome {
  /** The hash of the result as text. */
  result: string;
  files: number;
  hits: number;
  misses: number;
}

export type Way = 'graph' | 'stream';

/** The result of a whole graph or a stream of all files. */
export async function outcomeOf(way: Way, root: string, options: StreamOptions = {}): Promise<Outcome> {
  const instance = new CodeKnowledgeGraph({ batchSize: 4, ...options });
  const hash = createHash('sha256');
  let files = 0;
  if (way === 'graph') {
    const graph = await instance.buildGraphStreaming(root);
    for (const piece of graphToJSONText(graph)) hash.update(piece);
    files = graph.files.size + graph.failures.length;
  } else {
    const { include, exclude, respectGitignore } = options;
    const paths = await new CodeKnowledgeGraph({ include, exclude, respectGitignore }).getAllSourceFiles(root);
    for await (const { batch, processedFiles, batchIndex } of instance.processFilesInBatches(paths, root)) {
      hash.update(JSON.stringify([graphToJSON(batch), processedFiles, batchIndex]));
    }
    files = paths.length;
  }
  const { cacheHits: hits, cacheMisses: misses } = instance.getStreamingMetrics();
  return { result: hash.digest('hex'), files, hits, misses };
}

/** Every file below a folder, with its path. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
