/** What the work reports, as far as the command shows it. */
import type { IndexOptions, LogEntry, SlowFile, StreamLogger, StreamOptions } from '../../index.js';
import type { ServeCommand } from './arguments.js';
import { printable } from './format.js';
import type { ProgressDisplay, Stage } from './progress.js';
import { cachePlace, type World } from './world.js';

/** Slow files that the summary names. */
const SLOWEST = 5;

/** What moves `display` along while a graph is built, and has it say what the caller should know; and what it saw of slow files. */
export function reporting(
  display: ProgressDisplay,
): Pick<StreamOptions, 'onProgress' | 'logger'> & { slowest(): Pick<SlowFile, 'path' | 'ms'>[] } {
  const slow = new Map<string, number>();
  const show = stages(display);
  let noted = false;
  return {
    slowest: () => {
      const all = [...slow].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
      return all.map(([path, ms]) => ({ path, ms }));
    },
    logger: cacheNotes(display),
    onProgress({ stage, processedFiles, totalFiles, slowestFiles, isShortOfMemory }) {
      show(stage);
      for (const { path, ms } of slowestFiles) slow.set(path, Math.max(ms, slow.get(path) ?? 0));
      display.advance(
        processedFiles,
        totalFiles,
        slowestFiles.find(({ isDone }) => !isDone),
      );
      // Whatever comes now, parsing is over.
      if (processedFiles === totalFiles && totalFiles > 0) show('linking');
      if (!isShortOfMemory || noted) return;
      noted = true;
      display.note('Memory is short: new files wait until some is free');
    },
  };
}

/** The same while an index is opened. */
function indexReporting(display: ProgressDisplay): Pick<IndexOptions, 'onProgress' | 'logger'> {
  const show = stages(display);
  return {
    logger: cacheNotes(display),
    onProgress({ stage, processedFiles, totalFiles }) {
      show(stage);
      display.advance(processedFiles, totalFiles);
    },
  };
}

/** What an index is opened with. */
export function indexOptions(
  world: World,
  { options, cache }: Pick<ServeCommand, 'options' | 'cache'>,
  display: ProgressDisplay,
): IndexOptions {
  return { ...options, ...indexReporting(display), cache: cachePlace(world, cache), signal: world.signal };
}

/** Enters each stage once. */
function stages(display: ProgressDisplay): (stage: Stage) => void {
  let shown: Stage = 'discovering';
  display.enter(shown);
  return (stage) => {
    if (stage !== shown) display.enter(stage);
    shown = stage;
  };
}

/** A cache that cannot be used makes the work slow, and nothing else would say so. */
function cacheNotes(display: ProgressDisplay): StreamLogger {
  const ignore = () => {};
  return { log: ignore, debug: ignore, error: ignore, warn: (entry) => noteCache(display, entry) };
}

function noteCache(display: ProgressDisplay, { message, metadata }: LogEntry): void {
  const { code, filePath, message: reason } = metadata;
  if (code !== 'ERR_CACHE_UNUSABLE') return;
  const where = filePath === '' ? '' : ` (${filePath})`;
  display.note(printable(`${message}${where}: ${reason}`));
}
