/** The command as a process: the built program, its exit codes and its signals. */
import { spawn } from 'node:child_process';
import { link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildGraphStreaming, graphToJSONText } from '../index.mjs';
import { GONE } from './gone.js';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ckg-process-'));
});

afterEach(() => rm(folder, GONE));

/** Runs the command in `folder`; `onError` sees what it prints on standard error as it comes. */
function invoke(words: string[], onError: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => {}) {
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onError(stderr, (signal) => child.kill(signal));
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

describe('the command', () => {
  it('counts a small repository and writes its graph', async () => {
    await writeFile(join(folder, 'a.ts'), 'export function twice(n: number) { return n * 2; }\n');
    await writeFile(
      join(folder, 'b.ts'),
      "import { twice } from './a.js';\nexport class B { run() { return twice(1) + twice(2); } }\n",
    );
    const { exitCode, stdout } = await invoke(['.', '--json', '--out', 'graph.json']);
    expect(exitCode).toBe(0);

    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ files: 2, failed: 0, functions: 2, types: 1, calls: 2, imports: 1 });
    expect(summary.mostCalled).toMatchObject([{ name: 'twice', calls: 2 }]);

    const graph = JSON.parse(await readFile(join(folder, 'graph.json'), 'utf8'));
    expect(Object.keys(graph.files).map((path) => path.split('/').at(-1))).toEqual(['a.ts', 'b.ts']);
    expect(graph.functions[summary.mostCalled[0].key].name).toBe('twice');
  });

  it('writes the graph that the package builds, to the last byte, with a cache and without', async () => {
    const root = fileURLToPath(new URL('../tests/fixtures/java', import.meta.url));
    const graph = await buildGraphStreaming(root);
    const cache = ['--cache', join(folder, 'cache')];
    for (const words of [[...cache], [...cache], ['--no-cache']]) {
      const { stdout } = await invoke([root, '-q', '--json', '--full', '--absolute', '--out', 'graph.json', ...words]);
      expect(await readFile(join(folder, 'graph.json'), 'utf8')).toBe(`${[...graphToJSONText(graph)].join('')}\n`);
      expect(JSON.parse(stdout)).toMatchObject({ files: graph.files.size, functions: graph.functions.size });
    }
  });

  it('ends with 1 for a file that fails only with --strict', async () => {
    await writeFile(join(folder, 'binary.ts'), Buffer.from([0, 1, 2]));
    expect(await invoke(['.', '--quiet'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('ERR_BINARY_FILE  binary.ts'),
    });
    expect(await invoke(['.', '--quiet', '--strict'])).toMatchObject({ exitCode: 1 });
  });

  it('ends with 2 for a folder that does not exist', async () => {
    const { exitCode, stderr } = await invoke(['nowhere', '--quiet']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Root directory not found');
  });

  it('ends with 2 for a file in the place of a folder, and says nothing else', async () => {
    await writeFile(join(folder, 'a.ts'), 'export const a = 1;\n');
    for (const out of [[], ['--out', 'no/such/folder/graph.json']]) {
      const { exitCode, stdout, stderr } = await invoke(['a.ts', ...out]);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toBe("code-knowledge-graph: a.ts is a file, not a folder\nTry 'code-knowledge-graph --help'.\n");
    }
  });

  it.skipIf(process.platform === 'win32').each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('on %s ends with %i and leaves no graph behind', async (signal, code) => {
    const line = 'export function f(a: number) { return [a, `$' + '{a}`].map((x) => String(x)); }\n';
    await writeFile(join(folder, '0.ts'), line.repeat(4000));
    // Minutes of work, so that the interruption always comes in the middle.
    const links = Array.from({ length: 1500 }, (_, number) =>
      link(join(folder, '0.ts'), join(folder, `${number + 1}.ts`)),
    );
    await Promise.all(links);
    let interrupted = false;
    const { exitCode, stdout, stderr } = await invoke(['.', '--json', '--out', 'graph.json'], (text, kill) => {
      if (interrupted || !text.includes('parsing')) return;
      interrupted = true;
      kill(signal);
    });
    expect(stderr).toContain('Interrupted');
    expect(exitCode).toBe(code);
    expect(stdout).toBe('');
    expect((await readdir(folder)).filter((name) => !name.endsWith('.ts'))).toEqual([]);
  });
});
