// `node scripts/picture.mjs`: draws docs/terminal.svg, the command at work on this very repository: what a person types, the
// bar while it indexes, what it prints. Where nothing moves, for readers who want that too, the last screen is seen, with which it begins.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const library = require('../dist/index.js');
const { run } = require('../dist/cli/run.js');

const WIDTH = 106;
const LINE = 19;
const CHARACTER = 8.43;
const MARGIN = 2 * CHARACTER;
/** Of bars: wide enough for how much is done, too narrow for how fast, which is the machine's that draws. */
const BAR = 40;
/** Of bars, at most. */
const FRAMES = 10;
const COMMAND = 'npx code-knowledge-graph';
/** Where the repository is, as far as readers are told. */
const HOME = '~/code-knowledge-graph';
/** What is typed, and how many lines of the answer are shown. */
const SCREENS = [
  { words: ['.'], most: 21 },
  { words: ['.', 'impact', 'userCacheFolder', '--depth', '2'], most: 60 },
];

// Seconds: before a command is typed, of a key, before the answer, of a line, of a frame, until the next screen, of the last one.
const PAUSE = 0.6;
const KEY = 0.04;
const THOUGHT = 0.35;
const ROW = 0.03;
const FRAME = 0.22;
const READING = 4.5;
const STILL = 12;
/** Of the last screen's, before the first. */
const FIRST_STILL = 3;

/** What the command writes to a terminal: the answer's lines, and the bars before it. */
async function performed(words, cache) {
  const [stdout, bars] = [[], []];
  await run({
    words: [...words, '--cache', cache],
    folder: root,
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    env: { FORCE_COLOR: '1' },
    stdout: { isTTY: true, columns: WIDTH, write: (text) => void stdout.push(text) },
    stderr: { isTTY: true, columns: BAR, write: (text) => void bars.push(text) },
    signal: new AbortController().signal,
    now: () => performance.now(),
    memory: () => process.memoryUsage.rss(),
    peakMemory: () => process.resourceUsage().maxRSS * 1024,
    metrics: library.getStreamingMetrics,
    buildGraph: library.buildGraphStreaming,
    openIndex: library.openIndex,
  });
  const frames = [...new Set(bars.map((bar) => bar.replace(/^\r/, '').split(ESCAPE)[0].trimEnd()))].filter(Boolean);
  return { lines: stdout.join('').trimEnd().split('\n'), frames: some(frames, FRAMES) };
}

/** As many of a list, from its first to its last. */
function some(list, most) {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, at) => list[Math.round((at * (list.length - 1)) / (most - 1))]);
}

const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
/** The styles that the command uses, as classes. */
const STYLES = { 1: 'b', 2: 'd', 32: 'g', 33: 'y', 34: 'u', 35: 'm', 36: 'c' };
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A line as a text that is as wide as its characters, whatever font there is. */
function row(line, at, column, name) {
  let left = WIDTH - column;
  let style = '';
  let drawn = '';
  for (const part of line.replaceAll(root.replace(/\/$/, ''), HOME).split(SEQUENCE)) {
    if (part.startsWith(ESCAPE)) {
      style = STYLES[Number(part.slice(2, -1).split(';').at(-1))] ?? '';
      continue;
    }
    const shown = [...part].slice(0, left).join('');
    left -= [...shown].length;
    if (shown !== '') drawn += style === '' ? escaped(shown) : `<tspan class="${style}">${escaped(shown)}</tspan>`;
  }
  if (drawn === '') return '';
  const characters = WIDTH - column - left;
  const x = (MARGIN + column * CHARACTER).toFixed(1);
  const place = `x="${x}" y="${(at + 2) * LINE}" textLength="${(characters * CHARACTER).toFixed(1)}"`;
  return `<text class="${name}" ${place}>${drawn}</text>`;
}

/** The screens one after another: what is drawn, and from when to when it is seen. */
function scenesOf(screens) {
  const scenes = [];
  let now = 0;
  for (const [number, { typed, frames, lines }] of screens.entries()) {
    const from = now;
    const parts = [{ text: '$', at: 0, from }];
    now += PAUSE;
    parts.push({ text: typed, at: 0, from: now, keys: typed.length });
    now += typed.length * KEY + THOUGHT;
    for (const text of frames) {
      parts.push({ text, at: 1, from: now, to: now + FRAME });
      now += FRAME;
    }
    for (const [at, text] of lines.entries()) {
      parts.push({ text, at: at + 1, from: now });
      now += ROW;
    }
    const isLast = number === screens.length - 1;
    now += isLast ? STILL : READING;
    // What nothing says of is gone with the screen.
    scenes.push({ parts: parts.map((part) => ({ to: now, ...part })), isLast });
  }
  return { scenes, length: now };
}

