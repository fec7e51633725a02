// `npm run build:native [-- --release] [words for napi build]`: the addon and the types of its binding.
import { join } from 'node:path';
import { command, root, runTool } from './toolchain.mjs';

await command(async () => {
  const words = process.argv.slice(2);
  // Windows runs no shell script in the place of cargo: there crates are optimized one by one.
  if (words.includes('--release') && process.platform !== 'win32') {
    process.env.CARGO = join(root, 'scripts', 'cargo-addon.sh');
  }
  return (await runTool('napi', ['build', '--platform', '--no-js', '--dts', 'js/binding.d.ts', ...words])).code;
});
