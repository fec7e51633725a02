/** The questions that the command answers: what each takes, and what its help says. Pure data and text. */

/** The options of questions, as `parseArgs` takes them. */
export const ASKING_OPTIONS = {
  jsonl: { type: 'boolean' },
  depth: { type: 'string' },
  limit: { type: 'string' },
  after: { type: 'string' },
  references: { type: 'boolean' },
  'no-dispatch': { type: 'boolean' },
  kind: { type: 'string', multiple: true },
  language: { type: 'string', multiple: true },
  path: { type: 'string', multiple: true },
  diff: { type: 'string' },
  level: { type: 'string' },
  'entry-point': { type: 'string', multiple: true },
  threshold: { type: 'string' },
  signature: { type: 'boolean' },
  related: { type: 'string' },
  callers: { type: 'boolean' },
  snapshot: { type: 'string' },
} as const;

export type AskingOption = keyof typeof ASKING_OPTIONS;

/** What each of them is in a text of help, and what it says there. */
const DESCRIPTIONS: Record<AskingOption, readonly [usage: string, ...about: string[]]> = {
  jsonl: ['    --jsonl', 'print the answer as JSON Lines: an object a line'],
  depth: ['    --depth N', 'as many steps'],
  limit: ['    --limit N', 'at most so many'],
  after: ['    --after CURSOR', "the page behind this one: the 'after' of --json"],
  references: ['    --references', 'what is named without being called counts too: as a value, a decorator, a type'],
  'no-dispatch': ['    --no-dispatch', 'overrides and implementations of what is called do not count'],
  kind: ['    --kind KIND', 'function, class, interface, enum or type; may be repeated'],
  language: ['    --language NAME', 'typescript, python, …; may be repeated'],
  diff: ['    --diff FILE', 'a unified diff, as git diff writes it; - is standard input'],
  level: ['    --level LEVEL', 'file or function alone'],
  'entry-point': ['    --entry-point WHAT', 'a file, folder, glob, key or name where it is entered; may be repeated'],
  threshold: ['    --threshold N', 'how much alike at least, from 0 to 1 (default: 0.7)'],
  signature: ['    --signature', 'functions with an equal signature count, whatever their bodies'],
  related: ['    --related WHAT', 'signatures or definitions of what is used'],
  callers: ['    --callers', 'what calls it as well'],
  snapshot: ['    --snapshot NAME', 'the folder as it was when this snapshot was taken; it need not be there'],
  path: ['    --path PATH', 'a folder, a file or a glob, relative to <folder>; may be repeated'],
};

/** A question: what it takes. */
export interface Question {
  /** The words behind its name. */
  usage: string;
  /** How many there are at least, and at most. */
  words: readonly [least: number, most: number];
  options: readonly AskingOption[];
  about: string;
}

export const FORMATS: readonly string[] = [
  ...['jsonl', 'graphml', 'dot', 'mermaid', 'neo4j-csv', 'sqlite', 'scip', 'html'],
];

/** Those of several files, which go to a folder. */
export const FOLDER_FORMATS: readonly string[] = ['neo4j-csv'];

const KEYS =
  "A KEY is a function's or type's key below the folder, or what people write of it: OrderService.load, order.ts::load.";
const FILES = 'A FILE is relative to the folder, or to where you are.';
const PLACES = 'Each line begins with a place (file:line:column) that editors and terminals open.';