/** The style that shows things when it is their time; where nothing moves, those of the last screen that stay. */
class Film {
  #rules = new Map();
  #length;

  constructor(length) {
    this.#length = length;
  }

  /** The class of what is seen from one second to another. */
  seen(from, to, isLast) {
    const end = to < this.#length ? `${this.#share(to)} { opacity: 0 } 100% { opacity: 0 }` : '100% { opacity: 1 }';
    const frames = `0% { opacity: 0 } ${this.#share(from)} { opacity: 1 } ${end}`;
    const isStill = isLast && to >= this.#length;
    return this.#class(frames, `opacity: ${isStill ? 1 : 0}`, 'step-end');
  }

  /** The class of what appears key by key. */
  typed(from, keys) {
    const [hidden, shown] = ['{ clip-path: inset(0 100% 0 0) }', '{ clip-path: inset(0 0 0 0) }'];
    const [start, end] = [this.#share(from), this.#share(from + keys * KEY)];
    return this.#class(`0% ${hidden} ${start} ${hidden} ${end} ${shown} 100% ${shown}`, '', `steps(${keys})`);
  }

  get style() {
    return [...this.#rules.values()].join('\n');
  }

  #class(frames, still, timing) {
    const name = `t${this.#rules.size}`;
    const [length, delay] = [this.#length, FIRST_STILL - this.#length].map((seconds) => `${seconds.toFixed(2)}s`);
    const animation = `animation: ${name} ${length} ${timing} ${delay} infinite`;
    const rule = `@keyframes ${name} { ${frames} } .${name} { ${still}${still && '; '}${animation} }`;
    this.#rules.set(name, rule);
    return name;
  }

  #share(seconds) {
    return `${((100 * seconds) / this.#length).toFixed(2)}%`;
  }
}

function drawn({ scenes, length }) {
  const film = new Film(length);
  const texts = scenes.flatMap(({ parts, isLast }) =>
    parts.map(({ text, at, from, to, keys }) => {
      const shown = film.seen(from, to, isLast);
      if (keys === undefined) return row(text, at, 0, shown);
      return `<g class="${film.typed(from, keys)}">${row(text, at, 2, shown)}</g>`;
    }),
  );
  const rows = Math.max(...scenes.flatMap(({ parts }) => parts.map(({ at }) => at))) + 1;
  const height = (rows + 2) * LINE;
  const width = Math.ceil((WIDTH + 4) * CHARACTER);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>The command indexes a repository and says what a change of one function may affect, and which tests say so</title>
<style>
rect { fill: #f6f8fa; stroke: #d0d7de }
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
.b { font-weight: 600 } .d { fill: #59636e } .g { fill: #116329 } .y { fill: #7d4e00 } .u { fill: #0550ae } .m { fill: #8250df } .c { fill: #1b7c83 }
@media (prefers-color-scheme: dark) {
rect { fill: #0d1117; stroke: #3d444d }
text { fill: #f0f6fc }
.d { fill: #9198a1 } .g { fill: #7ee787 } .y { fill: #f2cc60 } .u { fill: #79c0ff } .m { fill: #d2a8ff } .c { fill: #56d4dd }
}
${film.style}
@media (prefers-reduced-motion: reduce) { * { animation: none !important } }
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${texts.filter((text) => text !== '').join('\n')}
</svg>
`;
}

const cache = mkdtempSync(join(tmpdir(), 'ckg-picture-'));
try {
  const screens = [];
  for (const { words, most } of SCREENS) {
    const { lines, frames } = await performed(words, cache);
    screens.push({ typed: [COMMAND, ...words].join(' '), frames, lines: lines.slice(0, most) });
  }
  writeFileSync(join(root, 'docs', 'terminal.svg'), drawn(scenesOf(screens)));
} finally {
  rmSync(cache, { recursive: true, force: true });
}
