// `node scripts/publish-release.mjs <tarballs> [npm options]`: publishes the tarballs of a release, platforms first, so
// that nobody can install a package whose binary is not there yet. What the registry has already is passed over: a run
// that broke off can be repeated. A version such as 1.2.3-rc.1 gets the tag `next`. Needs Node.js and npm alone.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [folder, ...options] = process.argv.slice(2);
const packages = readdirSync(folder)
  .filter((name) => name.endsWith('.tgz'))
  .map((name) => manifestOf(name));

const { name: main } = packages.find(({ optionalDependencies }) => optionalDependencies !== undefined) ?? {};
if (main === undefined) throw new Error(`There is no tarball of the package itself in ${folder}.`);

for (const { file, name, version } of packages.sort((a, b) => Number(a.name === main) - Number(b.name === main))) {
  if (isPublished(name, version)) {
    process.stdout.write(`${name}@${version} is published already\n`);
    continue;
  }
  const tag = version.includes('-') ? 'next' : 'latest';
  const words = ['publish', resolve(folder, file), '--access', 'public', '--tag', tag, ...options];
  execFileSync('npm', words, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** The manifest in a tarball, and the tarball's name. */
function manifestOf(file) {
  const text = execFileSync('tar', ['-xzOf', join(folder, file), 'package/package.json'], { encoding: 'utf8' });
  return { file, ...JSON.parse(text) };
}

/** Whether the registry has this version. Any answer but a clear no is an error. */
function isPublished(name, version) {
  try {
    const words = [
      'view',
      `${name}@${version}`,
      'version',
      '--json',
      ...options.filter((word) => word !== '--provenance'),
    ];
    return execFileSync('npm', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim() !== '';
  } catch (error) {
    if (JSON.parse(error.stdout || '{}').error?.code === 'E404') return false;
    throw error;
  }
}
