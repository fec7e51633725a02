/**
 * A release, made, tried and published as the workflow does it, with a registry on the loopback interface. This
 * platform's binary is the real one; those of the others are stand-ins, which npm cannot tell from real ones.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Native from '../../js/native.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const native: typeof Native = createRequire(import.meta.url)('../../dist/native.js');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What npm must know of each binary to install it where it works, and nowhere else. */
const PLATFORMS = {
  'linux-x64-gnu': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'linux-x64-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  'linux-arm64-gnu': { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
  'linux-arm64-musl': { os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
  'darwin-x64': { os: ['darwin'], cpu: ['x64'] },
  'darwin-arm64': { os: ['darwin'], cpu: ['arm64'] },
  'win32-x64-msvc': { os: ['win32'], cpu: ['x64'] },
  'win32-arm64-msvc': { os: ['win32'], cpu: ['arm64'] },
};
const platforms = Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[];
const here = native.platformName(native.currentPlatform());

let work: string;
let binaries: string;
let tarballs: string;

/** Runs a script of the repository; what it printed, or how it failed. */
async function script(path: string, words: string[], env: NodeJS.ProcessEnv = {}) {
  const run = promisify(execFile)(process.execPath, [join(root, 'scripts', path), ...words], {
    cwd: work,
    env: { ...process.env, ...env },
  });
  return run.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) => ({ code: Number(code), stdout, stderr }),
  );
}

/** The files of a tarball, by path, and its manifest. */
async function unpack(packageName: string) {
  const tar = (...words: string[]) => promisify(execFile)('tar', words, { cwd: tarballs });
  const file = `${packageName}-${version}.tgz`;
  const { stdout: list } = await tar('-tzf', file);
  const { stdout: manifest } = await tar('-xzOf', file, 'package/package.json');
  const files = list
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  return { files: files.sort(), manifest: JSON.parse(manifest) };
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'ckg-release-test-'));
  binaries = join(work, 'binaries');
  tarballs = join(work, 'tarballs');
  for (const platform of platforms) {
    // A folder each, as the workflow's artifacts arrive.
    const file = `${name}.${platform}.node`;
    mkdirSync(join(binaries, platform), { recursive: true });
    if (platform === here) cpSync(join(root, file), join(binaries, platform, file));
    else writeFileSync(join(binaries, platform, file), `stands in for ${platform}`);
  }
  const env = { GITHUB_REPOSITORY: 'somebody/graph', GITHUB_SERVER_URL: 'https://example.org' };
  const { code, stderr } = await script('pack-release.mjs', [binaries, tarballs], env);
  expect([code, stderr.match(/error.*/i)?.[0]]).toEqual([0, undefined]);
});

afterAll(() => rm(work, { recursive: true, force: true }));

