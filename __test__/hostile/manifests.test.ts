// Manifests that are made to be expensive. What is out of bounds costs what it would have added: every source has its
// analysis all the same, and an abort is not held up.
import { mkdir, symlink } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import type { Files } from '../repository.js';
import { type Hostile, withstands } from './process.js';

const R = (text: string, times: number) => text.repeat(times);
const counted = <Value>(count: number, value: (index: number) => Value) =>
  Array.from({ length: count }, (_, i) => value(i));
const named = <Value>(count: number, entry: (index: number) => [string, Value]) =>
  Object.fromEntries(counted(count, entry));

const SOURCE = { 'src/a.ts': "import { b } from 'b';\nexport const a = () => b();\n" };
const CRATE = { 'src/lib.rs': 'use other::f;\nfn a() { f() }\n' };

/** Patterns that a library for globs may choke on. */
const PATTERNS: Record<string, string> = {
  '16,000 nested braces': `${R('{', 16_000)}a${R('}', 16_000)}`,
  '250 nested braces': `${R('{a,', 250)}a${R('}', 250)}`,
  '16,000 open braces': R('{', 16_000),
  'braces that multiply': R('{a,b}', 40),
  '300,000 question marks': R('?', 300_000),
  '300,000 asterisks': R('*', 300_000),
  '50,000 double asterisks': R('**/', 50_000),
  '100,000 character classes': R('[a-z]', 100_000),
  'an open character class': `[${R('a', 100_000)}`,
  '100,000 backslashes': R('\\', 100_000),
};

/** Everywhere a manifest holds a pattern. */
const PLACES: Record<string, (patterns: string[]) => Files> = {
  'workspaces of package.json': (patterns) => ({
    ...SOURCE,
    'package.json': JSON.stringify({ workspaces: patterns }),
  }),
  'workspaces of package.json, in an object': (patterns) => ({
    ...SOURCE,
    'package.json': JSON.stringify({ workspaces: { packages: patterns } }),
  }),
  'pnpm-workspace.yaml': (patterns) => ({
    ...SOURCE,
    'pnpm-workspace.yaml': `packages:\n${patterns.map((pattern) => `  - ${JSON.stringify(pattern)}\n`).join('')}`,
  }),
  'lerna.json': (patterns) => ({ ...SOURCE, 'lerna.json': JSON.stringify({ packages: patterns }) }),
  'include of tsconfig.json': (patterns) => ({
    ...SOURCE,
    'tsconfig.json': JSON.stringify({ include: patterns, compilerOptions: { paths: { b: ['./src/a'] } } }),
  }),
  'exclude of tsconfig.json': (patterns) => ({ ...SOURCE, 'tsconfig.json': JSON.stringify({ exclude: patterns }) }),
  'paths of tsconfig.json': (patterns) => ({
    ...SOURCE,
    'tsconfig.json': JSON.stringify({ compilerOptions: { paths: Object.fromEntries(patterns.map((p) => [p, [p]])) } }),
  }),
  'exports of package.json': (patterns) => ({
    ...SOURCE,
    'package.json': JSON.stringify({
      name: 'b',
      exports: Object.fromEntries(patterns.map((p) => [`./${p}`, `./${p}`])),
    }),
  }),
  'members of Cargo.toml': (patterns) => ({
    ...CRATE,
    'Cargo.toml': `[package]\nname = "a"\n[workspace]\nmembers = ${JSON.stringify(patterns)}\n`,
  }),
  'autoload of composer.json': (patterns) => ({
    'src/a.php': '<?php use B\\C; function a() { C::d(); }\n',
    'composer.json': JSON.stringify({ autoload: { classmap: patterns, 'psr-4': { 'B\\': patterns } } }),
  }),
  'include of a .csproj': (patterns) => ({
    'A.cs': 'class A { void M() { } }\n',
    'A.csproj': `<Project><ItemGroup>${patterns.map((p) => `<Compile Include="${p.replaceAll('<', '')}"/>`).join('')}</ItemGroup></Project>`,
  }),
  'a .gitignore': (patterns) => ({ ...SOURCE, '.gitignore': `${patterns.join('\n')}\n` }),
};

/** Folders that patterns may be asked about. */
const folders = (count: number, manifest: string): Files => named(count, (i) => [`packages/p${i}/${manifest}`, '{}']);

