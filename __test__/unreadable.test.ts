// Folders that cannot be searched are told of, wherever somebody looks: nothing is lost in silence.
import { execFileSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Files, repositoryOf } from './repository.js';

const ENTRY = new URL('../index.mjs', import.meta.url).href;
const COMMAND = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
/** The superuser may read anything: another user looks. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** A repository with folders that may not be listed. */
async function closed(files: Files, ...folders: string[]): Promise<string> {
  const root = await repositoryOf(files);
  await chmod(root, 0o755);
  for (const folder of folders) {
    await chmod(`${root}/${folder}`, 0);
    onTestFinished(() => chmod(`${root}/${folder}`, 0o755));
  }
  return root;
}

/** What a module prints as JSON that has the package as `ckg` and the folder as `root`. */
function seen(root: string, module: string, before = ''): unknown {
  const text = `
    import { openSync } from 'node:fs';
    import * as ckg from ${JSON.stringify(ENTRY)};
    const root = ${JSON.stringify(root)};
    const of = ({ filePath, code }) => filePath.replace(root, '') + ' ' + code;
    ${module}`;
  const words = ['-c', `${before} exec "$0" --input-type=module -e "$1"`, process.execPath, text];
  return JSON.parse(execFileSync('sh', words, { encoding: 'utf8', cwd: '/', ...NOBODY }));
}

function command(root: string, ...words: string[]): { exitCode: number; stdout: string; stderr: string } {
  const script = '"$@"; echo $? >&2';
  const line = ['-c', `${script}`, 'sh', process.execPath, COMMAND, root, '--quiet', '--no-cache', ...words];
  const all = execFileSync('sh', ['-c', `exec 3>&1; { sh "$@" 2>&3 | sed 's/^/out /'; } 3>&1`, 'sh', ...line], {
    encoding: 'utf8',
    cwd: '/',
    ...NOBODY,
  }).split('\n');
  const stdout = all.filter((each) => each.startsWith('out ')).map((each) => each.slice(4));
  const stderr = all.filter((each) => !each.startsWith('out ') && each !== '');
  return { exitCode: Number(stderr.pop()), stdout: stdout.join('\n'), stderr: stderr.join('\n') };
}

const FILES = { 'a.ts': 'export function a() {}\n', 'closed/in/b.ts': '', 'open/closed/c.ts': '' };
const CLOSED = ['/closed ERR_FOLDER_UNREADABLE', '/open/closed ERR_FOLDER_UNREADABLE'];

