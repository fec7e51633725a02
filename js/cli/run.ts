/**
 * The command from its words to its exit code. Everything it touches outside itself is handed in, so that it
 * runs the same in a test.
 */
import { statSync } from 'node:fs';
import {
  type CacheCommand,
  HELP,
  type IndexCommand,
  parseCommand,
  type QuestionCommand,
  type ServeCommand,
  type SnapshotsCommand,
} from './arguments.js';
import { infoText, prunedText } from './cache-report.js';
import { printable } from './format.js';
import { counted, written } from './indexing.js';
import { noProgress, type ProgressDisplay, progressOn } from './progress.js';
import { ask } from './questions/ask.js';
import { targetOf } from './questions/export.js';
import { SideError } from './questions/revisions.js';
import { questionHelp } from './questions/table.js';
import { indexOptions, reporting } from './reporting.js';
import { prunedSnapshotsText, snapshotsText } from './snapshot-report.js';
import { summaryText } from './summary.js';
import { type FolderTarget, STANDARD_ERROR, STANDARD_OUTPUT, type Target, TargetError } from './target.js';
import { absolute, ExitCode, type World } from './world.js';

export { ExitCode, type World } from './world.js';

/** Errors of the graph that the command line is to blame for. */
const MISUSE_CODES = new Set([
  'ERR_ROOT_DIR_EMPTY',
  'ERR_ROOT_DIR_NOT_FOUND',
  'ERR_INVALID_GLOB',
  'ERR_INVALID_CURSOR',
  'ERR_INVALID_ARG_TYPE',
  'ERR_OUT_OF_RANGE',
  'ERR_INVALID_SNAPSHOT_NAME',
  'ERR_NO_CACHE',
]);

/** Runs the command. Never throws; prints why it fails. */
export async function run(world: World): Promise<ExitCode> {
  const command = parseCommand(world.words);
  switch (command.kind) {
    case 'help':
      world.stdout.write(command.question === undefined ? HELP : questionHelp(command.question));
      return ExitCode.Done;
    case 'version':
      world.stdout.write(`${world.version}\n`);
      return ExitCode.Done;
    case 'misuse':
      return misuse(world, command.message);
    case 'index':
      return index(world, command);
    case 'cache':
      return cache(world, command);
    case 'snapshots':
      return snapshots(world, command);
    case 'question':
      return question(world, command);
    case 'serve':
      return serve(world, command);
  }
}

async function question(world: World, command: QuestionCommand): Promise<ExitCode> {
  try {
    return await ask(world, command);
  } catch (error) {
    return failure(world, error, command.folder);
  }
}

async function serve(world: World, command: ServeCommand): Promise<ExitCode> {
  const { folder } = command;
  try {
    const root = absolute(world, folder);
    await world.serve(() => world.openIndex(root, indexOptions(world, command, noProgress(world.stderr))));
    return ExitCode.Done;
  } catch (error) {
    return failure(world, error, folder);
  }
}

async function cache(world: World, { action, folder, maxBytes, json }: CacheCommand): Promise<ExitCode> {
  try {
    const directory = absoluteIfGiven(world, folder);
    if (action === 'info') print(world, json, await world.cacheInfo(directory), infoText);
    else print(world, json, await world.pruneCache(directory, { maxBytes }), prunedText);
    return ExitCode.Done;
  } catch (error) {
    return failure(world, error);
  }
}

async function snapshots(world: World, command: SnapshotsCommand): Promise<ExitCode> {
  const { action, name, folder, cache: place, keep, olderThanMs, json } = command;
  try {
    const directory = absoluteIfGiven(world, place);
    const root = absoluteIfGiven(world, folder);
    if (action === 'list') {
      print(world, json, await world.listSnapshots(directory, { root }), snapshotsText);
    } else if (action === 'prune') {
      print(world, json, await world.pruneSnapshots(directory, { root, keep, olderThanMs }), prunedSnapshotsText);
    } else if (!(await world.deleteSnapshot(absolute(world, folder ?? '.'), name, directory))) {
      throw new Error(`There is no snapshot '${name}' of ${folder ?? 'this folder'}`);
    }
    return ExitCode.Done;
  } catch (error) {
    return failure(world, error);
  }
}