describe('a pattern of a manifest', () => {
  const inputs = Object.entries(PLACES).flatMap(([place, files]) =>
    Object.entries(PATTERNS).map(
      ([what, pattern]): Hostile => ({
        what: `${what} in ${place}`,
        files: () => files([pattern]),
        options: { respectGitignore: true },
        bounds: { seconds: 1 },
      }),
    ),
  );
  withstands(inputs);

  const many = counted(100_000, (i) => `${i % 2 === 0 ? '**' : 'packages/*'}/x${i}*`);
  withstands(
    Object.entries(PLACES).map(([place, files]) => ({
      what: `100,000 patterns over 2,000 folders in ${place}`,
      files: () => ({ ...files(many), ...folders(2_000, place.includes('Cargo') ? 'Cargo.toml' : 'package.json') }),
      options: { respectGitignore: true },
      bounds: { seconds: 4 },
    })),
  );
});

/** Each as large as the table of what was found says, and twice that. */
const sized = (what: string, size: number, files: (n: number) => Files, more: Partial<Hostile> = {}): Hostile[] =>
  [size, 2 * size].map((n) => ({
    what: `${what}, n = ${n}`,
    isHeavy: n > size,
    files: () => files(n),
    bounds: { seconds: 3 },
    ...more,
  }));

const project = (namespaces: (n: number) => string) => (n: number) => ({
  'A.cs': 'class A { void M() { } }\n',
  'A.csproj': namespaces(n),
});
const nestedNamespaces = project(
  (n) =>
    `<Project>${counted(n, (i) => `<a${i} xmlns:n${i}="urn:${i}">`).join('')}${counted(n, (i) => `</a${n - 1 - i}>`).join('')}</Project>`,
);

describe('a manifest of many entries', () => {
  withstands([
    ...sized('nested namespaces of a .csproj', 2_000, nestedNamespaces),
    ...sized(
      'attributes in a .csproj',
      40_000,
      project((n) => `<Project ${counted(n, (i) => `a${i}="b"`).join(' ')}/>`),
    ),
    ...sized(
      'elements in a .csproj',
      100_000,
      project((n) => `<Project>${R('<a>', n)}`),
    ),
    ...sized(
      'references in a .csproj',
      50_000,
      project((n) => `<Project>${R('<ProjectReference Include="B.csproj"/>', n)}</Project>`),
    ),
    ...sized(
      'entities in a .csproj',
      20,
      project(
        (n) =>
          `<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">${counted(n, (i) => `<!ENTITY e${i + 1} "${R(`&e${i};`, 10)}">`).join('')}]><Project><a>&e${n};</a></Project>`,
      ),
    ),
    ...sized('paths of a tsconfig.json', 2_000, (n) => ({
      'a.ts': counted(2 * n, (i) => `import 'x${i}/y';\n`).join(''),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { paths: named(40 * n, (i) => [`@p${i}/*`, [`./p${i}/*`]]) },
      }),
    })),
    ...sized('targets of a mapping', 2_000, (n) => ({
      'a.ts': counted(n, (i) => `import 'x/y${i}';\n`).join(''),
      'tsconfig.json': JSON.stringify({ compilerOptions: { paths: { 'x/*': counted(n, (i) => `./p${i}/*`) } } }),
    })),
    ...sized('rootDirs', 2_000, (n) => ({
      'a.ts': counted(n, (i) => `import './y${i}';\n`).join(''),
      'tsconfig.json': JSON.stringify({ compilerOptions: { rootDirs: ['.', ...counted(n, (i) => `p${i}`)] } }),
    })),
    ...sized('exports of a package.json', 2_000, (n) => ({
      'a.ts': counted(n, (i) => `import 'b/x${i}/y';\n`).join(''),
      'package.json': JSON.stringify({ name: 'b', exports: named(20 * n, (i) => [`./q${i}/*`, `./p${i}/*`]) }),
    })),
    ...sized('imports of a package.json', 2_000, (n) => ({
      'a.ts': counted(n, (i) => `import '#x${i}/y';\n`).join(''),
      'package.json': JSON.stringify({ imports: named(20 * n, (i) => [`#q${i}/*`, `./p${i}/*`]) }),
    })),
    ...sized('conditions in a package.json', 20_000, (n) => ({
      'a.ts': "import '#a';\n",
      'package.json': `{"imports":{"#a":${R('{"default":', n)}"./a.ts"${R('}', n)}}}`,
    })),
    ...sized('class map of a composer.json', 2_000, (n) => ({
      'a.php': `<?php ${counted(n / 5, (i) => `use N\\C${i};`).join('')}`,
      'composer.json': JSON.stringify({ autoload: { classmap: counted(5 * n, (i) => `p${i}/`) } }),
    })),
    ...sized('prefixes of a composer.json', 2_000, (n) => ({
      'a.php': `<?php ${counted(n, (i) => `use N${i}\\C;`).join('')}`,
      'composer.json': JSON.stringify({ autoload: { 'psr-4': named(5 * n, (i) => [`P${i}\\`, `p${i}/`]) } }),
    })),
    ...sized('members of a Cargo.toml', 2_000, (n) => ({
      ...CRATE,
      ...named(n / 2, (i) => [`c${i}/Cargo.toml`, `[package]\nname = "c${i}"\n`]),
      'Cargo.toml': `[workspace]\nmembers = ${JSON.stringify(counted(2 * n, (i) => `c*/x${i}`))}\n`,
    })),
    ...sized('tables of a Cargo.toml', 20_000, (n) => ({
      ...CRATE,
      'Cargo.toml': `${R('[a.', 1)}${R('b.', n)}c]\n`,
    })),
    ...sized('arrays of a Cargo.toml', 50_000, (n) => ({ ...CRATE, 'Cargo.toml': `a = ${R('[', n)}` })),
    ...sized('replacements of a go.mod', 20_000, (n) => ({
      'a.go': `package a\nimport (\n${counted(n / 20, (i) => `"m${i}/x"\n`).join('')})\n`,
      'go.mod': `module a\n${counted(n, (i) => `replace r${i} => ./p${i}\n`).join('')}`,
    })),
    ...sized('members of a go.work', 10_000, (n) => ({
      'a.go': `package a\nimport (\n${counted(n / 20, (i) => `"m${i}/x"\n`).join('')})\n`,
      'go.work': `go 1.22\nuse (\n${counted(n, (i) => `./p${i}\n`).join('')})\n`,
    })),
    ...sized('brackets in every JSON manifest', 100_000, (n) => ({
      ...SOURCE,
      'a.php': '<?php use B\\C;',
      ...Object.fromEntries(
        ['package.json', 'tsconfig.json', 'jsconfig.json', 'lerna.json', 'composer.json'].map((name) => [
          name,
          R('[', n),
        ]),
      ),
    })),
    ...sized('dashes in a pnpm-workspace.yaml', 100_000, (n) => ({
      ...SOURCE,
      'pnpm-workspace.yaml': `packages:\n${R('- ', n)}`,
    })),
    ...sized('tsconfig.json that extend each other', 500, (n) => ({
      ...SOURCE,
      ...named(n, (i) => [
        `t${i}.json`,
        JSON.stringify({ extends: counted(20, (j) => `./t${(i * 20 + j) % n}.json`) }),
      ]),
      'tsconfig.json': '{"extends":"./t0.json"}',
    })),
    ...sized(
      'circles of re-exports',
      600,
      (n) =>
        named(n, (i) => [
          `f${i}.ts`,
          `export * from './f${(i + 1) % n}';\nexport * from './f${(i * 7) % n}';\nimport { x${i} } from './f${(i + 2) % n}';\nx${i}();\n`,
        ]),
      { bounds: { seconds: 6 } },
    ),
    ...sized(
      'circles of glob imports',
      600,
      (n) => ({
        'lib.rs': counted(n, (i) => `mod f${i};\n`).join(''),
        ...named(n, (i) => [
          `f${i}.rs`,
          `pub use crate::f${(i + 1) % n}::*;\npub use crate::f${(i * 7) % n}::*;\nfn a() { x${i}() }\n`,
        ]),
      }),
      { bounds: { seconds: 6 } },
    ),
  ]);
});

