// Whether twice the modules take twice the time to resolve imports in: repositories of so many modules that import each
// other and, far more often, what is not there. Prints milliseconds a module, and what share of those at the first size.
//
//   node bench/modules.mjs            all languages, 250, 500 and 1,000 modules
//   node bench/modules.mjs java ruby  only these

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildStages, stageTimes } from './stage-times.mjs';
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
};

const program = await buildStages();
const rows = [['', ...SIZES.flatMap((size) => [`${size} modules, ms each`, '% of first'])]];
const named = process.argv.slice(2);
for (const language of named.length > 0 ? named : Object.keys(MODULES)) {
  const times = [];
  for (const size of SIZES) times.push((await resolving(language, size)) / size);
  rows.push([language, ...times.flatMap((ms) => [ms.toFixed(3), String(Math.round((100 * ms) / times[0]))])]);
}
printTable(rows);

/** Milliseconds that resolving the imports of a generated repository takes. */
async function resolving(language, size) {
  const root = await mkdtemp(join(tmpdir(), 'modules-'));
  try {
    for (let m = 0; m < size; m++) {
      const others = [...new Set([1, 13, 26, 39].map((step) => (m * 7 + step) % size))];
      for (const [path, text] of Object.entries(MODULES[language](m, others))) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), `${text}\n`);
      }
    }
    return (await stageTimes(program, root)).resolve;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
