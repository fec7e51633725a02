/** The README held against the package: its examples run, its tables and shapes are complete. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseTriple } from '@napi-rs/cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GONE } from './gone.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

const nestjs = readFileSync(join(root, 'docs', 'nestjs.md'), 'utf8');

const codeBlocks = (text: string) => [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
const cacheGuide = readFileSync(join(root, 'docs', 'cache.md'), 'utf8');
const exportGuide = readFileSync(join(root, 'docs', 'exports.md'), 'utf8');
const indexGuide = readFileSync(join(root, 'docs', 'code-index.md'), 'utf8');
const instancesGuide = readFileSync(join(root, 'docs', 'instances.md'), 'utf8');
const blocks = codeBlocks(`${readme}\n${instancesGuide}\n${cacheGuide}\n${exportGuide}\n${indexGuide}`);
const examples = blocks.filter((text) => /from 'code-knowledge-graph(\/nestjs)?'/.test(text));
/** Those that nobody compiles: they run as they stand. */
const scripts = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
const shapes = blocks.filter((text) => text.startsWith('interface')).join('\n');

/** What GitHub calls the headings of a document in links. */
function anchorsOf(document: string): Set<string> {
  const prose = document.replace(/^```[\s\S]*?^```$/gm, '');
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return new Set(headings.map((heading) => heading.replace(/[^\w\- ]/g, '').replaceAll(' ', '-')));
}

/** The names in the first column of the tables under a heading, as far as `pattern` matches them. */
function tableNames(heading: string, pattern: RegExp, document = readme): string[] {
  const section = document.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const cells = [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
  return cells.filter((name) => pattern.test(name)).sort();
}

let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'ckg-readme-'));
  await mkdir(join(work, 'node_modules'));
  await symlink(root, join(work, 'node_modules', 'code-knowledge-graph'), 'junction');
  for (const name of ['@nestjs', 'rxjs']) {
    await symlink(join(root, 'node_modules', name), join(work, 'node_modules', name), 'junction');
  }
  await mkdir(join(work, 'my-repository'));
  await writeFile(join(work, 'my-repository', 'price.ts'), 'export const gross = (net: number) => net * 1.2;\n');
  await writeFile(
    join(work, 'my-repository', 'order.ts'),
    "import { gross } from './price.js';\nexport class Order { total() { return gross(1); } }\n",
  );
});

afterAll(() => rm(work, GONE));

/**
 * Type-checks modules of the work folder and compiles them to JavaScript next to them, in one run of the compiler.
 *
 * @param modules their texts by their names
 * @returns what the compiler complains of
 */
async function complaintsAbout(modules: Record<string, string>, isStrictOfLibraries = true): Promise<string> {
  const names = Object.keys(modules);
  for (const name of names) await writeFile(join(work, `${name}.mts`), modules[name] ?? '');
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: !isStrictOfLibraries,
    typeRoots: [join(root, 'node_modules', '@types')],
    types: ['node'],
  };
  const files = names.map((name) => `${name}.mts`);
  await writeFile(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await execute(process.execPath, [compiler, '-p', work], { cwd: work }).catch((failure) => failure);
  return stdout;
}

/** The declarations of NestJS name packages that are not installed: what uses them is compiled apart from what does not. */
const usesNestJS = (text: string) => text.includes("from '@nestjs/");

async function compile(name: string, text: string): Promise<void> {
  expect(await complaintsAbout({ [name]: text }, !usesNestJS(text))).toBe('');
}