describe('folders that link to each other', () => {
  /** Each of `count` folders has a link to each other one. */
  const linked = (count: number) => async (root: string) => {
    for (let i = 0; i < count; i++) {
      await mkdir(`${root}/d${i}`, { recursive: true });
      for (let j = 0; j < count; j++) if (i !== j) await symlink(`../d${j}`, `${root}/d${i}/l${j}`);
    }
  };
  const once = (count: number): Hostile => ({
    what: `${count * (count - 1)} links between ${count} folders`,
    files: named(count, (i) => [`d${i}/f${i}.ts`, 'export const f = () => 1;\n']),
    prepare: linked(count),
    bounds: { seconds: 2 },
    ends: (answer) => {
      expect(answer.failures).toEqual([]);
      expect(answer.files).toBe(count);
    },
  });
  withstands([8, 32].map(once));
});

describe('an abort', () => {
  const repository = (n: number): Files =>
    Object.fromEntries(
      counted(20, (i) => Object.entries(nestedNamespaces(n)).map(([path, text]) => [`p${i}/${path}`, text])).flat(),
    ) as Files;
  withstands([
    {
      what: 'is not held up by eight repositories of project files',
      files: () => repository(3_000),
      way: 'aborted',
      details: { graphs: 8, afterMs: 100 },
      ends: ({ aborted }) => expect(aborted).toHaveLength(8),
      bounds: { seconds: 3 },
    },
  ]);
});
