// `node scripts/install.mjs [folder...]`: installs what package-lock.json names, with the exact versions it names; in these folders
// of the repository, or in its root.
import { resolve } from 'node:path';
import { command, ensureInstalled, root } from './toolchain.mjs';

await command(async () => {
  const folders = process.argv.slice(2).map((folder) => resolve(root, folder));
  for (const folder of folders.length > 0 ? folders : [root]) await ensureInstalled(folder);
});
