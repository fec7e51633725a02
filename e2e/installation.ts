/**
 * What the end-to-end tests run against, made once: the packed package, installed from its tarball into a copy of the
 * example service in an empty folder and built there, as its README says, and a real package to be indexed.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the installed service. */
    service: string;
    /** The packed package. */
    tarball: string;
    /** An allowed root of every service started: a folder for repositories. */
    repositories: string;
    /** The sources of rxjs, below `repositories`. */
    rxjs: string;
    /** Those sources four times over, in one folder below `repositories`: long enough to be interrupted. */
    large: string;
  }
}

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const COPIES = ['a', 'b', 'c', 'd'];

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const work = await realpath(await mkdtemp(join(tmpdir(), 'ckg-e2e-')));
  const remove = () => rm(work, { recursive: true, force: true });
  try {
    const service = join(work, 'service');
    const repositories = join(work, 'repositories');
    const rxjs = join(repositories, 'rxjs');
    const large = join(repositories, 'large');
    const sources = await rxjsSources();
    await mkdir(repositories);
    for (const copy of [rxjs, ...COPIES.map((name) => join(large, name))]) {
      await cp(sources, copy, { recursive: true, filter: (path) => basename(path) !== '.corpus.json' });
    }
    const tarball = await pack(work);
    await installService(service, tarball);
    for (const [name, path] of Object.entries({ service, tarball, repositories, rxjs, large })) {
      project.provide(name as 'service', path);
    }
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The pinned sources that the benchmarks use too; fetched from the npm registry if they are not there. */
async function rxjsSources(): Promise<string> {
  await execute(process.execPath, ['bench/corpora.mjs', 'rxjs'], { cwd: root });
  return join(root, 'bench', 'corpora', 'rxjs-7.8.1');
}

async function pack(work: string): Promise<string> {
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', work], { cwd: root });
  const [{ filename }] = JSON.parse(stdout);
  return join(work, filename);
}

async function installService(folder: string, tarball: string): Promise<void> {
  const leftOut = ['node_modules', 'dist'];
  await cp(join(root, 'examples', 'nestjs-service'), folder, {
    recursive: true,
    filter: (path) => !leftOut.includes(basename(path)),
  });
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const [, commands = ''] = /In a copy of it:\n\n```console\n([\s\S]*?)```$/m.exec(readme) ?? [];
  for (const [, command = ''] of commands.matchAll(/^\$ (npm .*)$/gm)) {
    // Of the package what is here, not what was published.
    await execute('sh', ['-c', command.replace('install code-knowledge-graph', `install ${tarball}`)], { cwd: folder });
  }
}
