/** The examples that are one file each: they type-check and do what they say. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { addFiles, repositoryOf } from './repository.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

it('streaming-usage.ts shows every use of a stream', { timeout: 180_000 }, async () => {
  const work = await repositoryOf({ 'package.json': '{ "type": "module" }' });
  await mkdir(join(work, 'node_modules'));
  await symlink(root, join(work, 'node_modules', 'code-knowledge-graph'), 'junction');
  await copyFile(join(root, 'examples', 'streaming-usage.ts'), join(work, 'streaming-usage.ts'));
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    typeRoots: [join(root, 'node_modules', '@types')],
    types: ['node'],
  };
  await writeFile(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['streaming-usage.ts'] }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout: complaints } = await execute(process.execPath, [compiler, '-p', work]).catch((failure) => failure);
  expect(complaints).toBe('');

  const repository = join(work, 'repository');
  const numbers = Array.from({ length: 60 }, (_, number) => number);
  const sources = numbers.map((number) => [`f${number}.ts`, `export function f${number}() { return ${number}; }\n`]);
  await addFiles(repository, { ...Object.fromEntries(sources), 'broken.ts': Buffer.from([0, 0]) });
  const { stdout, stderr } = await execute(process.execPath, ['streaming-usage.js', 'repository'], { cwd: work });

  const lines = stdout.split('\n');
  expect(lines).toContain('basic: 60 files, 60 functions, 0 types, 1 failures');
  expect(stderr).toMatch(/^granular: .*broken\.ts has no analysis: ERR_BINARY_FILE$/m);
  const batches = lines.filter((line) => line.startsWith('granular: batch'));
  expect(batches).toHaveLength(7);
  expect(batches.at(-1)).toMatch(/^granular: batch 6, 61 of 61 files, [\d.]+ ms a file, [\d.]+ % of the memory$/);
  expect(lines).toContain('cancellation: after 5 of 61 files');
  expect(lines).toContain('cancellation: AbortError, 0 streams active');
  expect(lines.filter((line) => line === 'monitoring: 100 %')).toHaveLength(1);
  expect(stdout).toMatch(/^monitoring: \[\w+\] Streaming file processing completed$/m);
  expect(stdout).toMatch(/^monitoring: 61 files, 1 of them failed, \d+ bytes, [\d.]+ files a second$/m);
  expect(lines).toContain('old: 60 functions, 60 of them at once');
  const [, most] = /^new: 60 functions, at most (\d+) of them at once$/m.exec(stdout) ?? [];
  expect(Number(most)).toBeGreaterThan(0);
  expect(Number(most)).toBeLessThan(60);
});
