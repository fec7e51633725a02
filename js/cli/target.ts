/**
 * Where a graph goes: found out and checked before the work, written after it. A regular file is replaced as a whole
 * or not at all; whatever else has a name (a device, a pipe, a descriptor of this process) is written through.
 */
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants, createWriteStream, fstatSync, openSync, writeSync } from 'node:fs';
import { access, copyFile, type FileHandle, lstat, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { getSystemErrorMap } from 'node:util';
import type { Output } from './progress.js';

/** Where a graph goes. */
export type Target =
  /** Standard output, or another descriptor that is open. */
  | { kind: 'descriptor'; number: number }
  /** A regular file, or none yet: it appears whole or stays what it was. */
  | { kind: 'file'; path: string; replaced: Stats | undefined }
  /** What is no regular file, and a file that cannot be replaced in its folder: opened as it is. */
  | { kind: 'through'; path: string; isPipe: boolean };

/** Where a graph of several files goes. */
export interface FolderTarget {
  kind: 'folder';
  path: string;
}

/** What the user calls a target, and what it takes to write to it. */
export interface Delivery {
  given: string;
  signal: AbortSignal;
  stdout: Output;
}

/** What `--out -` means. */
export const STANDARD_OUTPUT = 1;
export const STANDARD_ERROR = 2;

/** Why a graph cannot go where it should. */
export class TargetError extends Error {
  /** @param isMisuse whether the command line names a folder that does not exist */
  constructor(
    message: string,
    readonly isMisuse = false,
  ) {
    super(message);
  }
}

/** As many links as Linux follows. */
const MOST_LINKS = 40;
const READER_LOOK_MS = 50;
const ENDS_AS_FOLDER = process.platform === 'win32' ? /[/\\]\.{0,2}$/ : /\/\.{0,2}$/;

/** What `given` means in `folder`. Opens nothing and changes nothing. @throws TargetError where no graph can go */
export async function findTarget(given: string, at: (path: string) => string): Promise<Target> {
  if (given === '-') return { kind: 'descriptor', number: STANDARD_OUTPUT };
  try {
    const target = await follow(at(given), given);
    if (target.kind !== 'descriptor' && ENDS_AS_FOLDER.test(given)) throw folderError(given);
    // Of an open descriptor only a write tells whether it may be written to.
    if (target.kind === 'descriptor') writeSync(target.number, '');
    return target;
  } catch (error) {
    throw error instanceof TargetError ? error : unwritable(given, error);
  }
}

/** The folder that `given` means, or that is to be made. Changes nothing. @throws TargetError where none can be */
export async function findFolder(given: string, at: (path: string) => string): Promise<FolderTarget> {
  const path = at(given);
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw unwritable(given, error);
  });
  if (stats && !stats.isDirectory())
    throw new TargetError(`${given} is no folder, and a graph of several files needs one`);
  return { kind: 'folder', path };
}

/** Follows links by hand: one that leads nowhere yet names the file to be made. */
async function follow(path: string, given: string): Promise<Target> {
  let link = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const folder = await realFolder(dirname(link), given);
    const target = join(folder, basename(link));
    const processId = /^\/(?:proc\/(\d+)(?:\/task\/\d+)?|dev)\/fd$/.exec(folder);
    if (processId !== null && /^\d+$/.test(basename(link))) {
      // A link of the kernel's: what it says is no path.
      const isOwn = processId[1] === undefined || processId[1] === String(process.pid);
      if (isOwn) return { kind: 'descriptor', number: Number(basename(link)) };
      return { kind: 'through', path: target, isPipe: false };
    }
    const stats = await statsOf(target);
    if (!stats?.isSymbolicLink()) return targetAt(target, stats, given);
    link = resolve(folder, await readlink(target));
  }
  throw new TargetError(`${given} is a symbolic link that leads in a circle`);
}

async function realFolder(path: string, given: string): Promise<string> {
  const folder = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  const isFolder = folder !== undefined && (await lstat(folder)).isDirectory();
  if (!isFolder) throw new TargetError(`There is no folder for '${given}'`, true);
  return folder;
}

