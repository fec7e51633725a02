// Whether twice the modules take twice the work to resolve imports in: repositories of so many modules that import each
// other and, far more often, what is not there. Prints thousands of instructions a module, and what share of those at the
// first size. Needs `valgrind` on PATH.
//
//   node bench/modules.mjs            all kinds, 250, 500 and 1,000 modules
//   node bench/modules.mjs java ruby  only these

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { added, buildStages } from './instructions.mjs';
import { printTable } from './table.mjs';

const SIZES = [250, 500, 1000];
const OUTSIDE = Array.from({ length: 20 }, (_, number) => number);
const lines = (...parts) => parts.flat().join('\n');

/** The files of module `m`, which imports `others`. */
const MODULES = {
  csharp: (m, others) => ({
    [`Acme.M${m}/Acme.M${m}.csproj`]: '<Project />',
    [`Acme.M${m}/Api/A.cs`]: lines(
      OUTSIDE.map((x) => `using Other.X${x};`),
      others.map((o) => `using Acme.M${o}.Api;`),
      `namespace Acme.M${m}.Api; public class A { }`,
    ),
  }),
  'csharp-alike': (m, others) => ({
    'Directory.Build.props': '<Project><RootNamespace>Acme</RootNamespace></Project>',
    [`P${m}/P${m}.csproj`]: '<Project />',
    [`P${m}/Api/A${m}.cs`]: lines(
      OUTSIDE.map((x) => `using Acme.Api.Other${x};`),
      others.map((o) => `using A = Acme.Api.A${o};`),
      `namespace Acme.Api; public class A${m} { }`,
    ),
  }),
  go: (m, others) => ({
    [`m${m}/go.mod`]: `module acme.example/m${m}\n`,
    [`m${m}/api/a.go`]: lines(
      'package api\nimport (',
      OUTSIDE.map((x) => `"other.example/x${x}"`),
      others.map((o) => `"acme.example/m${o}/api"`),
      ')',
    ),
  }),
  java: (m, others) =>
    Object.fromEntries(
      ['api', 'impl'].map((name) => [
        `m${m}/src/main/java/com/acme/m${m}/${name}/A.java`,
        lines(
          `package com.acme.m${m}.${name};`,
          OUTSIDE.map((x) => `import com.other.x${x}.Y;`),
          others.map((o) => `import com.acme.m${o}.api.A;`),
          'public class A { }',
        ),
      ]),
    ),
  php: (m, others) => ({
    [`m${m}/composer.json`]: JSON.stringify({ autoload: { 'psr-4': { [`Acme${m}\\`]: 'src' } } }),
    [`m${m}/src/Api/A.php`]: lines(
      `<?php\nnamespace Acme${m}\\Api;`,
      OUTSIDE.map((x) => `use Other\\X${x}\\Y;`),
      others.map((o) => `use Acme${o}\\Api\\A as A${o};`),
      'class A { }',
    ),
  }),
  'php-alike': (m, others) => ({
    [`m${m}/composer.json`]: JSON.stringify({ autoload: { 'psr-4': { 'Acme\\': 'src' }, classmap: ['classes'] } }),
    [`m${m}/classes/B${m}.php`]: `<?php\nclass B${m} { }`,
    [`m${m}/src/Api/A${m}.php`]: lines(
      `<?php\nnamespace Acme\\Api;`,
      OUTSIDE.map((x) => `use Acme\\Api\\Other${x};`),
      others.map((o) => `use Acme\\Api\\A${o}; use B${o};`),
      `class A${m} { }`,
    ),
  }),
  python: (m, others) => ({
    [`m${m}/pkg${m}/__init__.py`]: '',
    [`m${m}/pkg${m}/a.py`]: lines(
      OUTSIDE.map((x) => `from other${x} import y`),
      others.map((o) => `from pkg${o}.a import f`),
    ),
  }),
  ruby: (m, others) => ({
    [`m${m}/m${m}.gemspec`]: '',
    [`m${m}/lib/acme${m}/a.rb`]: lines(
      OUTSIDE.map((x) => `require 'other${x}/y'`),
      others.map((o) => `require 'acme${o}/a'`),
    ),
  }),
  rust: (m, others) => ({
    [`m${m}/Cargo.toml`]: lines(
      `[package]\nname = "m${m}"\n[dependencies]`,
      others.map((o) => `m${o} = { path = "../m${o}" }`),
    ),
    [`m${m}/src/lib.rs`]: lines(
      OUTSIDE.map((x) => `use other${x}::y::Z;`),
      others.map((o) => `use m${o}::A as A${o};`),
      'pub struct A;',
    ),
  }),
  typescript: (m, others) => ({
    'package.json': JSON.stringify({ private: true, workspaces: ['packages/*'] }),
    [`packages/m${m}/package.json`]: JSON.stringify({ name: `@acme/m${m}` }),
    [`packages/m${m}/tsconfig.json`]: '{}',
    [`packages/m${m}/src/index.ts`]: lines(
      OUTSIDE.map((x) => `import { y${x} } from '@other/x${x}';`),
      others.map((o) => `import { a as a${o} } from '@acme/m${o}';`),
      'export const a = 1;',
    ),
  }),
};

const program = buildStages('counting');
const rows = [['', ...SIZES.flatMap((size) => [`${size} modules, thousands each`, '% of first'])]];
const named = process.argv.slice(2);
for (const kind of named.length > 0 ? named : Object.keys(MODULES)) {
  const counts = [];
  for (const size of SIZES) counts.push((await resolving(kind, size)) / size);
  const shares = counts.map((count) => Math.round((100 * count) / counts[0]));
  rows.push([kind, ...counts.flatMap((count, at) => [(count / 1000).toFixed(0), String(shares[at])])]);
}
printTable(rows);

/** Instructions that resolving the imports of a generated repository takes. */
async function resolving(kind, size) {
  const root = await mkdtemp(join(tmpdir(), 'modules-'));
  try {
    for (let m = 0; m < size; m++) {
      const others = [...new Set([1, 13, 26, 39].map((step) => (m * 7 + step) % size))];
      for (const [path, text] of Object.entries(MODULES[kind](m, others))) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), `${text}\n`);
      }
    }
    return added(program, root, ['resolve'])[0];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
