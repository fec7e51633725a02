// `npm run test:sanitize [-- <words for cargo test>]`: the Rust tests under AddressSanitizer, with syntax trees from the
// system's allocator, whose every block it knows. Where there is clang, tree-sitter's C code is watched too, and this
// package's own; GCC brings another runtime of the sanitizer than Rust.
import { join } from 'node:path';
import { command, note, Obstacle, requireCargo, root, run } from './toolchain.mjs';

await command(async () => {
  requireCargo();
  const { output } = await run('rustc', ['-vV'], { keep: true });
  const host = /^host: (.+)$/m.exec(output)?.[1];
  if (host === undefined) throw new Obstacle('rustc does not say what it compiles for.');
  const hasClang = await run('clang', ['--version'], { keep: true }).then(
    ({ code }) => code === 0,
    () => false,
  );
  if (hasClang) Object.assign(process.env, { CC: 'clang', CFLAGS: '-fsanitize=address' });
  else note('There is no clang: C code is not watched');
  // Sanitizers are unstable flags of a stable compiler. Build scripts run without them, as a target is named.
  Object.assign(process.env, { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Zsanitizer=address' });
  const asked = process.argv.slice(2);
  const tests = asked.length > 0 ? asked : ['--lib', '--tests'];
  const words = ['test', '--locked', '--target', host, '--target-dir', join(root, 'target', 'sanitizer')];
  return (await run('cargo', [...words, '--features', 'system-allocator', ...tests])).code;
});
