/** A graph, put together of the native side's buffers: while it is built, and when it is decoded. */
import type { CodeGraph, FileFailure } from '../index.js';
import { applyGraphLinks, type DecodedBatch, decodeGraphBatch, holdsLinks, type Unlinked } from './decode/handover.js';
import type { DecodedFile } from './decode/record.js';
import { emptyGraph } from './json.js';
import type { Slices } from './slices.js';

/** What one buffer had. */
export type Added =
  | { batch: Pick<DecodedBatch<DecodedFile>, 'failures' | 'progress'>; failed?: undefined }
  | { batch?: undefined; failed: FileFailure[] };

export class GraphAssembly {
  /** Filled while buffers come, so that no long piece of work is left for the end. */
  readonly graph: CodeGraph = emptyGraph();
  /** Those that wait for their links. */
  readonly #files: (DecodedFile | undefined)[] = [];
  readonly #slices: Slices;

  constructor(slices: Slices) {
    this.#slices = slices;
  }

  /** Adds what a buffer has: a batch, or links, with the files that cannot be linked. */
  async add(buffer: Buffer): Promise<Added> {
    if (holdsLinks(buffer)) return { failed: this.#leaveOut(await applyGraphLinks(this.#files, buffer, this.#slices)) };
    const { files, failures, progress } = await decodeGraphBatch(buffer, this.#slices, this.graph);
    for (const file of files) {
      this.#files.push(file);
      this.graph.files.set(file.normalizedPath, file.fileAnalysis);
    }
    for (const failure of failures) this.graph.failures.push(failure);
    return { batch: { failures, progress } };
  }

  /** Files that cannot be linked are failures like others, although they are in the graph already. */
  #leaveOut(unlinked: readonly Unlinked[]): FileFailure[] {
    const { files, functions, types, failures } = this.graph;
    const failed: FileFailure[] = [];
    for (const { file, reason } of unlinked) {
      const path = file.normalizedPath;
      files.delete(path);
      for (const definitions of [functions, types]) {
        for (const [key, definition] of definitions) if (definition.file === path) definitions.delete(key);
      }
      failed.push({ filePath: file.filePath, code: 'ERR_INTERNAL', message: `it could not be linked: ${reason}` });
    }
    failures.push(...failed);
    return failed;
  }
}
