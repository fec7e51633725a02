// Judges call targets: the package's against the TypeScript compiler's. `node bench/judge/calls/run.mjs --help`.

import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { CORPORA, fetchCorpus, selectCorpora } from '../../corpora.mjs';
import { printTable } from '../../table.mjs';
import { callIndex, Score } from './score.mjs';
import { compilerCalls } from './truth.mjs';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

const USAGE = `node bench/judge/calls/run.mjs [options]
  --corpus <name>     one of ${CORPORA.map((each) => each.name).join(', ')}; may be repeated (default: rxjs, viem, theia)
  --folder <path>     a repository of your own instead
  --examples <n>      misses to show of each kind (default: 3)
  --package <file>    the package's entry (default: index.mjs of the repository)
  --misses <file>     write every miss there, one a line, as JSON
  --scores <file>     fail if fewer calls are right than there, or more claims wrong
  --update            write the scores there instead`;

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', multiple: true, default: ['rxjs', 'viem', 'theia'] },
    folder: { type: 'string' },
    examples: { type: 'string', default: '3' },
    package: { type: 'string', default: join(REPOSITORY, 'index.mjs') },
    misses: { type: 'string' },
    scores: { type: 'string' },
    update: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else await main();

async function main() {
  const { buildGraphStreaming, getAllSourceFiles } = await import(pathToFileURL(resolve(options.package)).href);
  const repositories = options.folder
    ? [{ name: options.folder, root: resolve(options.folder), files: await getAllSourceFiles(resolve(options.folder)) }]
    : await Promise.all(selectCorpora(options.corpus).map(fetchCorpus));
  const lines = [];
  const scores = {};
  for (const repository of repositories) {
    const callAt = callIndex(await buildGraphStreaming(repository.root));
    const score = new Score();
    for await (const truth of compilerCalls(repository)) score.add(truth, callAt(truth));
    report(repository, score);
    const { total, sentRight, claims, claimsRight } = score.sites;
    const wrongOutside = score.outside.claims - score.outside.claimsRight;
    scores[repository.name] = { calls: total, sentRight, wrongClaims: claims - claimsRight, wrongOutside };
    for (const { misses } of score.kinds.values()) {
      for (const miss of misses) lines.push(JSON.stringify(plain(repository, miss)));
    }
  }
  if (options.scores && options.update) await writeFile(options.scores, `${JSON.stringify(scores, null, 2)}\n`);
  else if (options.scores) compare(scores, JSON.parse(await readFile(options.scores, 'utf8')));
  if (options.misses) await writeFile(options.misses, `${lines.join('\n')}\n`);
}

/** Sets the exit code if a score is worse than it was. */
function compare(scores, before) {
  for (const [name, now] of Object.entries(scores)) {
    const was = before[name];
    const isAsGood =
      was?.calls === now.calls &&
      now.sentRight >= was.sentRight &&
      now.wrongClaims <= was.wrongClaims &&
      now.wrongOutside <= was.wrongOutside;
    if (isAsGood) continue;
    console.log(`${name}: was ${JSON.stringify(was)}, is ${JSON.stringify(now)}`);
    process.exitCode = 1;
  }
}

function report({ name, version, root, files }, score) {
  console.log(`\n${version ? `${name}@${version}` : name}: ${files.length} files`);
  printTable([
    ['callee declared in the repository', 'calls', 'sent to a right file', 'claims', 'right claims'],
    row('calls', score.sites),
    row('calls that leave their file', score.crossFile),
    row('pairs of calling file and callee', score.pairs),
    row('the same, by the signature alone', score.signaturePairs),
  ]);
  const { outside, allClaims } = score;
  console.log(`No call found at the same place: ${score.missing}.`);
  console.log(
    `Callee declared outside the repository: ${outside.total}, wrongly claimed ${outside.claims - outside.claimsRight}.`,
  );
  console.log(
    `All claims that can be judged: ${allClaims.claims}, right ${share(allClaims.claimsRight, allClaims.claims)}.`,
  );
  console.log(`Unknown to the compiler: ${score.unknown}.\n`);

  const kinds = [...score.kinds].sort(([, a], [, b]) => b.misses.length - a.misses.length);
  printTable([
    ['kind of callee', 'calls', 'sent to a right file', 'claims', 'right claims'],
    ...kinds.map(([kind, counts]) => row(kind, counts)),
  ]);
  for (const [kind, { misses }] of kinds) {
    if (misses.length === 0) continue;
    console.log(`\n${kind}: ${misses.length} misses`);
    for (const miss of spread(misses, Number(options.examples))) {
      const { at, text, expected, got } = plain({ root }, miss);
      console.log(`  ${at}  ${text}\n    declared in ${expected.join(', ')}; got ${got}`);
    }
  }
}

function row(title, { total, sentRight, claims, claimsRight }) {
  return [title, String(total), share(sentRight, total), String(claims), share(claimsRight, claims)];
}

function share(part, whole) {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** Some of the misses, from all over the repository. */
function spread(misses, wanted) {
  const step = Math.max(1, Math.floor(misses.length / Math.max(1, wanted)));
  return misses.filter((_, index) => index % step === 0).slice(0, wanted);
}

function plain({ root }, { truth, call }) {
  const short = (file) => (file.startsWith(root) ? relative(root, file) : file);
  return {
    at: `${short(truth.file)}:${truth.line}`,
    kind: truth.kind,
    text: truth.text,
    expected: [...truth.declaredIn].map(short),
    got: call ? `${short(call.file)} (${call.resolution}, caller '${call.caller}')` : 'no call',
  };
}