describe('the binaries', () => {
  /** An ELF file that asks a library for these versions of symbols, and holds nothing else. */
  function elf(...versions: string[]): Buffer {
    const strings = Buffer.from(`\0libc.so.6\0${versions.map((version) => `${version}\0`).join('')}`);
    const bytes = Buffer.alloc(512 + 16 * versions.length + strings.length);
    const words = (at: number, ...numbers: number[]) => {
      for (const [place, number] of numbers.entries()) bytes.writeBigUInt64LE(BigInt(number), at + 8 * place);
    };
    const [dynamic, needs, text] = [256, 400, 400 + 16 + 16 * versions.length];
    bytes.write('\x7fELF\x02\x01', 0, 'latin1');
    words(32, 64);
    bytes.writeUInt16LE(56, 54);
    bytes.writeUInt16LE(2, 56);
    // Loaded at an address of its own, so that addresses are no offsets.
    const base = 0x10000;
    bytes.writeUInt32LE(1, 64);
    words(72, 0, base, base, bytes.length, bytes.length);
    bytes.writeUInt32LE(2, 120);
    words(128, dynamic, base + dynamic, base + dynamic, 64, 64);
    words(dynamic, 5, base + text, 0x6ffffffe, base + needs, 0x6fffffff, 1);
    bytes.writeUInt16LE(versions.length, needs + 2);
    bytes.writeUInt32LE(16, needs + 8);
    let name = '\0libc.so.6\0'.length;
    for (const [index, version] of versions.entries()) {
      const at = needs + 16 + 16 * index;
      bytes.writeUInt32LE(name, at + 8);
      bytes.writeUInt32LE(16, at + 12);
      name += version.length + 1;
    }
    strings.copy(bytes, text);
    return bytes;
  }

  it.each([
    ['linux-x64-gnu', ['GLIBC_2.2.5', 'GLIBC_2.17', 'GCC_3.0'], 'needs glibc 2.17'],
    ['linux-arm64-gnu', [], 'needs no glibc'],
    ['linux-x64-gnu', ['GLIBC_2.18', 'GLIBC_2.4'], undefined],
    ['linux-x64-gnu', ['GLIBC_2.4', 'GLIBC_ABI_DT_RELR'], undefined],
    ['linux-x64-musl', ['GLIBC_2.4'], undefined],
    ['linux-arm64-musl', ['GCC_3.0'], 'needs no glibc'],
  ])('for %s that ask for %j are held to what is promised', async (platform, versions, said) => {
    const path = join(work, `${name}.${platform}.node`);
    writeFileSync(path, elf(...versions));
    const { code, stdout, stderr } = await script('glibc.mjs', [path]);
    expect(code).toBe(said === undefined ? 1 : 0);
    if (said !== undefined) expect(stdout).toBe(`${name}.${platform}.node ${said}\n`);
    else expect(stderr).toMatch(/needs glibc .*; promised is (2\.17|none)/);
  });

  it.runIf(process.platform === 'linux')('are read as the linker wrote them', async () => {
    const { glibcVersions, PROMISED_GLIBC } = await import(pathToFileURL(join(root, 'scripts', 'glibc.mjs')).href);
    const versions: string[] = glibcVersions(readFileSync(join(root, `${name}.${here}.node`)));
    const { stdout } = await promisify(execFile)('grep', ['-aoE', 'GLIBC_[0-9.]+', join(root, `${name}.${here}.node`)]);
    expect(versions.map((version) => `GLIBC_${version}`).sort()).toEqual(
      [...new Set(stdout.trim().split('\n'))].sort(),
    );
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`Linux with glibc ${PROMISED_GLIBC} or newer`);
    const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
    expect(workflow.match(/glibc: \.[\d.]+/g)).toEqual(Array(2).fill(`glibc: .${PROMISED_GLIBC}`));
    expect(workflow).toMatch(/run: node scripts\/glibc\.mjs code-knowledge-graph\.\*\.node/);
  });
});