/** Compiles many modules, called `prefix-1` and so on; what the compiler says of each alone, by its number. */
async function compileAll(prefix: string, texts: string[]): Promise<Map<number, string[]>> {
  const complaints = new Map(texts.map((_, at) => [at + 1, [] as string[]]));
  for (const isNestJS of [false, true]) {
    const modules = texts.flatMap((text, at) => (usesNestJS(text) === isNestJS ? [[`${prefix}-${at + 1}`, text]] : []));
    if (modules.length === 0) continue;
    const lines = (await complaintsAbout(Object.fromEntries(modules), !isNestJS)).split('\n');
    // What is indented goes on with what is above.
    for (const line of lines.filter((each) => /^\S/.test(each))) {
      const [, number] = new RegExp(`^${prefix}-(\\d+)\\.mts\\(`).exec(line) ?? [];
      // What is said of no module is said of all.
      const about = number === undefined ? complaints.values() : [complaints.get(Number(number)) ?? []];
      for (const each of about) each.push(line);
    }
  }
  return complaints;
}

describe('the examples', () => {
  let complaints: Map<number, string[]>;

  beforeAll(async () => {
    complaints = await compileAll('example', examples);
  }, 180_000);

  it('are found', () => {
    expect(examples.length).toBeGreaterThan(20);
  });

  it.each(examples.map((text, number) => [number + 1, text] as const))(
    'number %i type-checks and runs',
    async (number) => {
      expect(complaints.get(number)).toEqual([]);
      const { stdout, stderr } = await execute(process.execPath, [`example-${number}.mjs`], { cwd: work });
      expect(stdout).not.toBe('');
      expect(stderr).toBe('');
    },
    60_000,
  );
});

describe('the examples in CommonJS', () => {
  it('stand beside those of ES modules', () => {
    expect(scripts.length).toBeGreaterThan(3);
    const functions = scripts.flatMap((text) => [
      ...(/const \{ ([\w, ]+) \} = require/.exec(text)?.[1] ?? '').split(', '),
    ]);
    for (const name of ['openIndex', 'buildGraphStreaming', 'processFilesInBatches']) expect(functions).toContain(name);
  });

  it.each(scripts.map((text, number) => [number + 1, text] as const))('number %i runs', async (number, text) => {
    expect(text).toContain("require('code-knowledge-graph')");
    await writeFile(join(work, `script-${number}.cjs`), text);
    const { stdout, stderr } = await execute(process.execPath, [`script-${number}.cjs`], { cwd: work });
    expect(stdout).not.toBe('');
    expect(stderr).toBe('');
  });
});

describe('the examples for NestJS', () => {
  const blocksOfIt = codeBlocks(nestjs);
  let complaints: Map<number, string[]>;

  beforeAll(async () => {
    complaints = await compileAll('nestjs', blocksOfIt);
  }, 180_000);

  it.each(blocksOfIt.map((_, number) => number + 1))('number %i type-checks', (number) => {
    expect(complaints.get(number)).toEqual([]);
  });
});