async function targetAt(path: string, stats: Stats | undefined, given: string): Promise<Target> {
  if (stats?.isDirectory()) throw folderError(given);
  if (stats?.isSocket()) throw new TargetError(`${given} is a socket`);
  if (stats !== undefined) await access(path, constants.W_OK);
  if (stats !== undefined && !stats.isFile()) return { kind: 'through', path, isPipe: stats.isFIFO() };
  try {
    await access(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    // A file that may be written in a folder that may not keeps its place.
    if (stats !== undefined) return { kind: 'through', path, isPipe: false };
    throw error;
  }
  return { kind: 'file', path, replaced: stats };
}

/** Writes `pieces` to `target`. @throws TargetError if they did not all arrive */
export async function writeTo(
  target: Target,
  pieces: AsyncIterable<string>,
  { given, signal, stdout }: Delivery,
): Promise<void> {
  try {
    await deliver(target, pieces, signal, stdout);
  } catch (error) {
    if (signal.aborted) throw error;
    throw unwritable(given, error);
  }
}

/**
 * Has `write` write to the path of a file or a folder, or to a stream into what is neither. A file keeps its mode and its owner.
 *
 * @throws TargetError if the system does not take it
 */
export async function handTo<Written>(
  target: Target | FolderTarget,
  { given, signal, stdout }: Delivery,
  write: (to: string | Writable) => Promise<Written>,
): Promise<Written> {
  try {
    if (target.kind === 'folder') return await write(target.path);
    if (target.kind !== 'file') return await write(await streamInto(target, signal, stdout));
    const written = await write(target.path);
    if (target.replaced !== undefined) await keepAfter(target.path, target.replaced);
    return written;
  } catch (error) {
    if (signal.aborted) throw error;
    // What the system said is the cause of an error that names the file.
    const { code, errno, cause, message }: NodeJS.ErrnoException = error as Error;
    const system = errno === undefined ? cause : error;
    if ((system as NodeJS.ErrnoException | undefined)?.errno !== undefined) throw unwritable(given, system);
    // What a database says names no file.
    if (code === 'ERR_EXPORT')
      throw new TargetError(`${nameOf(given)} cannot be written: ${message.replace(/^The export failed: /, '')}`);
    throw error;
  }
}

/** Gives a file that took the place of another what that had of mode and owner. */
async function keepAfter(path: string, replaced: Stats): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await takeAfter(replaced, handle);
  } finally {
    await handle.close();
  }
}

async function deliver(
  target: Target,
  pieces: AsyncIterable<string>,
  signal: AbortSignal,
  stdout: Output,
): Promise<void> {
  if (target.kind === 'file') return replace(target.path, target.replaced, pieces, signal);
  return pipeline(Readable.from(pieces), await streamInto(target, signal, stdout), { signal });
}

async function streamInto(
  target: Exclude<Target, { kind: 'file' }>,
  signal: AbortSignal,
  stdout: Output,
): Promise<Writable> {
  if (target.kind === 'through') return opened(target.path, target.isPipe, signal);
  // Standard output has a stream already, whose writes stand in line with others.
  return target.number === STANDARD_OUTPUT ? through(stdout) : onto(target.number);
}

/** A stream into `output` that ends without ending it. */
export function through(output: Output): Writable {
  return new Writable({
    decodeStrings: false,
    write: (piece: string | Uint8Array, _encoding, done) => void output.write(piece, done),
  });
}

/** A stream into an open descriptor; into a pipe one whose writes an interruption does not wait for. */
function onto(descriptor: number): Writable {
  const stats = fstatSync(descriptor);
  if (stats.isFIFO() || stats.isSocket()) return new Socket({ fd: descriptor, readable: false, writable: true });
  return createWriteStream('', { fd: descriptor, autoClose: false });
}

async function opened(path: string, isPipe: boolean, signal: AbortSignal): Promise<Writable> {
  // Neither made nor emptied where it is no file: a device has no length, and what vanished is not written for nobody.
  if (!isPipe) return createWriteStream(path, { flags: constants.O_WRONLY | constants.O_TRUNC } as never);
  // A pipe nobody reads yet: an open that waits for its reader could not be interrupted.
  for (;;) {
    try {
      return onto(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await setTimeout(READER_LOOK_MS, undefined, { signal });
    }
  }
}

/** Writes beside the file, then puts it in the file's place, with what it had of mode and owner. */
async function replace(
  path: string,
  replaced: Stats | undefined,
  pieces: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  // A name nobody can know before, made anew: what is planted there is neither followed nor written.
  const unfinished = join(dirname(path), `code-knowledge-graph-${randomBytes(9).toString('hex')}.part`);
  const handle = await open(unfinished, 'wx', replaced === undefined ? 0o666 : 0o600);
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      await handle.writeFile(piece);
    }
    if (replaced !== undefined) await takeAfter(replaced, handle);
    // Some disks say only now that they are full.
    await handle.sync();
    await handle.close();
    await put(unfinished, path);
  } finally {
    await handle.close().catch(() => {});
    await rm(unfinished, { force: true });
  }
}

async function takeAfter({ mode, uid, gid }: Stats, handle: FileHandle): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== uid || own.gid !== gid) {
    // Only root gives files away; the group alone may be one of the caller's.
    await handle.chown(uid, gid).catch(() => handle.chown(own.uid, gid).catch(() => {}));
  }
  await handle.chmod(mode & 0o7777);
}

async function put(unfinished: string, path: string): Promise<void> {
  try {
    await rename(unfinished, path);
  } catch (error) {
    // A file that is mounted, as containers do, and one of somebody else's in a folder for all, keep their place.
    if (!['EBUSY', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(unfinished, path);
  }
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function folderError(given: string): TargetError {
  return new TargetError(`${given} is a folder: a graph of one file needs a file name`);
}

/** `graph.json cannot be written: no space left on device` */
export function unwritable(given: string, error: unknown): TargetError {
  return new TargetError(`${nameOf(given)} cannot be written: ${systemReason(error)}`);
}

function nameOf(given: string): string {
  return given === '-' ? 'Standard output' : given;
}

/** `no space left on device` */
export function systemReason(error: unknown): string {
  const { errno, message }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  const [, reason = message] = (errno !== undefined && getSystemErrorMap().get(errno)) || [];
  return reason;
}