describe('the tarballs', () => {
  it('are the package and one for each platform', () => {
    const names = [name, ...platforms.map((platform) => `${name}-${platform}`)];
    expect(readdirSync(tarballs).sort()).toEqual(names.map((each) => `${each}-${version}.tgz`).sort());
  });

  it('leave the repository as it was', async () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(manifest.optionalDependencies).toBeUndefined();
    expect(readdirSync(root)).not.toContain('npm');
  });

  it('hold no binary in the package itself, which names each platform’s in its own version', async () => {
    const { files, manifest } = await unpack(name);
    expect(files.filter((path) => path.endsWith('.node'))).toEqual([]);
    expect(files).toContain('dist/native.js');
    const pairs = platforms.map((platform) => [`${name}-${platform}`, version]);
    expect(manifest.optionalDependencies).toEqual(Object.fromEntries(pairs));
    expect(manifest.dependencies).toBeUndefined();
  });

  it.each(platforms)('hold the binary of %s, for npm to install there alone', async (platform) => {
    const { files, manifest } = await unpack(`${name}-${platform}`);
    expect(files).toEqual(['LICENSE', 'README.md', `${name}.${platform}.node`, 'package.json']);
    const { os, cpu, libc } = manifest;
    expect({ os, cpu, libc }).toEqual({ libc: undefined, ...PLATFORMS[platform] });
    expect(manifest).toMatchObject({
      version,
      main: `${name}.${platform}.node`,
      license: 'MIT',
      engines: { node: '>=20' },
    });
    expect(manifest.scripts).toBeUndefined();
  });

  it('name the repository they were built in', async () => {
    for (const each of [name, `${name}-${here}`]) {
      const { manifest } = await unpack(each);
      expect(manifest).toMatchObject({
        repository: { type: 'git', url: 'git+https://example.org/somebody/graph.git' },
        homepage: 'https://example.org/somebody/graph#readme',
        bugs: { url: 'https://example.org/somebody/graph/issues' },
      });
    }
  });

  it('hold documents that lead nowhere but to what the repository has at their version, or to the web', async () => {
    const { files } = await unpack(name);
    const documents = files.filter((path) => path.endsWith('.md'));
    const docs = readdirSync(join(root, 'docs')).filter((path) => path.endsWith('.md'));
    expect(documents).toEqual(['CHANGELOG.md', 'README.md', ...docs.map((path) => `docs/${path}`)]);
    const { linksOf } = await import(pathToFileURL(join(root, 'scripts', 'npm-page.mjs')).href);
    const pictures: string[] = [];
    for (const document of documents) {
      const words = ['-xzOf', `${name}-${version}.tgz`, `package/${document}`];
      const { stdout } = await promisify(execFile)('tar', words, { cwd: tarballs });
      for (const { target, isPicture } of linksOf(stdout)) {
        expect(target).toMatch(/^(?:#|https:\/\/)/);
        const [, kind, path] = /^https:\/\/example\.org\/somebody\/graph\/(\w+)\/([^#]+)/.exec(target) ?? [];
        if (kind === undefined || path === undefined) continue;
        expect(path).toMatch(new RegExp(`^v${version.replaceAll('.', '\\.')}/`));
        expect([target, existsSync(join(root, path.slice(version.length + 2)))]).toEqual([target, true]);
        if (isPicture) pictures.push(kind);
      }
    }
    expect(pictures.length).toBeGreaterThan(3);
    expect(new Set(pictures)).toEqual(new Set(['raw']));
  });

  it('are not made if a platform has no binary', async () => {
    const fewer = join(work, 'fewer');
    cpSync(binaries, fewer, { recursive: true });
    await rm(join(fewer, 'darwin-arm64'), { recursive: true });
    const { code, stderr } = await script('pack-release.mjs', [fewer, join(work, 'none')]);
    expect(code).toBe(1);
    expect(stderr).toContain(`aarch64-apple-darwin (${name}.darwin-arm64.node)`);
  });
});

describe('the loader', () => {
  it.each(platforms)('asks for the binary and the package of %s by their names', async (platform) => {
    const { os, cpu, libc } = { libc: undefined, ...PLATFORMS[platform] };
    const asked: string[] = [];
    const missing = (id: string) => {
      asked.push(id);
      throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    };
    const kind = libc === undefined ? undefined : libc[0] === 'musl' ? 'musl' : 'gnu';
    const there = { platform: os[0] ?? '', arch: cpu[0] ?? '', libc: kind } as const;
    expect(() => native.loadBinding(missing, there)).toThrow(`${name}-${platform}`);
    expect(asked).toEqual([join(root, `${name}.${platform}.node`), `${name}-${platform}`]);
  });
});

describe('npm', () => {
  it('installs the package and this platform’s binary, and they work, in at most 12 MB', async () => {
    const { code, stdout, stderr } = await script('try-release.mjs', [tarballs]);
    expect([code, stderr]).toEqual([0, '']);
    const { installed, bytes } = JSON.parse(stdout);
    expect(installed).toEqual([name, `${name}-${here}`]);
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThanOrEqual(12e6);
  });

  it.each(platforms)('installs on %s its binary, and no other', async (platform) => {
    const { code, stdout, stderr } = await script('try-release.mjs', [tarballs, '--as', platform]);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).installed).toEqual([name, `${name}-${platform}`]);
  });

  it('shows a binary that does not work', async () => {
    const broken = join(work, 'broken');
    cpSync(tarballs, broken, { recursive: true });
    const other = platforms.find((platform) => platform !== here) ?? here;
    const stand = join(work, 'stand');
    mkdirSync(join(stand, 'package'), { recursive: true });
    const { manifest } = await unpack(`${name}-${here}`);
    writeFileSync(join(stand, 'package', 'package.json'), JSON.stringify(manifest));
    cpSync(join(binaries, other, `${name}.${other}.node`), join(stand, 'package', manifest.main));
    const words = ['-czf', join(broken, `${name}-${here}-${version}.tgz`), 'package'];
    await promisify(execFile)('tar', words, { cwd: stand });
    const { code, stderr } = await script('try-release.mjs', [broken]);
    expect(code).toBe(1);
    expect(stderr).toContain('ERR_UNSUPPORTED_PLATFORM');
  });
});

describe('publishing', () => {
  /** A registry that takes what it is sent, and remembers it in order; `silent`, it cannot say what it has. */
  async function registry(silent = false): Promise<{
    server: Server;
    published: [string, Record<string, string>][];
    options: string[];
  }> {
    const published: [string, Record<string, string>][] = [];
    const server = createServer((request, response) => {
      const asked = decodeURIComponent((request.url ?? '').slice(1));
      if (request.method === 'GET') {
        if (silent) return response.writeHead(500).end();
        const known = published.find(([each]) => each === asked);
        const versions = { [version]: { name: asked, version } };
        response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
        return response.end(JSON.stringify(known ? { name: asked, 'dist-tags': known[1], versions } : {}));
      }
      let body = '';
      request.on('data', (piece) => (body += piece));
      return request.on('end', () => {
        const sent = JSON.parse(body);
        published.push([sent.name, sent['dist-tags']]);
        response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const host = `//127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const cache = join(work, 'cache');
    return {
      server,
      published,
      options: ['--registry', `http:${host}`, `--${host}:_authToken=none`, '--cache', cache],
    };
  }

  it('brings the binaries first, and goes on where it broke off', async () => {
    const { server, published, options } = await registry();
    try {
      published.push([`${name}-darwin-x64`, { latest: version }]);
      const first = await script('publish-release.mjs', [tarballs, ...options]);
      expect(first.code).toBe(0);
      expect(first.stdout).toContain(`${name}-darwin-x64@${version} is published already`);
      const order = published.map(([each]) => each);
      expect([...order].sort()).toEqual([name, ...platforms.map((platform) => `${name}-${platform}`)].sort());
      expect(order.at(-1)).toBe(name);
      expect(published.map(([, tags]) => tags)).toEqual(order.map(() => ({ latest: version })));

      const second = await script('publish-release.mjs', [tarballs, ...options]);
      expect(second.code).toBe(0);
      expect(published).toHaveLength(order.length);
    } finally {
      server.close();
    }
  });

  it('leaves people who ask for no version at the last whole one', async () => {
    const { server, published, options } = await registry();
    try {
      const candidate = join(work, 'candidate');
      mkdirSync(join(candidate, 'package'), { recursive: true });
      const manifest = { name, version: '9.0.0-rc.1', optionalDependencies: {} };
      writeFileSync(join(candidate, 'package', 'package.json'), JSON.stringify(manifest));
      await promisify(execFile)('tar', ['-czf', 'candidate.tgz', 'package'], { cwd: candidate });
      const { code } = await script('publish-release.mjs', [candidate, ...options]);
      expect([code, published]).toEqual([0, [[name, { next: '9.0.0-rc.1' }]]]);
    } finally {
      server.close();
    }
  });

  it('stops if the registry cannot say what it has', async () => {
    const { server, published, options } = await registry(true);
    try {
      const { code } = await script('publish-release.mjs', [tarballs, ...options, '--fetch-retries', '0']);
      expect([code, published]).toEqual([1, []]);
    } finally {
      server.close();
    }
  });
});