describe.skipIf(process.platform === 'win32')('a folder that may not be listed', () => {
  it('is a failure of the graph, in the order of paths, logged and counted like a file', async () => {
    const root = await closed(FILES, 'closed', 'open/closed');
    const told = seen(
      root,
      `
      const logged = [];
      const progress = [];
      const log = ({ metadata }) => logged.push(...(metadata.failures ?? []).map(of));
      const logger = { log, debug: log, warn: log, error: log };
      const instance = new ckg.CodeKnowledgeGraph({ logger, onProgress: (each) => progress.push(each) });
      const { failures, files } = await instance.buildGraphStreaming(root);
      const { filesProcessed, filesFailed } = instance.getStreamingMetrics();
      const { totalFiles, processedFiles } = progress.at(-1);
      console.log(JSON.stringify({ failures: failures.map(of), logged, files: files.size,
        counts: { filesProcessed, filesFailed, totalFiles, processedFiles }, message: failures[0].message }));`,
    );
    expect(told).toEqual({
      failures: CLOSED,
      logged: CLOSED,
      files: 1,
      counts: { filesProcessed: 3, filesFailed: 2, totalFiles: 3, processedFiles: 3 },
      message: expect.stringMatching(/permission denied/i),
    });
  });

  it('is told by a list of files to the logger, without one by a warning of the process', async () => {
    const root = await closed(FILES, 'closed', 'open/closed');
    const told = seen(
      root,
      `
      const [logged, warned] = [[], []];
      process.on('warning', ({ name, code, message }) => warned.push({ name, code, message }));
      const log = (entry) => logged.push({ message: entry.message, failures: entry.metadata.failures.map(of) });
      const logger = { log, debug: log, warn: log, error: log };
      const files = await new ckg.CodeKnowledgeGraph({ logger }).getAllSourceFiles(root);
      await new Promise(setImmediate);
      const silent = warned.splice(0);
      await ckg.getAllSourceFiles(root);
      await new Promise(setImmediate);
      console.log(JSON.stringify({ files: files.map((path) => path.replace(root, '')), logged, silent, warned }));`,
    );
    expect(told).toEqual({
      files: ['/a.ts'],
      logged: [{ message: 'Folders could not be searched for source files', failures: CLOSED }],
      silent: [],
      warned: [
        {
          name: 'CodeKnowledgeGraphWarning',
          code: 'ERR_FOLDER_UNREADABLE',
          message: expect.stringMatching(/^Error searching folder .*\/closed: .*denied.* \(and 1 more\)$/),
        },
      ],
    });
  });

  it('counts where it may hold what is asked for, and not where it is left out', async () => {
    const root = await closed({ ...FILES, 'node_modules/x.ts': '' }, 'closed', 'open/closed', 'node_modules');
    const told = seen(
      root,
      `
      const told = [];
      for (const options of [{}, { exclude: ['closed'] }, { include: ['open/**'] }, { include: ['*.ts'] },
        { include: ['a.ts'] }, { include: ['**/*.ts'] }]) {
        told.push((await ckg.buildGraphStreaming(root, [], options)).failures.map(of));
      }
      console.log(JSON.stringify(told));`,
    );
    const [one, other] = CLOSED;
    expect(told).toEqual([CLOSED, [other], [other], CLOSED, [], CLOSED].map((each) => each.filter(Boolean)));
    expect(one).toBeDefined();
  });

  it('makes the command fail with --strict', async () => {
    const root = await closed(FILES, 'closed');
    const plain = command(root);
    expect(plain.exitCode).toBe(0);
    expect(plain.stdout).toMatch(/ERR_FOLDER_UNREADABLE {2}closed: permission denied/i);
    expect(command(root, '--strict').exitCode).toBe(1);
    expect(command(root, '--strict', '--exclude', 'closed').exitCode).toBe(0);
  });

  it('rejects the call if it is the root', async () => {
    const root = await closed({ 'in/a.ts': '' }, 'in');
    const told = seen(
      root,
      `
      const codes = [];
      for (const call of [ckg.getAllSourceFiles, ckg.buildGraphStreaming]) {
        await call(root + '/in').catch(({ code, message }) => codes.push([code, message]));
      }
      console.log(JSON.stringify(codes));`,
    );
    const rejection = ['ERR_FOLDER_UNREADABLE', expect.stringMatching(/^Root directory can't be read: .*denied/)];
    expect(told).toEqual([rejection, rejection]);
    const { exitCode, stderr } = command(`${root}/in`);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^code-knowledge-graph: Root directory can't be read/);
  });
});

describe.skipIf(process.platform === 'win32')('without file descriptors', () => {
  it('a graph is an error or has failures, and is whole when there are some again', async () => {
    const folders = Array.from({ length: 30 }, (_, number) => [`f${number}/a.ts`, 'export function a() {}\n']);
    const root = await repositoryOf(Object.fromEntries(folders));
    await chmod(root, 0o755);
    const told = seen(
      root,
      `
      import { closeSync } from 'node:fs';
      await ckg.buildGraphStreaming(root);
      const all = [];
      try { for (;;) all.push(openSync('/dev/null')); } catch {}
      const told = [];
      for (let free = 0; free < 4; free++) {
        const outcome = await ckg.buildGraphStreaming(root).then(
          ({ files, failures }) => files.size + failures.length === 30,
          ({ code }) => code,
        );
        const { value } = await ckg.processFilesInBatches(['f0/a.ts'], root).next();
        told.push([outcome, value.batch.files.length, value.batch.failures.map(of)]);
        closeSync(all.pop());
      }
      for (const one of all) closeSync(one);
      const { files, failures } = await ckg.buildGraphStreaming(root);
      console.log(JSON.stringify({ none: told[0], some: told.slice(1), after: [files.size, failures.length] }));`,
      'ulimit -n 64;',
    );
    const read = [1, []];
    const whole = [true, 'ERR_FOLDER_UNREADABLE'];
    expect(told).toEqual({
      none: ['ERR_FOLDER_UNREADABLE', 0, ['f0/a.ts ERR_FILE_READ']],
      some: [1, 2, 3].map(() => [expect.toSatisfy((outcome) => whole.includes(outcome)), ...read]),
      after: [30, 0],
    });
  });
});