export const QUESTIONS = {
  find: {
    usage: '[TEXT]',
    words: [0, 1],
    options: ['kind', 'language', 'path', 'limit', 'after', 'snapshot'],
    about: `Finds functions and types by name, best first: those called TEXT, then those that begin with it, have it in
them, or nearly so. Exits with 1 if there are none.`,
  },
  callers: {
    usage: 'KEY...',
    words: [1, Number.POSITIVE_INFINITY],
    options: ['depth', 'references', 'no-dispatch', 'limit', 'after', 'snapshot'],
    about: `Lists who calls it, where.\n${KEYS}\n${PLACES}`,
  },
  callees: {
    usage: 'KEY...',
    words: [1, Number.POSITIVE_INFINITY],
    options: ['depth', 'references', 'no-dispatch', 'limit', 'after', 'snapshot'],
    about: `Lists what it calls, where that is.\n${KEYS}\n${PLACES}`,
  },
  impact: {
    usage: '[FILE|FILE:LINES|KEY...]',
    words: [0, Number.POSITIVE_INFINITY],
    options: ['diff', 'depth', 'limit', 'snapshot'],
    about: `Lists what a change may affect, by distance, and the tests among it: a change of KEY, of all that is in FILE or of what
stands at its LINES (order.ts:3, order.ts:3-14), or what a diff changes, which has been applied:
'git diff | code-knowledge-graph . impact --diff -'.\n${FILES}\n${KEYS}\n${PLACES}`,
  },
  path: {
    usage: 'FROM TO',
    words: [2, 2],
    options: ['depth', 'references', 'no-dispatch', 'limit', 'snapshot'],
    about: `Lists the ways that calls lead from one to the other, the shortest first. Exits with 1 if there is none.\n${KEYS}`,
  },
  cycles: {
    usage: '',
    words: [0, 0],
    options: ['level', 'no-dispatch', 'limit', 'snapshot'],
    about: 'Lists files that import each other and functions that call each other in a circle.',
  },
  unused: {
    usage: '',
    words: [0, 0],
    options: ['entry-point', 'limit', 'after', 'snapshot'],
    about: 'Lists functions and types that nothing leads to from where the repository is entered.',
  },
  subgraph: {
    usage: 'KEY...',
    words: [1, Number.POSITIVE_INFINITY],
    options: ['depth', 'no-dispatch', 'limit', 'snapshot'],
    about: `Lists what leads to it and what it leads to; with --json as a graph of the package.\n${KEYS}`,
  },
  similar: {
    usage: 'KEY',
    words: [1, 1],
    options: ['threshold', 'signature', 'limit', 'after', 'snapshot'],
    about: `Lists functions with an equal body, or one that is like it, the most alike first.\n${KEYS}`,
  },
  content: {
    usage: '[FILE|FILE:LINES|KEY...]',
    words: [0, Number.POSITIVE_INFINITY],
    options: ['diff', 'related', 'callers', 'limit', 'snapshot'],
    about: `Prints the smallest functions, types, imports and statements around lines (order.ts:3, order.ts:3-14) or what a diff
changes, which has been applied: 'git diff | code-knowledge-graph . content --diff -'.\n${FILES}\n${KEYS}`,
  },
  enrich: {
    usage: '',
    words: [0, 0],
    options: ['snapshot'],
    about: 'Lists every relationship; with --json and --jsonl every function and type too, with who calls it.',
  },
  compare: {
    usage: 'BASE HEAD | BASE..HEAD | snapshot:NAME',
    words: [1, 2],
    options: [],
    about: `Lists what differs between two versions, and who calls what changed. BASE and HEAD are folders, or revisions of the Git
repository that <folder> is in: 'compare main .' is what the work tree differs in; BASE...HEAD is what HEAD differs in from where
both come from. Either may be snapshot:NAME, a snapshot of <folder>, which alone is compared with the folder. Revisions are checked
out into a temporary folder, which is gone afterwards: the repository and its work tree stay as they are.`,
  },
  snapshot: {
    usage: 'NAME',
    words: [1, 1],
    options: [],
    about: `Keeps what there is to be asked about the folder as it is now under NAME, in the cache, in place of what was kept under it:
'--snapshot NAME' asks that, whatever has become of the folder. 'snapshots' lists them, 'snapshots prune' removes them.`,
  },
  export: {
    usage: 'FORMAT [FILE]',
    words: [1, 2],
    options: ['snapshot'],
    about: `Writes the graph in a format of others: ${FORMATS.join(', ')}.
To FILE (neo4j-csv: to a folder), or to standard output without one, or with '-'.`,
  },
  watch: {
    usage: '',
    words: [0, 0],
    options: [],
    about: `Prints what changed whenever files have come to rest, until it is interrupted: files, functions and types. With --json
and --jsonl, an object a line.`,
  },
} as const satisfies Record<string, Question>;

export type QuestionName = keyof typeof QUESTIONS;

export function isQuestion(word: string | undefined): word is QuestionName {
  return word !== undefined && Object.hasOwn(QUESTIONS, word);
}

/** What every question takes besides. */
const COMMON = [
  ['    --json', 'print the answer as JSON, as the package gives it'],
  DESCRIPTIONS.jsonl,
  ['    --concurrency N', 'parser threads (default: one a core)'],
  ['    --include GLOB', 'only files that match, relative to <folder>; may be repeated'],
  ['    --exclude GLOB', 'no files or folders that match, relative to <folder>; may be repeated'],
  ['    --respect-gitignore', 'skip what .gitignore files name'],
  ['    --cache FOLDER', "keep analyses in FOLDER (default: the user's cache folder)"],
  ['    --no-cache', 'keep nothing, and take nothing from a cache'],
  ['-q, --quiet, --no-progress', 'show no progress'],
  ['-h, --help', 'print this text'],
] as const;

const USAGE_WIDTH = 22;

/** The help of one question. */
export function questionHelp(name: QuestionName): string {
  const { usage, about, options }: Question = QUESTIONS[name];
  const rows = [...options.map((option) => DESCRIPTIONS[option]), ...COMMON].map(([option, ...lines]) => {
    const text = lines.join(' ');
    return option.length > USAGE_WIDTH
      ? `  ${option}\n  ${' '.repeat(USAGE_WIDTH)} ${text}`
      : `  ${option.padEnd(USAGE_WIDTH)} ${text}`;
  });
  return `Usage: code-knowledge-graph <folder> ${`${name} [options] ${usage}`.trimEnd()}

${about}

Options:
${rows.join('\n')}

Exit codes:
    0  answered
    1  there is no such function or type, or the folder could not be read
    2  the command line is wrong or names a folder that does not exist
    3  a name may mean several: they are listed
  130  interrupted by Ctrl-C; 143 by SIGTERM
`;
}

/** A line a question, for the help of the command. */
export function questionsUsage(): string {
  return Object.entries(QUESTIONS)
    .map(([name, { usage }]) => `       code-knowledge-graph <folder> ${name} ${usage}`.trimEnd())
    .join('\n');
}
