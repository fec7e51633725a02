// `npm start -- <folder>`: installs and builds what is missing, then runs the command line.
import { command, ensureBuilt, ensureInstalled } from './toolchain.mjs';

await command(async () => {
  await ensureInstalled();
  await ensureBuilt();
  // npm runs scripts in the package's folder; a relative path means the folder npm was called in.
  process.chdir(process.env.INIT_CWD ?? process.cwd());
  await import('../dist/cli/main.js');
});
