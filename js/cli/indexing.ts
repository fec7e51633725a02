/** The work on a folder: it is counted, and written where it is to go, with no more of it in memory than that takes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeIndex, StreamLogger, StreamOptions } from '../../index.js';
import { type IndexCommand, JSON_FORMAT } from './arguments.js';
import { graphPieces } from './graph-file.js';
import { noProgress, type ProgressDisplay } from './progress.js';
import { exportedTo } from './questions/export.js';
import { indexOptions } from './reporting.js';
import { type Structure, structureOf } from './structure.js';
import { Tally } from './summary.js';
import { type FolderTarget, type Target, writeTo } from './target.js';
import { cachePlace, type World } from './world.js';

/** What there is to be told of a folder. */
export interface Counted {
  tally: Tally;
  /** `undefined` if nobody asked an index. */
  structure: Structure | undefined;
  /** When all files had been analysed. */
  analysedAt: number;
}

/** What moves the display along, and what is told on the way. */
export type Reported = Pick<StreamOptions, 'onProgress' | 'logger'>;

/** Where a graph goes, as found and as written. */
export interface Destination {
  target: Target | FolderTarget;
  given: string;
}

const ignore = () => {};
const SILENT_LOGGER: StreamLogger = { log: ignore, debug: ignore, warn: ignore, error: ignore };

/** Counts the files below `root`. */
export async function counted(world: World, command: IndexCommand, root: string, reported: Reported): Promise<Counted> {
  const cache = cachePlace(world, command.cache);
  const tally = new Tally();
  tally.add(await world.buildGraph(root, [], streamOptions(world, command, cache, reported)));
  const analysedAt = world.now();
  // Nobody needs an index so much that all files are parsed again for it.
  const structure = cache === false ? undefined : await withIndex(world, command, root, cache, structureOf);
  return { tally, structure, analysedAt };
}

/**
 * Counts them, and writes their graph. Each is analysed once, in a stream that drops what it has; the graph is that of an index, which
 * takes the analyses from the cache, file by file. Without a cache they are in a folder that is gone afterwards.
 */
export async function written(
  world: World,
  command: IndexCommand,
  root: string,
  reported: Reported,
  { target, given }: Destination,
  display: ProgressDisplay,
): Promise<Counted> {
  return withCache(world, command, reported, async (cache, told) => {
    await world.analyze(root, streamOptions(world, command, cache, told));
    const analysedAt = world.now();
    return withIndex(world, command, root, cache, async (index) => {
      display.enter('writing');
      const tally = new Tally();
      const { format, absolute: isAbsolute, full: isFull } = command;
      if (format === JSON_FORMAT && target.kind !== 'folder') {
        const pieces = graphPieces(index, { root: root.replaceAll('\\', '/'), isAbsolute, isFull }, (part) =>
          tally.add(part),
        );
        await writeTo(target, pieces, { given, signal: world.signal, stdout: world.stdout });
      } else {
        const note = await exportedTo(world, index, format, target, given);
        if (note !== undefined && command.progress) display.note(note);
        for await (const part of index.graphInParts({ rootDir: isAbsolute ? root : undefined })) tally.add(part);
      }
      const { failures, warnings } = index;
      tally.failures.push(...failures);
      tally.warnings.push(...warnings);
      return { tally, structure: await structureOf(index), analysedAt };
    });
  });
}

function streamOptions(
  { signal }: World,
  command: IndexCommand,
  cache: string | boolean,
  reported: Reported,
): StreamOptions {
  return { ...command.options, ...reported, cache, signal };
}

/** Hands on where analyses are kept: for the time of the work alone, if the user wants none to be. */
async function withCache<Result>(
  world: World,
  command: IndexCommand,
  reported: Reported,
  work: (cache: string | boolean, reported: Reported) => Promise<Result>,
): Promise<Result> {
  const cache = cachePlace(world, command.cache);
  if (cache !== false) return work(cache, reported);
  const folder = await mkdtemp(join(tmpdir(), 'code-knowledge-graph-')).catch(() => undefined);
  // Where nothing temporary can be written each file is analysed twice.
  if (folder === undefined) return work(false, reported);
  try {
    // Of this cache nobody knows: that it is full costs time alone.
    return await work(folder, { ...reported, logger: SILENT_LOGGER });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withIndex<Answer>(
  world: World,
  command: IndexCommand,
  root: string,
  cache: string | boolean,
  ask: (index: CodeIndex) => Promise<Answer>,
): Promise<Answer> {
  // All that there is to be told was told while the files were analysed.
  const silent = noProgress({ write: () => {} });
  const index = await world.openIndex(root, { ...indexOptions(world, command, silent), cache });
  try {
    return await ask(index);
  } finally {
    await index.close();
  }
}
