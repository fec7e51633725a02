/** What `--out` writes to, as a process meets it: files, links, pipes, devices, descriptors. */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GONE } from './gone.js';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const isRoot = process.getuid?.() === 0;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ckg-target-'));
  await mkdir(join(folder, 'src'));
  // More than a pipe holds.
  const text = 'export function f() { return g(); }\n'.repeat(50);
  await Promise.all(Array.from({ length: 20 }, (_, number) => writeFile(join(folder, `src/${number}.ts`), text)));
});

afterEach(() => rm(folder, GONE));

/** Runs `ckg src …`, a shell's command, in `folder`. */
function shell(command: string) {
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const script = `ckg() { "${process.execPath}" "${program}" "$@"; }\n${command}`;
    const child = spawn('bash', ['-c', script], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

const at = (name: string) => join(folder, name);

async function graphAt(name: string): Promise<number> {
  return Object.keys(JSON.parse(await readFile(at(name), 'utf8')).files).length;
}

async function left(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== 'src').sort();
}

describe.skipIf(process.platform === 'win32')('a file', () => {
  it('keeps its mode and its owner when it is replaced', async () => {
    await writeFile(at('graph.json'), 'earlier');
    await chmod(at('graph.json'), 0o600);
    if (isRoot) await chown(at('graph.json'), 65534, 65534);
    const before = await stat(at('graph.json'));
    expect((await shell('ckg src -q --out graph.json')).exitCode).toBe(0);
    const after = await stat(at('graph.json'));
    expect(after).toMatchObject({ mode: before.mode, uid: before.uid, gid: before.gid });
    expect(after.ino).not.toBe(before.ino);
    expect(await graphAt('graph.json')).toBe(20);
  });

  it('that is new has the mode of any other', async () => {
    await shell('umask 027; ckg src -q --out graph.json');
    expect((await stat(at('graph.json'))).mode & 0o777).toBe(0o640);
    expect(await left()).toEqual(['graph.json']);
  });

  it.each([
    ['that exists', true],
    ['that does not exist yet', false],
  ])('%s is found behind links, which stay', async (_name, exists) => {
    await mkdir(at('deep'));
    if (exists) await writeFile(at('deep/graph.json'), 'earlier');
    await symlink('graph.json', at('deep/second'));
    await symlink('deep/second', at('first'));
    expect((await shell('ckg src -q --out first')).exitCode).toBe(0);
    expect([await readlink(at('first')), await readlink(at('deep/second'))]).toEqual(['deep/second', 'graph.json']);
    expect((await lstat(at('deep/graph.json'))).isFile()).toBe(true);
    expect(await graphAt('deep/graph.json')).toBe(20);
  });

  it('is written beside under a name that nobody can plant a link at', async () => {
    await writeFile(at('victim'), 'precious');
    // The process's number is the shell's, which becomes the command.
    const plant = 'ln -s victim graph.json.$$.part; ln -s victim graph.json.part; ln -s victim .graph.json.part';
    const { exitCode } = await shell(`${plant}; exec "${process.execPath}" "${program}" src -q --out graph.json`);
    expect(exitCode).toBe(0);
    expect(await readFile(at('victim'), 'utf8')).toBe('precious');
    expect(await graphAt('graph.json')).toBe(20);
    expect((await left()).filter((name) => name.startsWith('code-knowledge-graph'))).toEqual([]);
  });

  it('keeps its other names', async () => {
    await writeFile(at('graph.json'), 'earlier');
    await link(at('graph.json'), at('other'));
    await shell('ckg src -q --out graph.json');
    expect(await readFile(at('other'), 'utf8')).toBe('earlier');
  });

  it.skipIf(isRoot)('that may not be written is refused before the work, and stays', async () => {
    await writeFile(at('graph.json'), 'earlier');
    await chmod(at('graph.json'), 0o400);
    const { exitCode, stderr } = await shell('ckg src --out graph.json');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'code-knowledge-graph: graph.json cannot be written: permission denied\n',
    });
    expect(await readFile(at('graph.json'), 'utf8')).toBe('earlier');
  });

  it.skipIf(isRoot)('in a folder that may not be written keeps its place', async () => {
    await mkdir(at('closed'));
    await writeFile(at('closed/graph.json'), 'earlier'.repeat(1e6));
    await chmod(at('closed'), 0o500);
    const { exitCode } = await shell('ckg src -q --out closed/graph.json');
    await chmod(at('closed'), 0o700);
    expect(exitCode).toBe(0);
    expect(await graphAt('closed/graph.json')).toBe(20);
  });

  it('behind links in a circle is refused before the work', async () => {
    await symlink('two', at('one'));
    await symlink('one', at('two'));
    const { exitCode, stderr } = await shell('ckg src --out one');
    expect(exitCode).toBe(1);
    expect(stderr).toBe('code-knowledge-graph: one is a symbolic link that leads in a circle\n');
  });
});

