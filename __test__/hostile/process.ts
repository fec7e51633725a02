// A process of its own for each hostile input, with limits that the system holds: what does not keep them ends there and
// takes nothing else down.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Files, repositoryOf } from '../repository.js';

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../index.mjs', import.meta.url));
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const GIGABYTE = 1e9;
/** Wall clock, for what waits instead of working. Generous: it is no measurement. */
const LIMIT_MS = 60_000;
/** When the limit on threads ends. */
const ENOUGH_THREADS = 1_000;
/** What a small repository may cost, the start of Node.js included. */
const SECONDS = 3;
const MEGABYTES = 400;
/** No two tests share a user, whose threads are counted together. */
let nextUser = 60_000 + (process.pid % 4_000);

export interface Hostile {
  what: string;
  files: Files | (() => Files);
  /** Makes what is more than text, such as links. */
  prepare?: (root: string) => Promise<unknown>;
  way?: string;
  options?: object;
  details?: object | ((root: string) => Promise<object>);
  limits?: Partial<Limits>;
  /** Processor seconds and megabytes that it may cost, the start of Node.js included. */
  bounds?: { seconds?: number; megabytes?: number };
  /** How it ends: every file with an analysis, some files with one of these codes, or an answer of its own. */
  ends?: 'analysed' | string[] | ((answer: Answer, root: string) => void);
  /** Too dear for every run: only with `HOSTILE=all`. */
  isHeavy?: boolean;
}

export interface Limits {
  addressSpace: number;
  processorSeconds: number;
  descriptors: number;
  /** Threads that may be started beside those that run when the package is first used. */
  threadsLeft: number;
}

export interface Answer {
  files: number;
  functions: number;
  types: number;
  failures: [path: string, code: string][];
  characters: number;
  rejection?: { code?: string; errorType?: string; message: string };
  aborted?: unknown[];
  names?: string[];
}

interface Result {
  answer: Answer;
  healthy: { functions: string[]; failures: number };
  cost: { seconds: number; secondsAfter: number; peakMegabytes: number };
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  errors: string;
}

/** Built afterwards, in the same process. */
const HEALTHY = { 'healthy.ts': 'export function well() { return fine(); }\nfunction fine() {}\n' };
const HEALTHY_FUNCTIONS = ['well', 'fine'];

/** The suite needs Linux's limits. */
export const isLinux = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;
export const isRoot = process.getuid?.() === 0;

/** Tests each input. */
export function withstands(inputs: Hostile[]): void {
  for (const hostile of inputs) {
    const isSkipped =
      !isLinux ||
      (hostile.isHeavy === true && process.env.HOSTILE !== 'all') ||
      // Another user is needed, since limits on threads are a user's.
      (hostile.limits?.threadsLeft !== undefined && !isRoot);
    const test = isSkipped ? it.skip : it;
    test(hostile.what, () => check(hostile), LIMIT_MS + 30_000);
  }
}

async function check(hostile: Hostile): Promise<void> {
  const { ends = 'analysed', bounds = {} } = hostile;
  const root = await repositoryOf(typeof hostile.files === 'function' ? hostile.files() : hostile.files);
  await hostile.prepare?.(root);
  const healthy = await repositoryOf(HEALTHY);
  // The process may be another user's.
  await Promise.all([chmod(root, 0o777), chmod(healthy, 0o755)]);
  const request = {
    entry: ENTRY,
    root,
    healthy,
    way: hostile.way ?? 'graph',
    options: hostile.options ?? {},
    details: typeof hostile.details === 'function' ? await hostile.details(root) : (hostile.details ?? {}),
  };
  // What is far beyond its bound need not be waited for.
  const processorSeconds = Math.ceil(2 * (bounds.seconds ?? SECONDS) + 2);
  const ended = await limited([CHILD, JSON.stringify(request)], { processorSeconds, ...hostile.limits });
  expect(ended, 'the process lives, and says nothing').toMatchObject({ code: 0, signal: null, errors: '' });
  const result = JSON.parse(ended.output.trim().split('\n').at(-1) as string) as Result;
  const said = JSON.stringify(result);
  if (process.env.HOSTILE_VERBOSE !== undefined) process.stderr.write(`${hostile.what}: ${said.slice(0, 600)}\n`);
  expect(result.healthy, 'all is well afterwards').toEqual({ functions: HEALTHY_FUNCTIONS, failures: 0 });
  if (typeof ends === 'function') {
    ends(result.answer, root);
  } else {
    const codes = new Set(result.answer.failures.map(([, code]) => code));
    expect(ends === 'analysed' ? [] : ends, said).toEqual(expect.arrayContaining(Array.from(codes)));
  }
  const { cost } = result;
  expect(cost.seconds, `processor time: ${said}`).toBeLessThan(bounds.seconds ?? SECONDS);
  expect(cost.secondsAfter, `processor time afterwards: ${said}`).toBeLessThan(1);
  expect(cost.peakMegabytes, `memory: ${said}`).toBeLessThan(bounds.megabytes ?? MEGABYTES);
}

/** Runs the command with `words`, and what `redirected` does to its output. */
export function command(words: string[], redirection = ''): Promise<Ended> {
  const quoted = [process.execPath, CLI, ...words].map((word) => `'${word}'`).join(' ');
  return settled(spawn('bash', ['-c', `${quoted} ${redirection}`], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs Node.js under limits. */
function limited(words: string[], limits: Partial<Limits> = {}): Promise<Ended> {
  const { addressSpace = 16 * GIGABYTE, processorSeconds = 60, descriptors = 1024, threadsLeft } = limits;
  const flags = [`--as=${addressSpace}`, `--cpu=${processorSeconds}`, `--nofile=${descriptors}`, '--core=0'];
  const user = threadsLeft === undefined ? {} : { uid: nextUser, gid: nextUser++ };
  const child = spawn('prlimit', [...flags, process.execPath, ...words], {
    ...user,
    cwd: '/',
    stdio: [threadsLeft === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (threadsLeft !== undefined) {
    // It says how many threads it has before it does its work, and waits for the limit, and then for the limit's end.
    child.stdout?.on('data', (data) => {
      const said = JSON.parse(String(data)) as { threads?: number; isOver?: boolean };
      const soft = said.isOver ? ENOUGH_THREADS : said.threads && said.threads + threadsLeft;
      if (soft === undefined) return;
      // By the same user: the superuser of a container may not.
      const { status } = spawnSync('prlimit', [`--pid=${child.pid}`, `--nproc=${soft}:`], { ...user, cwd: '/' });
      if (status !== 0) child.kill('SIGKILL');
      child.stdin?.write('go');
    });
  }
  return settled(child);
}

function settled(child: ChildProcess): Promise<Ended> {
  const ended: Ended = { code: null, signal: null, output: '', errors: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    ended.output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    ended.errors += text;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  return new Promise((resolve) =>
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...ended, code, signal });
    }),
  );
}
