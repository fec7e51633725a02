// `node scripts/pack-release.mjs <binaries> <destination>`: makes the tarballs of a release, one for the package itself
// and one for each platform's binary, out of a folder with the binary of every platform. The package then carries no
// binary: it names the platforms' packages, in its own version, as optional dependencies. All of it happens in a copy,
// with napi-rs's own tooling; the repository stays as it is.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NapiCli } from '@napi-rs/cli';
import { repositoryAddress, withAbsoluteLinks, withAddresses } from './npm-page.mjs';
import { command, Obstacle, root } from './toolchain.mjs';

await command(async () => {
  const [binaries, destination] = process.argv.slice(2).map((path) => resolve(path));
  if (binaries === undefined || destination === undefined) {
    throw new Obstacle('usage: node scripts/pack-release.mjs <folder of binaries> <folder for tarballs>');
  }
  if (!existsSync(join(root, 'dist', 'index.js'))) throw new Obstacle('Run "npm run build:js" first.');

  const staging = mkdtempSync(join(tmpdir(), 'ckg-release-'));
  try {
    copyPackage(staging);
    addressPage(staging);
    await addPlatforms(staging, binaries);
    mkdirSync(destination, { recursive: true });
    for (const folder of [...platformFolders(staging), staging]) {
      const [{ filename }] = npmPack(folder, '--pack-destination', destination);
      process.stdout.write(`${filename}\n`);
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
});

/** Copies what is published, binaries of this machine aside. */
function copyPackage(staging) {
  const [{ files }] = npmPack(root, '--dry-run');
  for (const { path } of files) {
    if (!path.endsWith('.node')) cpSync(join(root, path), join(staging, path));
  }
}

/** Has documents lead to the repository, which has pictures and more than the package: npmjs.com shows one of them. */
function addressPage(staging) {
  const address = repositoryAddress(root);
  if (address === undefined) {
    process.stderr.write(
      'Where the repository is public is not known: the package does not name it, its links stay relative.\n',
    );
    return;
  }
  const path = join(staging, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify(withAddresses(manifest, address), null, 2)}\n`);
  const names = readdirSync(staging, { recursive: true }).map((name) => name.replaceAll('\\', '/'));
  for (const name of names.filter((file) => file.endsWith('.md'))) {
    const text = readFileSync(join(staging, name), 'utf8');
    const where = { path: name, folder: root, address, tag: `v${manifest.version}` };
    writeFileSync(join(staging, name), withAbsoluteLinks(text, where));
  }
}

/** Makes the platforms' packages under `npm/`, and names them in the manifest. Fails if a platform has no binary. */
async function addPlatforms(staging, binaries) {
  const napi = new NapiCli();
  const where = { cwd: staging, npmDir: 'npm' };
  await napi.createNpmDirs(where);
  await napi.artifacts({ ...where, outputDir: binaries });
  await napi.prePublish({ ...where, tagStyle: 'npm', ghRelease: false, skipOptionalPublish: true });
  for (const folder of platformFolders(staging)) cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  // The tooling also leaves every binary next to the manifest, where `files` would take them along.
  for (const name of readdirSync(staging)) {
    if (name.endsWith('.node')) rmSync(join(staging, name));
  }
}

function platformFolders(staging) {
  return readdirSync(join(staging, 'npm')).map((name) => join(staging, 'npm', name));
}

/** What `npm pack` says it packed. Nothing is run on the way: `files` names what was built before. */
function npmPack(folder, ...words) {
  const pack = ['pack', '--json', '--ignore-scripts', ...words];
  return JSON.parse(execFileSync('npm', pack, { cwd: folder, encoding: 'utf8' }));
}