describe.skipIf(process.platform !== 'linux')('what is no regular file', () => {
  it('is written through: a device', async () => {
    const device = await stat('/dev/null');
    expect((await shell('ckg src -q --out /dev/null')).exitCode).toBe(0);
    const after = await lstat('/dev/null');
    expect([after.isCharacterDevice(), after.rdev]).toEqual([true, device.rdev]);
    const { exitCode, stderr } = await shell('ckg src -q --out /dev/full');
    expect(exitCode).toBe(1);
    expect(stderr).toBe('code-knowledge-graph: /dev/full cannot be written: no space left on device\n');
    expect((await lstat('/dev/full')).isCharacterDevice()).toBe(true);
  });

  it('is written through: a FIFO, also by a link, whose reader comes late', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    await symlink('fifo', at('link'));
    const { exitCode } = await shell('(sleep 1; cat fifo > copy) & ckg src -q --out link && wait');
    expect(exitCode).toBe(0);
    expect(await graphAt('copy')).toBe(20);
    expect((await lstat(at('fifo'))).isFIFO()).toBe(true);
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
  });

  it('can be interrupted: a FIFO that nobody reads', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const wait = 'until grep -q writing log; do sleep 0.1; done; kill -INT $!; wait $!';
    const { exitCode } = await shell(`"${process.execPath}" "${program}" src --out fifo 2> log & ${wait}`);
    expect(exitCode).toBe(130);
    expect(await readFile(at('log'), 'utf8')).toContain('Interrupted');
  });

  it('is written through: a process substitution', async () => {
    const { exitCode, stdout } = await shell('ckg src -q --out >(wc -c > size; cat size) | cat; cat size');
    expect(exitCode).toBe(0);
    expect(Number(stdout.trim().split('\n').at(-1))).toBeGreaterThan(100_000);
  });

  it('is written through: standard output, with nothing else in it', async () => {
    for (const out of ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']) {
      const { exitCode, stderr } = await shell(`ckg src -q --json --out ${out} > graph.json`);
      expect([out, exitCode, await graphAt('graph.json')]).toEqual([out, 0, 20]);
      expect(JSON.parse(stderr)).toMatchObject({ files: 20 });
    }
  });

  it('is written through: another descriptor, from where it stands', async () => {
    const { exitCode, stdout } = await shell(
      '{ echo; ckg src -q --json --out /dev/fd/7 >&2; } 7> graph.json; echo >&7; true',
    );
    expect([exitCode, stdout]).toEqual([0, '\n']);
    expect(await graphAt('graph.json')).toBe(20);
  });

  it.each(['/dev/fd/98', '/dev/fd/7'])('that cannot be written is refused before the work: %s', async (out) => {
    await writeFile(at('input'), '');
    const { exitCode, stderr } = await shell(`ckg src --out ${out} 7< input`);
    expect([exitCode, stderr]).toEqual([1, `code-knowledge-graph: ${out} cannot be written: bad file descriptor\n`]);
  });
});

describe.skipIf(process.platform !== 'linux').each([
  ['--out', (format: string, to: string) => `ckg src -q --json --out ${to} --format ${format}`],
  ['export', (format: string, to: string) => `ckg src export ${format} ${to} -q`],
] as const)('a graph in a format of others, by %s,', (_name, written) => {
  const lines = async (name: string) =>
    (await readFile(at(name), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('replaces a file, also behind a link, with the mode and the owner it had', async () => {
    await writeFile(at('graph.jsonl'), 'earlier');
    await chmod(at('graph.jsonl'), 0o600);
    if (isRoot) await chown(at('graph.jsonl'), 65534, 65534);
    await symlink('graph.jsonl', at('link'));
    const { mode, uid, gid } = await stat(at('graph.jsonl'));
    expect((await shell(written('jsonl', 'link'))).exitCode).toBe(0);
    expect(await readlink(at('link'))).toBe('graph.jsonl');
    expect(await stat(at('graph.jsonl'))).toMatchObject({ mode, uid, gid });
    expect((await lines('graph.jsonl')).length).toBeGreaterThan(20);
    expect(await left()).toEqual(['graph.jsonl', 'link']);
  });

  it('is written through: a link to a FIFO, a device, a process substitution', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    await symlink('fifo', at('link'));
    await shell(`cat fifo > copy & ${written('jsonl', 'link')} && wait`);
    expect((await lines('copy')).length).toBeGreaterThan(20);
    expect([(await lstat(at('fifo'))).isFIFO(), await readlink(at('link'))]).toEqual([true, 'fifo']);
    const { exitCode, stderr } = await shell(written('jsonl', '/dev/full'));
    expect([exitCode, stderr]).toEqual([
      1,
      'code-knowledge-graph: /dev/full cannot be written: no space left on device\n',
    ]);
    expect((await lstat('/dev/full')).isCharacterDevice()).toBe(true);
    const { stdout } = await shell(`${written('jsonl', '>(wc -l > size; cat size)')} | cat; cat size`);
    expect(Number(stdout.trim().split('\n').at(-1))).toBeGreaterThan(20);
  });

  it('is written through: standard output, with nothing else in it', async () => {
    for (const out of ['-', '/dev/stdout', '/dev/fd/1']) {
      const { exitCode } = await shell(`${written('jsonl', out)} > graph.jsonl`);
      expect([exitCode, (await lines('graph.jsonl')).length > 20]).toEqual([0, true]);
    }
  });

  it('of several files goes to a folder, again and again, and nowhere else', async () => {
    for (const out of ['csv', 'csv', 'csv/']) {
      expect((await shell(written('neo4j-csv', out))).exitCode).toBe(0);
    }
    const files = await readdir(at('csv'));
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((name) => !name.endsWith('.csv'))).toEqual([]);
    await writeFile(at('file'), 'earlier');
    const { exitCode, stderr } = await shell(written('neo4j-csv', 'file'));
    expect([exitCode, stderr]).toEqual([
      1,
      'code-knowledge-graph: file is no folder, and a graph of several files needs one\n',
    ]);
  });

  it('is refused before the work where it cannot go', async () => {
    const nothing = written('jsonl', '').replace(/ src /, ' gone ');
    for (const [to, said] of [
      ['nowhere/graph.jsonl', "There is no folder for 'nowhere/graph.jsonl'"],
      ['src', 'src is a folder: a graph of one file needs a file name'],
    ] as const) {
      // The folder that is not there would be told of else.
      const { stderr } = await shell(nothing.replace('  ', ` ${to} `));
      expect(stderr).toContain(said);
    }
  });
});

