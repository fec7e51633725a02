/** The package as npm packs it: what travels in it, and that it works where there is no Rust. */
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GONE } from './gone.js';
import { npmScript, type Packed, pack } from './npm.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';

let work: string;
let project: string;
let packed: Packed;

/** Runs a Node.js script in the empty project, with Node.js alone on PATH. */
function inProject(...words: string[]) {
  const { HOME, SystemRoot, TEMP } = process.env;
  return execute(process.execPath, words, { cwd: project, env: { HOME, SystemRoot, TEMP, PATH: join(work, 'bin') } });
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'ckg-package-'));
  project = join(work, 'project');
  await mkdir(project);
  await mkdir(join(work, 'bin'));
  await symlink(process.execPath, join(work, 'bin', windows ? 'node.exe' : 'node'));
  await writeFile(join(project, 'package.json'), '{ "name": "empty", "private": true }\n');

  packed = await pack(work);
  const words = ['install', '--offline', '--no-audit', '--no-fund', packed.tarball];
  await inProject(npmScript(), ...words);

  await mkdir(join(project, 'sources'));
  await writeFile(join(project, 'sources', 'a.ts'), 'export const twice = (n: number) => n * 2;\ntwice(1);\n');
}, 120_000);

afterAll(() => rm(work, GONE));

describe('the packed package', () => {
  it('holds the documents, the types, one binary and the compiled glue, and nothing else', () => {
    const paths = packed.files;
    const binaries = paths.filter((path) => path.endsWith('.node'));
    expect(binaries).toEqual([expect.stringMatching(/^code-knowledge-graph\.[a-z0-9-]+\.node$/)]);

    const glue = paths.filter((path) => path.startsWith('dist/'));
    const others = paths.filter((path) => !glue.includes(path) && !binaries.includes(path));
    expect(others.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bullmq-nestjs.d.mts',
      'bullmq-nestjs.d.ts',
      'bullmq-nestjs.mjs',
      'bullmq.d.mts',
      'bullmq.d.ts',
      'bullmq.mjs',
      'code-index.d.ts',
      'docs/agents.md',
      'docs/cache.md',
      'docs/code-index.md',
      'docs/exports.md',
      'docs/first-change.md',
      'docs/instances.md',
      'docs/migration.md',
      'docs/nestjs.md',
      'index.d.mts',
      'index.d.ts',
      'index.mjs',
      'nestjs.d.mts',
      'nestjs.d.ts',
      'nestjs.mjs',
      'package.json',
      'shards.d.ts',
      'testing.d.mts',
      'testing.d.ts',
      'testing.mjs',
    ]);

    // One module for each source: what is left over from one that was renamed or removed must not travel.
    const sources = readdirSync(join(root, 'js'), { recursive: true, encoding: 'utf8' });
    const modules = sources.filter((path) => /(?<!\.d)\.ts$/.test(path)).map((path) => path.replaceAll('\\', '/'));
    const code = glue.filter((path) => !path.endsWith('.d.ts'));
    expect(code.sort()).toEqual(modules.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`).sort());
    for (const path of glue) expect(code).toContain(path.replace(/\.d\.ts$/, '.js'));
  });

  it('takes at most 12 MB where it is installed, with all it depends on', () => {
    const modules = join(project, 'node_modules');
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).map((path) =>
      statSync(join(modules, path)),
    );
    const bytes = files.filter((file) => file.isFile()).reduce((sum, { size }) => sum + size, 0);
    expect(bytes).toBeGreaterThanOrEqual(packed.unpackedSize);
    expect(bytes).toBeLessThanOrEqual(12e6);
  });

  it('runs no script on install and depends on nothing', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(manifest.dependencies ?? {}).toEqual({});
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      expect(manifest.scripts).not.toHaveProperty(script);
    }
  });

  it('works from an ES module', async () => {
    await writeFile(
      join(project, 'module.mjs'),
      `import { buildGraphStreaming, buildGraphProgressively, CodeKnowledgeGraph, getAllSourceFiles, getStreamingMetrics,
         NodeType, processFilesInBatches, resetStreamingMetrics } from 'code-knowledge-graph';
       for (const it of [buildGraphProgressively, CodeKnowledgeGraph, getStreamingMetrics, resetStreamingMetrics]) {
         if (typeof it !== 'function') throw new Error('an export is missing');
       }
       const graph = await buildGraphStreaming('sources');
       let batches = 0;
       for await (const _ of processFilesInBatches(await getAllSourceFiles('sources'), 'sources')) batches += 1;
       console.log(JSON.stringify([graph.files.size, graph.functions.size, batches, NodeType.NODE_TYPE_CLASS]));`,
    );
    const { stdout } = await inProject('module.mjs');
    expect(JSON.parse(stdout)).toEqual([1, 1, 1, 'NODE_TYPE_CLASS']);
  });

  it('works from CommonJS', async () => {
    await writeFile(
      join(project, 'script.cjs'),
      `const { buildGraphStreaming, NodeType } = require('code-knowledge-graph');
       buildGraphStreaming('sources').then((graph) => {
         console.log(JSON.stringify([graph.files.size, graph.functions.size, NodeType.NODE_TYPE_CLASS]));
       });`,
    );
    const { stdout } = await inProject('script.cjs');
    expect(JSON.parse(stdout)).toEqual([1, 1, 'NODE_TYPE_CLASS']);
  });

  it('gives both module systems one instance: the metrics of one are those of the other', async () => {
    await writeFile(
      join(project, 'both.mjs'),
      `import { createRequire } from 'node:module';
       import { buildGraphStreaming, CodeKnowledgeGraph } from 'code-knowledge-graph';
       const other = createRequire(import.meta.url)('code-knowledge-graph');
       await buildGraphStreaming('sources');
       console.log(JSON.stringify([other.getStreamingMetrics().filesProcessed, other.CodeKnowledgeGraph === CodeKnowledgeGraph]));`,
    );
    const { stdout } = await inProject('both.mjs');
    expect(JSON.parse(stdout)).toEqual([1, true]);
  });

  it.skipIf(windows)('brings the command', async () => {
    const { stdout } = await execute(
      join(project, 'node_modules', '.bin', 'code-knowledge-graph'),
      ['sources', '--json'],
      {
        cwd: project,
        env: { PATH: `${join(work, 'bin')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(work, 'caches') },
      },
    );
    expect(JSON.parse(stdout)).toMatchObject({ files: 1, functions: 1 });
  });

  it('says on a platform without a binary which it is and how to build', async () => {
    // The installed copy loses its binary: what a platform that none was built for sees.
    const installed = join(project, 'node_modules', 'code-knowledge-graph');
    const binary = readdirSync(installed).find((name) => name.endsWith('.node')) ?? '';
    const kept = await readFile(join(installed, binary));
    await rm(join(installed, binary));
    try {
      await writeFile(join(project, 'load.cjs'), "require('code-knowledge-graph');");
      const { stderr } = await inProject('load.cjs').catch((failure) => failure);
      expect(stderr).toContain('ERR_UNSUPPORTED_PLATFORM');
      expect(stderr).toContain(`(${process.platform}, ${process.arch}`);
      expect(stderr).toContain(binary);
      expect(stderr).toContain('npm run build');
    } finally {
      await writeFile(join(installed, binary), kept);
    }
  });
});
