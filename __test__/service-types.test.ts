/** The package in services that have types of their own, or take them from the package: they compile, and run. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { repositoryOf } from './repository.js';
import {
  compileAlone,
  compileService,
  FOUND,
  install,
  LIBRARIES,
  runService,
  serviceSources,
  TYPE_SOURCES,
} from './service.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const compiler = join(modules, 'typescript', 'bin', 'tsc');
const installed = readdirSync(modules).filter((name) => !name.startsWith('.'));
const packages = {
  ...Object.fromEntries(installed.map((name) => [name, join(modules, name)])),
  'code-knowledge-graph': root,
};

describe.each(['module', 'commonjs'] as const)('a service of the kind %s', (kind) => {
  it.each(TYPE_SOURCES)('with types of the source %s compiles and runs', { timeout: 180_000 }, async (types) => {
    const folder = await repositoryOf(serviceSources(types, kind));
    await install(folder, packages);
    expect(await compileService(folder, compiler)).toBe('');
    expect(await runService(folder)).toEqual(FOUND);
  });
});

it.each(LIBRARIES)('without Node.js types, with $lib alone, compiles', { timeout: 180_000 }, async (library) => {
  expect(await compileAlone(compiler, root, library)).toBe('');
});

it('is told by the compiler what is no kind', { timeout: 180_000 }, async () => {
  const folder = await repositoryOf({
    ...serviceSources('package', 'module'),
    'src/main.ts': `import { NodeType, type Scope } from 'code-knowledge-graph';
      export const scope: Scope = { name: '', type: 'NODE_TYPE_PACKAGE' };
      export const isOther = (kind: NodeType) => kind === 'NODE_TYPE_PACKAGE';
      NodeType.NODE_TYPE_CLASS = NodeType.NODE_TYPE_ENUM;`,
  });
  await install(folder, packages);
  const complaints = (await compileService(folder, compiler)).matchAll(/main\.ts\((\d+),\d+\): error (TS\d+)/g);
  expect([...complaints].map(([, line, code]) => `${line} ${code}`)).toEqual(['2 TS2322', '3 TS2367', '4 TS2540']);
});
