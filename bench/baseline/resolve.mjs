// Import specifiers to files, for the baseline: enhanced-resolve with TypeScript's endings and the root tsconfig's paths.

import fs, { readFileSync } from 'node:fs';
import { resolve as absolute, dirname, join } from 'node:path';
import enhanced from 'enhanced-resolve';

/** A function of (importing file, specifier) that gives a file of the repository, else the specifier as written. */
export function importResolver(root) {
  const resolver = enhanced.ResolverFactory.createResolver({
    fileSystem: new enhanced.CachedInputFileSystem(fs, 60_000),
    useSyncFileSystemCalls: true,
    extensions: ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.js', '.jsx'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] },
    conditionNames: ['types', 'import', 'require', 'node'],
    alias: pathAliases(root),
  });
  return (file, specifier) => {
    try {
      const target = resolver.resolveSync({}, dirname(file), specifier);
      return target?.startsWith(root) && !target.includes('/node_modules/') ? target : specifier;
    } catch {
      return specifier;
    }
  };
}

function pathAliases(root) {
  try {
    const { baseUrl = '.', paths = {} } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions;
    return Object.entries(paths).map(([pattern, targets]) => ({
      name: pattern,
      alias: targets.map((target) => absolute(root, baseUrl, target)),
      onlyModule: !pattern.includes('*'),
    }));
  } catch {
    return [];
  }
}