/** Where a path leads, if there is one. */
function absoluteIfGiven(world: World, path: string | undefined): string | undefined {
  return path === undefined ? undefined : absolute(world, path);
}

/** Prints an answer as JSON, or as a text for people. */
function print<Answer>({ stdout }: World, json: boolean, answer: Answer, text: (answer: Answer) => string): void {
  stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : text(answer));
}

async function index(world: World, command: IndexCommand): Promise<ExitCode> {
  let display = noProgress(world.stderr);
  try {
    const root = absolute(world, command.folder);
    // Before anything else is said.
    if (isFile(root)) return misuse(world, fileError(command.folder));
    const { out } = command;
    const target = out === undefined ? undefined : await targetOf(world, command.format, out);
    // Where the graph goes to standard error, nothing else does.
    const isOnError = target?.kind === 'descriptor' && target.number === STANDARD_ERROR;
    if (command.progress && !isOnError) display = progressOn(world.stderr, world);
    return await indexShown(world, command, root, target, display);
  } catch (error) {
    display.close();
    return failure(world, error, command.folder);
  }
}

async function indexShown(
  world: World,
  command: IndexCommand,
  root: string,
  target: Target | FolderTarget | undefined,
  display: ProgressDisplay,
): Promise<ExitCode> {
  const { stdout, stderr } = world;
  const start = world.now();
  const { out } = command;
  const { slowest, ...reported } = reporting(display);
  const { tally, structure, analysedAt } = await (target === undefined || out === undefined
    ? counted(world, command, root, reported)
    : written(world, command, root, reported, { target, given: out }, display));
  display.close();

  const isCached = command.cache !== false;
  const summary = tally.summary({
    root: root.replaceAll('\\', '/'),
    folder: command.folder,
    isAbsolute: command.absolute,
    durationMs: analysedAt - start,
    cache: isCached ? world.metrics() : { cacheHits: 0, cacheMisses: 0 },
    slowest: slowest(),
    peakMemoryBytes: world.peakMemory(),
    structure,
  });
  // Whoever reads a graph from standard output reads nothing else there.
  const output = target?.kind === 'descriptor' && target.number === STANDARD_OUTPUT ? stderr : stdout;
  output.write(command.json ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary));
  return command.strict && summary.failed > 0 ? ExitCode.Failed : ExitCode.Done;
}

function failure(world: World, error: unknown, folder?: string): ExitCode {
  if (world.signal.aborted) {
    world.stderr.write('Interrupted\n');
    return ExitCode.Interrupted;
  }
  const { code, message: told }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  const message = told.replace(/\boptions\.(\w+)/g, (_, option: string) => optionOf(option));
  const isMisuse =
    error instanceof TargetError
      ? error.isMisuse
      : error instanceof SideError || (code !== undefined && MISUSE_CODES.has(code));
  if (code === 'ERR_ROOT_DIR_NOT_FOUND' && folder !== undefined && isFile(absolute(world, folder))) {
    return misuse(world, fileError(folder));
  }
  if (isMisuse) return misuse(world, message);
  world.stderr.write(`code-knowledge-graph: ${printable(message)}\n`);
  return ExitCode.Failed;
}

/** What the command calls an option of the package. */
function optionOf(option: string): string {
  return `--${option === 'entryPoints' ? 'entry-point' : option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function fileError(given: string): string {
  return `${given} is a file, not a folder`;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // What the work meets there says more.
    return false;
  }
}

function misuse(world: World, message: string): ExitCode {
  world.stderr.write(`code-knowledge-graph: ${printable(message)}\nTry 'code-knowledge-graph --help'.\n`);
  return ExitCode.Misuse;
}
