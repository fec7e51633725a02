// `node scripts/picture.mjs`: draws docs/impact.svg, what the command answers about this very repository.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = ['.', 'impact', 'userCacheFolder', '--depth', '3'];
const WIDTH = 112;
const LINE = 19;
const CHARACTER = 8.43;

const answer = execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...words, '--no-cache'], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1' },
  stdio: ['ignore', 'pipe', 'ignore'],
});
const lines = [`$ npx code-knowledge-graph ${words.join(' ')}`, '', ...answer.trimEnd().split('\n')];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The styles that the command uses, as classes. */
const STYLES = { 1: 'b', 2: 'd', 32: 'g', 33: 'y', 34: 'u', 35: 'm', 36: 'c' };

const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);

/** A line with its escape sequences as spans, cut at the picture's edge. */
function spans(line) {
  let left = WIDTH;
  let style = '';
  let drawn = '';
  for (const part of line.split(SEQUENCE)) {
    if (part.startsWith(ESCAPE)) {
      style = STYLES[Number(part.slice(2, -1).split(';').at(-1))] ?? '';
      continue;
    }
    const shown = part.slice(0, left);
    left -= shown.length;
    if (shown !== '') drawn += style === '' ? escaped(shown) : `<tspan class="${style}">${escaped(shown)}</tspan>`;
  }
  return drawn;
}

const height = (lines.length + 2) * LINE;
const width = Math.ceil((WIDTH + 4) * CHARACTER);
const rows = lines.map((line, at) => `<text x="${2 * CHARACTER}" y="${(at + 2) * LINE}">${spans(line)}</text>`);
const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>What a change of one function may affect: functions, and the tests among them</title>
<style>
rect { fill: #f6f8fa; stroke: #d0d7de }
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
.b { font-weight: 600 } .d { fill: #59636e } .g { fill: #116329 } .y { fill: #7d4e00 } .u { fill: #0550ae } .m { fill: #8250df } .c { fill: #1b7c83 }
@media (prefers-color-scheme: dark) {
rect { fill: #0d1117; stroke: #3d444d }
text { fill: #f0f6fc }
.d { fill: #9198a1 } .g { fill: #7ee787 } .y { fill: #f2cc60 } .u { fill: #79c0ff } .m { fill: #d2a8ff } .c { fill: #56d4dd }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.join('\n')}
</svg>
`;
writeFileSync(join(root, 'docs/impact.svg'), picture);