describe.skipIf(process.platform !== 'linux')('a graph in a format of others', () => {
  it('says how much was written unless it is to be quiet', async () => {
    const { stderr } = await shell('ckg src --out graph.dot --format dot');
    expect(stderr).toMatch(/^.* in 1 file: graph\.dot$/m);
  });

  it('on standard output leaves the summary to the other', async () => {
    for (const out of ['-', '/dev/stdout', '/dev/fd/1']) {
      const { exitCode, stderr } = await shell(`ckg src -q --json --out ${out} --format jsonl > graph.jsonl`);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stderr)).toMatchObject({ files: 20 });
    }
  });
});

describe.skipIf(process.platform !== 'linux')('what is temporary', () => {
  it('is not needed where nothing is to be kept', async () => {
    const { exitCode, stderr } = await shell('TMPDIR=/proc ckg src -q --no-cache --out graph.json');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(await graphAt('graph.json')).toBe(20);
  });

  it('is not spoken of when it is full', async () => {
    // A kilobyte a file: a pipe is none.
    const { stdout, stderr } = await shell('ulimit -f 1; ckg src -q --no-cache --json --out - | cat');
    expect(Object.keys(JSON.parse(stdout).files)).toHaveLength(20);
    expect(JSON.parse(stderr)).toMatchObject({ files: 20 });
  });
});

describe.skipIf(process.platform !== 'linux')('a disk that is full', () => {
  it.each(['json', 'jsonl', 'sqlite', 'html'])(
    'is a sentence that names what cannot be written: %s',
    async (format) => {
      const { exitCode, stderr } = await shell(`ulimit -f 1; ckg src -q --no-cache --format ${format} --out graph`);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^code-knowledge-graph: graph cannot be written: [a-zA-Z/ ]+\n$/);
      expect(await left()).toEqual([]);
    },
  );
});

describe.skipIf(process.platform !== 'linux')('a stream that breaks', () => {
  it.each(['-', '>(head -c 10 > size)'])('while a graph goes to it ends with 1 and a sentence: %s', async (out) => {
    const { stdout, stderr } = await shell(`{ ckg src -q --out ${out}; echo $? > code; } | head -c 10; cat code`);
    expect(stdout).toMatch(/1\n$/);
    expect(stderr).toMatch(/^code-knowledge-graph: .* cannot be written: broken pipe\n$/);
  });

  it.each(['ckg src -q', 'ckg src -q --json', 'ckg --help', 'ckg --version', 'ckg src -q --out -'])(
    'because standard output is full ends with 1 and a sentence: %s',
    async (command) => {
      const { exitCode, stderr } = await shell(`${command} > /dev/full`);
      expect(exitCode).toBe(1);
      expect(stderr).toBe('code-knowledge-graph: Standard output cannot be written: no space left on device\n');
    },
  );

  it('because nobody reads the summary any more is no failure', async () => {
    const { stdout, stderr } = await shell('{ sleep 0.5; ckg src -q --json; echo $? > code; } | true; cat code');
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });

  it.each(['2>&-', '2> /dev/full', '2> >(true)'])('for messages does not end the work: %s', async (redirection) => {
    const { exitCode, stdout } = await shell(`sleep 0.2; ckg src --json --out graph.json ${redirection}`);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ files: 20 });
    expect(await graphAt('graph.json')).toBe(20);
  });
});

describe.skipIf(process.platform === 'win32')('a current folder that was deleted', () => {
  const gone = 'mkdir gone; cd gone; rmdir ../gone;';

  it('is not needed for absolute paths', async () => {
    const { exitCode } = await shell(`${gone} ckg "${at('src')}" -q --out "${at('graph.json')}"`);
    expect(exitCode).toBe(0);
    expect(await graphAt('graph.json')).toBe(20);
  });

  it('is named where a path needs it', async () => {
    const { exitCode, stderr } = await shell(`${gone} ckg src`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The current folder does not exist any more');
  });
});
