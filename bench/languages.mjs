// Real sources in the languages outside TypeScript's family: fetched as `languages/*.json` pin them, never committed.
// Builds the graph of each language's sources with the package, and holds extraction with parsing to parsing alone.
//
//   node bench/languages.mjs            all languages
//   node bench/languages.mjs go python  only these

import { buildGraphStreaming, getAllSourceFiles } from '../index.mjs';
import { totalBytes } from './files.mjs';
import { fetchLanguage, LANGUAGES } from './sources.mjs';
import { buildStages, stageTimes } from './stage-times.mjs';
import { printTable } from './table.mjs';

const LAST_STAGE = 'parse, extract';
/** Of several runs the quickest counts: what else the machine does only makes a run longer. */
const RUNS = 3;

const COLUMNS = {
  files: ({ graph }) => count(graph.files.size),
  MB: ({ bytes }) => (bytes / 1e6).toFixed(1),
  functions: ({ graph }) => count(graph.functions.size),
  types: ({ graph }) => count(graph.types.size),
  calls: ({ calls }) => count(calls.length),
  'with target': ({ calls }) => share(calls.filter(({ targetKey }) => targetKey !== null).length, calls.length),
  'imports inside': ({ imports }) => count(imports),
  failures: ({ graph }) => count(graph.failures.length),
  'syntax errors': ({ analyses }) => count(analyses.filter(({ hasSyntaxErrors }) => hasSyntaxErrors).length),
  'parse ms': ({ parse }) => count(Math.round(parse)),
  'parse, extract ms': ({ extract }) => count(Math.round(extract)),
  ratio: ({ parse, extract }) => (extract / parse).toFixed(2),
};

const program = await buildStages();
const rows = [['', ...Object.keys(COLUMNS)]];
for (const language of selectLanguages(process.argv.slice(2))) {
  const measured = await measure(await fetchLanguage(language));
  rows.push([language, ...Object.values(COLUMNS).map((cell) => cell(measured))]);
  for (const { message } of measured.graph.failures) console.log(message);
}
printTable(rows);

function selectLanguages(names) {
  const unknown = names.find((name) => !LANGUAGES.includes(name));
  if (unknown) throw new Error(`no sources in ${unknown}; there are ${LANGUAGES.join(', ')}`);
  return names.length > 0 ? names : LANGUAGES;
}

async function measure(root) {
  const bytes = await totalBytes(await getAllSourceFiles(root));
  const graph = await buildGraphStreaming(root);
  const analyses = [...graph.files.values()];
  const imports = analyses.flatMap((analysis) => analysis.imports).filter((path) => path.startsWith(`${root}/`));
  const times = [];
  for (let turn = 0; turn < RUNS; turn += 1) times.push(await stageTimes(program, root, LAST_STAGE));
  const quickest = (stage) => Math.min(...times.map((time) => time[stage]));
  return {
    graph,
    bytes,
    analyses,
    calls: analyses.flatMap((analysis) => analysis.calls),
    imports: imports.length,
    parse: quickest('parse'),
    extract: quickest(LAST_STAGE),
  };
}

function count(number) {
  return number.toLocaleString('en');
}

function share(part, whole) {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}