describe('the shapes', () => {
  it('are those of index.d.ts', async () => {
    const names = [...shapes.matchAll(/^interface (\w+)/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(8);
    const same = names.map(
      (name) =>
        `export const ${name}Here: ${name} = {} as actual.${name}; export const ${name}There: actual.${name} = {} as ${name};`,
    );
    await compile(
      'shapes',
      `import type * as actual from 'code-knowledge-graph';\ntype NodeType = actual.NodeType;\ntype GraphWarningCode = actual.GraphWarningCode;\ntype FileFailureCode = actual.FileFailureCode;\ntype Language = actual.Language;\n${shapes}\n${same.join('\n')}`,
    );
  }, 180_000);
});

describe('the tables', () => {
  it('name every code that a caller can see, and no other', () => {
    const source = readFileSync(join(root, 'src/error.rs'), 'utf8');
    const codes = [...source.matchAll(/"((?:ERR_|ABORT_)[A-Z_]+)"/g)].map(([, code = '']) => code);
    // A code may be a file's and a call's.
    expect([...new Set(tableNames('Errors', /^(ERR|ABORT)_/))]).toEqual([...new Set(codes)].sort());
  });

  it.each([
    ['README.md', readme, 'keyof NonNullable<ConstructorParameters<typeof CodeKnowledgeGraph>[0]>'],
    ['docs/nestjs.md', nestjs, 'keyof CodeKnowledgeGraphModuleOptions'],
  ])(
    'name every option in %s, and no other',
    async (_document, text, actual) => {
      const names = tableNames('Options', /^\w+$/, text);
      expect(names.length).toBeGreaterThan(10);
      const union = names.map((name) => `'${name}'`).join(' | ');
      await compile(
        'options',
        `import type { CodeKnowledgeGraph } from 'code-knowledge-graph';
         import type { CodeKnowledgeGraphModuleOptions } from 'code-knowledge-graph/nestjs';
         type Actual = ${actual};
         type Named = ${union};
         export const unnamed: [Exclude<Actual, Named>] extends [never] ? true : Exclude<Actual, Named> = true;
         export const unknown: [Exclude<Named, Actual>] extends [never] ? true : Exclude<Named, Actual> = true;`,
      );
    },
    60_000,
  );

  it('name every metric for Prometheus, and no other', () => {
    const source = readFileSync(join(root, 'js', 'nestjs', 'prometheus.ts'), 'utf8');
    const metrics = [...source.matchAll(/^ {2}\['(\w+)'|^const [A-Z_]+ = '([a-z_]+[^_])';/gm)].map(
      ([, listed, named]) => listed ?? named,
    );
    const section = nestjs.split(/^## /m).find((text) => text.startsWith('Prometheus\n')) ?? '';
    const rows = [...section.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)]);
    expect(rows.map(([, name]) => name).sort()).toEqual(metrics.sort());
  });

  it('name every platform that has a binary, and no other', () => {
    const { name, napi } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const packages = napi.targets.map((target: string) => `${name}-${parseTriple(target).platformArchABI}`);
    expect(tableNames('Install', /^code-knowledge-graph-/)).toEqual(packages.sort());
  });

  it('name defaults that are the package’s', () => {
    const source = readFileSync(join(root, 'src/options.rs'), 'utf8');
    const defaultOf = (option: string) => new RegExp(`^\\| \`${option}\` \\| \`?([^|\`]+)`, 'm').exec(readme)?.[1];
    const rustDefault = (field: string) =>
      new RegExp(`^\\s+${field}: ([^,]+),$`, 'm').exec(source.split('fn default()')[1] ?? '')?.[1];
    const product = (text = '') =>
      text.split('*').reduce((result, factor) => result * Number(factor.replaceAll('_', '')), 1);
    for (const [option, field] of [
      ['memoryThreshold', 'memory_threshold'],
      ['memoryPauseMs', 'memory_pause_ms'],
      ['maxMemoryPauses', 'max_memory_pauses'],
      ['prefetchBatches', 'prefetch_batches'],
      ['maxFileSize', 'max_file_size'],
      ['fileTimeoutMs', 'file_timeout_ms'],
    ] as const) {
      expect([option, Number(defaultOf(option))]).toEqual([option, product(rustDefault(field))]);
    }
  });
});

describe('the documents', () => {
  it.each([
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/nestjs.md',
    'docs/agents.md',
    'docs/cache.md',
    'docs/exports.md',
    'docs/instances.md',
    'docs/migration.md',
    'examples/distributed/README.md',
    'examples/nestjs-service/README.md',
    'docs/code-index.md',
  ])('%s links only to what exists', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(join(root, dirname(document), path)))).toEqual([]);
  });

  it.each(
    ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))].map((name) =>
      name === 'README.md' ? name : `docs/${name}`,
    ),
  )('%s links only to headings that there are', (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(([, path = '', heading = '']) => {
      const target = path === '' ? document : join(dirname(document), path);
      return !anchorsOf(readFileSync(join(root, target), 'utf8')).has(heading);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it('name only commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const document of ['README.md', 'CONTRIBUTING.md']) {
      const named = readFileSync(join(root, document), 'utf8').matchAll(/npm run ([\w:]+)/g);
      for (const [, script = ''] of named) expect(Object.keys(scripts)).toContain(script);
    }
  });
});
