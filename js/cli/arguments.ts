/**
 * From the words of a command line to a {@link Command}. Reads no file and prints nothing.
 */
import { parseArgs } from 'node:util';
import { misspelledName, nearestName } from '../misspelling.js';
import type { Asking } from './questions/answer.js';
import { isLines } from './questions/places.js';
import { snapshotNamed } from './questions/snapshot.js';
import {
  ASKING_OPTIONS,
  type AskingOption,
  FOLDER_FORMATS,
  FORMATS,
  isQuestion,
  QUESTIONS,
  type Question,
  type QuestionName,
  questionsUsage,
} from './questions/table.js';

/** What the caller asked for. */
export type Command =
  | { kind: 'help'; question?: QuestionName | undefined }
  | { kind: 'version' }
  | IndexCommand
  | CacheCommand
  | SnapshotsCommand
  | QuestionCommand
  | ServeCommand
  | { kind: 'misuse'; message: string };

/** Index a folder. */
export interface IndexCommand {
  kind: 'index';
  /** The folder as written. */
  folder: string;
  /** Where the graph goes, as written, `-` for standard output; `undefined`: nowhere. */
  out: string | undefined;
  /** How it is written there: `json`, or one of those that are exported. */
  format: string;
  /** Whether paths and keys have the folder in front, in the graph as JSON and in the summary as JSON. */
  absolute: boolean;
  /** Whether the graph as JSON has everything. */
  full: boolean;
  /** The summary as JSON instead of text. */
  json: boolean;
  /** A file that fails makes the command fail. */
  strict: boolean;
  /** Whether progress is shown. */
  progress: boolean;
  /** What is handed on to the graph. */
  options: FolderOptions;
  /** Where analyses are kept, as written; `true`: with the user's caches, `false`: nowhere. */
  cache: string | boolean;
}

/** How a folder is read. */
interface FolderOptions {
  concurrency?: number;
  include?: string[];
  exclude?: string[];
  respectGitignore: boolean;
}

/** Ask about a folder. */
export interface QuestionCommand {
  kind: 'question';
  question: QuestionName;
  /** The folder as written. */
  folder: string;
  asking: Asking;
  /** How the answer is printed. */
  form: 'text' | 'json' | 'jsonl';
  /** Whether progress is shown. */
  progress: boolean;
  /** What is handed on to the index. */
  options: FolderOptions;
  /** Where analyses are kept, as written; `true`: with the user's caches, `false`: nowhere. */
  cache: string | boolean;
}

/** Look into a cache, or make it smaller. */
export interface CacheCommand {
  kind: 'cache';
  action: (typeof CACHE_ACTIONS)[number];
  /** The cache's folder as written; `undefined`: the user's. */
  folder: string | undefined;
  /** What may stay, in bytes; `undefined`: as much as by default. */
  maxBytes: number | undefined;
  /** The answer as JSON instead of text. */
  json: boolean;
}

/** List the snapshots of a cache, or remove some. */
export interface SnapshotsCommand {
  kind: 'snapshots';
  action: 'list' | 'prune' | 'delete';
  /** Which one is deleted. */
  name: string;
  /** The folder that they are of, as written; `undefined`: any. */
  folder: string | undefined;
  /** The cache's folder as written; `undefined`: the user's. */
  cache: string | undefined;
  /** How many of each folder stay. */
  keep: number | undefined;
  olderThanMs: number | undefined;
  /** The answer as JSON instead of text. */
  json: boolean;
}

/** Serve a folder to agents. */
export interface ServeCommand {
  kind: 'serve';
  /** The folder as written. */
  folder: string;
  /** What is handed on to the index. */
  options: FolderOptions;
  /** Where analyses are kept, as written; `true`: with the user's caches, `false`: nowhere. */
  cache: string | boolean;
}

const CACHE_ACTIONS = ['info', 'prune'] as const;

export const HELP = `Usage: code-knowledge-graph [options] <folder>
${questionsUsage()}
       code-knowledge-graph mcp [options] [folder]
       code-knowledge-graph cache info [--cache FOLDER] [--json]
       code-knowledge-graph cache prune [--cache FOLDER] [--max-bytes N | --all] [--json]
       code-knowledge-graph snapshots [folder] [--cache FOLDER] [--json]
       code-knowledge-graph snapshots prune [folder] [--keep N] [--older-than DAYS] [--cache FOLDER] [--json]
       code-knowledge-graph snapshots delete NAME [folder] [--cache FOLDER]

Indexes the source files under <folder> and prints what is in them: files, functions, types, calls,
imports, the files that failed and why, and the functions called most. With a question it answers that:
'code-knowledge-graph <folder> callers --help' says what each takes.

Options:
  -o, --out FILE           write the graph to FILE as JSON (Maps as objects); - is standard output.
                           A regular file is replaced when the graph is whole, a device or pipe is written to
      --format FORMAT      what is written there: json (default), or as 'export' does
                           ${FORMATS.join(', ')}
      --full               the JSON with nodes, texts and the calls of functions, which it else does
                           without: they stand in the files, and among the calls of these
      --absolute           paths in JSON with <folder> in front
      --json               print the summary as JSON
      --strict             exit with 1 if a file failed
      --concurrency N      parser threads (default: one a core)
      --include GLOB       only files that match, relative to <folder>; may be repeated
      --exclude GLOB       no files or folders that match, relative to <folder>; may be repeated
      --respect-gitignore  skip what .gitignore files name
      --cache FOLDER       keep analyses in FOLDER, and take from there what was analysed before
                           (default: the user's cache folder)
      --no-cache           keep nothing, and take nothing from a cache
  -q, --quiet, --no-progress
                           show no progress
  -h, --help               print this text
  -V, --version            print the version

'mcp' answers agents over standard input and output, by the Model Context Protocol: about this folder if none is given.
'cache info' says what a cache holds. 'cache prune' takes out what was not used for longest, until at most N bytes are left
(default: 4294967296), or all of it; snapshots stay. 'snapshots' lists what '<folder> snapshot NAME' has kept, 'snapshots prune'
removes all but the N newest of each folder, those older than DAYS days, or what both mean. A folder of such a name is './cache',
'./snapshots' or './mcp'.

The summary goes to standard output, everything else to standard error. With '--out -' the graph alone goes to
standard output and the summary, as JSON too, to standard error.

Exit codes:
    0  done
    1  files failed and --strict is given, the graph could not be made or written, or the cache not be read;
       what a question is about does not exist
    2  the command line is wrong or names a folder that does not exist
    3  a name in a question may mean several: they are listed
  130  interrupted by Ctrl-C; 143 by SIGTERM
`;

const OPTIONS = {
  out: { type: 'string', short: 'o' },
  format: { type: 'string' },
  full: { type: 'boolean' },
  absolute: { type: 'boolean' },
  json: { type: 'boolean' },
  strict: { type: 'boolean' },
  concurrency: { type: 'string' },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  'respect-gitignore': { type: 'boolean' },
  cache: { type: 'string' },
  'no-cache': { type: 'boolean' },
  'max-bytes': { type: 'string' },
  all: { type: 'boolean' },
  keep: { type: 'string' },
  'older-than': { type: 'string' },
  ...ASKING_OPTIONS,
  quiet: { type: 'boolean', short: 'q' },
  'no-progress': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** The format of a graph that is none of those that are exported. */
export const JSON_FORMAT = 'json';

const PRUNING = ['all', 'max-bytes', 'keep', 'older-than'] as const;
const ASKING = Object.keys(ASKING_OPTIONS) as AskingOption[];
const KINDS: readonly string[] = ['function', 'class', 'interface', 'enum', 'type'];

/** What a server goes with: it shows no progress, since its output is the protocol's. */
const OF_A_SERVER = [
  'concurrency',
  'include',
  'exclude',
  'respect-gitignore',
  'cache',
  'no-cache',
  'quiet',
  'no-progress',
];

/** What any question goes with. */
const OF_ALL_QUESTIONS = ['json', 'jsonl', ...OF_A_SERVER];

/** Reads the words behind the program's name. */
export function parseCommand(words: readonly string[]): Command {
  let parsed: ReturnType<typeof parseWords>;
  try {
    parsed = parseWords(words);
  } catch (error) {
    return misuse(firstSentence(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help', question: positionals.slice(0, 2).find(isQuestion) };
  if (values.version) return { kind: 'version' };
  if (values.cache?.trim() === '') return misuse("Option '--cache' needs a folder");
  if (values.cache !== undefined && values['no-cache']) {
    return misuse("Options '--cache' and '--no-cache' exclude each other");
  }
  if (positionals[0] === 'cache') return cacheCommand(values, positionals);
  if (positionals[0] === 'snapshots') return snapshotsCommand(values, positionals);
  if (positionals[0] === 'mcp') return serveCommand(values, positionals);
  const [folder, question, ...rest] = positionals;
  if (folder !== undefined && isQuestion(question)) return questionCommand(values, folder, question, rest);
  // Its two sides may be folders: there need not be one that they are about.
  if (folder === 'compare' && (rest.length === 1 || (rest.length === 0 && isBothSides(question)))) {
    return questionCommand(values, '.', folder, positionals.slice(1));
  }
  if (isQuestion(folder)) {
    return misuse(
      `'${folder}' goes behind a folder: 'code-knowledge-graph . ${folder}'; one of that name is './${folder}'`,
    );
  }
  return indexCommand(values, positionals);
}

type Values = ReturnType<typeof parseWords>['values'];

/** Whether a word says all that is compared: both sides in Git's notation, or a snapshot, whose other side is the folder. */
function isBothSides(word: string | undefined): boolean {
  return word !== undefined && (isRange(word) || snapshotNamed(word) !== undefined);
}

/** Whether a word is two revisions, and not the path of a folder above: `../base`. */
function isRange(word: string): boolean {
  return word.includes('..') && !word.split(/[/\\]/).includes('..');
}

function cacheCommand(values: Values, [, word, more]: readonly string[]): Command {
  const action = CACHE_ACTIONS.find((name) => name === word);
  if (action === undefined) {
    const given = word === undefined ? "'cache' needs a word more" : `'cache ${word}' is not known`;
    return misuse(`${given}: there are 'cache info' and 'cache prune', and a folder of that name is './cache'`);
  }
  if (more !== undefined) return misuse(`'cache ${action}' takes its folder as '--cache ${more}'`);
  const fitting = action === 'prune' ? ['cache', 'json', 'max-bytes', 'all'] : ['cache', 'json'];
  const stray = strayOption(values, fitting, `cache ${action}`);
  if (stray !== undefined) return stray;
  const { all, json = false, 'max-bytes': most } = values;
  if (all && most !== undefined) return misuse("Options '--max-bytes' and '--all' exclude each other");
  if (most !== undefined && !(/^\d+$/.test(most) && Number.isSafeInteger(Number(most)))) {
    return misuse(`Option '--max-bytes' takes a whole number of bytes, not '${most}'`);
  }
  const maxBytes = most === undefined ? undefined : Number(most);
  return { kind: 'cache', action, folder: values.cache, maxBytes: all ? 0 : maxBytes, json };
}

function snapshotsCommand(values: Values, [, first, ...others]: readonly string[]): Command {
  const action = first === 'prune' || first === 'delete' ? first : 'list';
  const words = action === 'list' && first !== undefined ? [first, ...others] : others;
  const [name = '', folder, more] = action === 'delete' ? words : ['', ...words];
  if (action === 'delete' && name.trim() === '') return misuse("'snapshots delete' needs the name of a snapshot");
  const own = { list: ['json'], prune: ['json', 'keep', 'older-than'], delete: [] }[action];
  const unfit = wrongFolder(folder ?? '.', more) ?? strayOption(values, ['cache', ...own], `snapshots ${action}`);
  if (unfit !== undefined) return unfit;
  const { keep, 'older-than': days, cache, json = false } = values;
  for (const [option, value] of [
    ['keep', keep],
    ['older-than', days],
  ]) {
    if (value !== undefined && !/^\d{1,6}$/.test(value))
      return misuse(`Option '--${option}' takes a whole number, not '${value}'`);
  }
  if (action === 'prune' && keep === undefined && days === undefined) {
    return misuse("'snapshots prune' needs '--keep N' or '--older-than DAYS'");
  }
  return {
    kind: 'snapshots',
    action,
    name,
    folder,
    cache,
    keep: keep === undefined ? undefined : Number(keep),
    olderThanMs: days === undefined ? undefined : Number(days) * 24 * 60 * 60 * 1000,
    json,
  };
}

function serveCommand(values: Values, [, folder = '.', more]: readonly string[]): Command {
  const wrong = wrongFolder(folder, more) ?? strayOption(values, OF_A_SERVER, 'mcp');
  if (wrong !== undefined) return wrong;
  const options = folderOptions(values);
  if (typeof options === 'string') return misuse(options);
  return { kind: 'serve', folder, options, cache: cachePlace(values) };
}

/** What may have been meant as the name of a question. */
const QUESTION_LIKE = /^[a-z]{3,}$/;

function indexCommand(values: Values, positionals: readonly string[]): Command {
  const [folder, second] = positionals;
  if (folder === undefined) return misuse('No folder is given');
  if (second !== undefined && QUESTION_LIKE.test(second)) {
    const hint = meant(misspelledName(second, Object.keys(QUESTIONS)));
    return misuse(`One folder at a time: '${second}' is one too many, and no question is called so${hint}`);
  }
  const wrong = wrongFolder(folder, second);
  if (wrong !== undefined) return wrong;
  if (values.out === '') return misuse("Option '--out' needs a file name");
  const foreign = ([...PRUNING, ...ASKING] as const).find((name) => values[name] !== undefined);
  if (foreign !== undefined) {
    const isOfCache = foreign === 'all' || foreign === 'max-bytes';
    const whose =
      foreign in ASKING_OPTIONS ? 'a question' : isOfCache ? "'cache prune' alone" : "'snapshots prune' alone";
    return misuse(`Option '--${foreign}' goes with ${whose}`);
  }
  const { out, format = JSON_FORMAT, full = false, absolute = false } = values;
  if (format !== JSON_FORMAT && !FORMATS.includes(format)) {
    return misuse(`Option '--format' takes one of ${[JSON_FORMAT, ...FORMATS].join(', ')}, not '${format}'`);
  }
  if (out === undefined && (values.format !== undefined || full)) {
    return misuse(`Option '--${full ? 'full' : 'format'}' goes with '--out'`);
  }
  if (full && format !== JSON_FORMAT) return misuse(`Option '--full' does not go with '--format ${format}'`);
  if (out === '-' && FOLDER_FORMATS.includes(format)) {
    return misuse(`Option '--format ${format}' writes several files: '--out' needs the name of a folder`);
  }
  const options = folderOptions(values);
  if (typeof options === 'string') return misuse(options);
  return {
    kind: 'index',
    folder,
    out,
    format,
    absolute,
    full,
    json: values.json ?? false,
    strict: values.strict ?? false,
    progress: !(values.quiet || values['no-progress']),
    options,
    cache: cachePlace(values),
  };
}

function questionCommand(values: Values, folder: string, name: QuestionName, words: readonly string[]): Command {
  const question: Question = QUESTIONS[name];
  const unfit = wrongFolder(folder) ?? strayOption(values, [...OF_ALL_QUESTIONS, ...question.options], name);
  if (unfit !== undefined) return unfit;
  const [least, most] = question.words;
  const isOfOne = name === 'compare' && words.length === 1 && !isBothSides(words[0]);
  if (words.length < least || isOfOne) return misuse(`'${name}' needs more words: ${name} ${question.usage}`);
  if (words.length > most) return misuse(`'${words[most]}' is one too many: ${name} ${question.usage}`);
  if (words.some((word) => word.trim() === '')) return misuse(`'${name}' takes no empty words`);
  if (values.json && values.jsonl) return misuse("Options '--json' and '--jsonl' exclude each other");

  const options = folderOptions(values);
  if (typeof options === 'string') return misuse(options);
  const asking: Asking = { words };
  for (const option of ['depth', 'limit'] as const) {
    const value = values[option];
    if (value === undefined) continue;
    if (!/^[1-9]\d{0,5}$/.test(value))
      return misuse(`Option '--${option}' takes a whole number from 1, not '${value}'`);
    asking[option] = Number(value);
  }
  if (values.diff !== undefined) asking.diff = values.diff;
  if (values['entry-point'] !== undefined) asking.entryPoints = values['entry-point'];
  const { level } = values;
  if (level === 'file' || level === 'function') asking.level = level;
  else if (level !== undefined) return misuse(`Option '--level' takes file or function, not '${level}'`);
  if (values.threshold !== undefined) {
    const threshold = Number(values.threshold);
    if (values.threshold.trim() === '' || !(threshold >= 0 && threshold <= 1)) {
      return misuse(`Option '--threshold' takes a number from 0 to 1, not '${values.threshold}'`);
    }
    asking.threshold = threshold;
  }
  const { related } = values;
  if (related === 'signatures' || related === 'definitions') asking.related = related;
  else if (related !== undefined) return misuse(`Option '--related' takes signatures or definitions, not '${related}'`);
  if (values.signature) asking.signature = true;
  if (values.callers) asking.callers = true;
  if (name === 'content' && (words.length === 0) === (values.diff === undefined)) {
    return misuse("'content' needs files, lines or keys, or '--diff FILE'");
  }
  if (name === 'impact' && words.length === 0 && values.diff === undefined) {
    return misuse("'impact' needs files, lines or keys, or '--diff FILE'");
  }
  const lines = values.diff === undefined ? undefined : words.find(isLines);
  if (lines !== undefined) return misuse(`'--diff' says which lines: '${lines}' does not go with it`);
  if (values.snapshot !== undefined) asking.snapshot = values.snapshot;
  if (name === 'snapshot' && values['no-cache'])
    return misuse("'snapshot' keeps it in a cache: it does not go with '--no-cache'");
  if (values.after !== undefined) asking.after = values.after;
  if (values.references) asking.references = true;
  if (values['no-dispatch']) asking.dispatch = false;
  for (const option of ['kind', 'language', 'path'] as const) {
    const value = values[option];
    if (value !== undefined) asking[option] = value;
  }
  if (name === 'export' && !FORMATS.includes(words[0] ?? '')) {
    return misuse(`'export' takes one of ${FORMATS.join(', ')}, not '${words[0]}'`);
  }
  if (name === 'export' && FOLDER_FORMATS.includes(words[0] ?? '') && (words[1] ?? '-') === '-') {
    return misuse(`'export ${words[0]}' writes several files: it needs the name of a folder`);
  }
  const wrong = asking.kind?.find((kind) => !KINDS.includes(kind));
  if (wrong !== undefined) return misuse(`Option '--kind' takes one of ${KINDS.join(', ')}, not '${wrong}'`);
  return {
    kind: 'question',
    question: name,
    folder,
    asking,
    form: values.json ? 'json' : values.jsonl ? 'jsonl' : 'text',
    progress: !(values.quiet || values['no-progress']),
    options,
    cache: cachePlace(values),
  };
}

/** Why these are not one folder, if they are not. */
function wrongFolder(folder: string, second?: string): Command | undefined {
  if (folder.trim() === '') return misuse(`Root directory can't be empty ${folder}`.trimEnd());
  return second === undefined ? undefined : misuse(`One folder at a time: '${second}' is one too many`);
}

/** Why an option is given that does not fit, if one is. */
function strayOption(values: Values, fitting: readonly string[], whose: string): Command | undefined {
  const stray = Object.keys(values).find((name) => !fitting.includes(name));
  return stray === undefined ? undefined : misuse(`Option '--${stray}' does not go with '${whose}'`);
}

/** Where analyses are kept, as written. */
function cachePlace({ cache, 'no-cache': isUnwanted }: Values): string | boolean {
  return cache ?? !isUnwanted;
}

/** How a folder is read; why not, if that cannot be. */
function folderOptions(values: Values): FolderOptions | string {
  const options: FolderOptions = { respectGitignore: values['respect-gitignore'] ?? false };
  if (values.include) options.include = values.include;
  if (values.exclude) options.exclude = values.exclude;
  if (values.concurrency !== undefined) {
    if (!/^[1-9]\d{0,3}$/.test(values.concurrency)) {
      return `Option '--concurrency' takes a whole number from 1, not '${values.concurrency}'`;
    }
    options.concurrency = Number(values.concurrency);
  }
  return options;
}

function parseWords(words: readonly string[]) {
  return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, strict: true });
}

function misuse(message: string): Command {
  return { kind: 'misuse', message };
}

/** Node's own messages go on with advice about `--` that does not fit a folder's name. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, dashed] = /^Option '(--?[\w-]+)' argument is ambiguous/.exec(message) ?? [];
  if (dashed !== undefined) {
    const [, whole = dashed] = /'(--[\w-]+)=-XYZ'/.exec(message) ?? [];
    return `Option '${dashed}' needs a value: one that begins with '-' is written '${whole}=-…'`;
  }
  const [, unknown] = /^Unknown option '--([^']+)'/.exec(message) ?? [];
  const hint = unknown === undefined ? '' : meant(nearestName(unknown, Object.keys(OPTIONS)), '--');
  return `${message.split(/\.\s|\n/, 1)[0] ?? message}${hint}`;
}

/** `: did you mean '--depth'?`, if there is a name that may be meant. */
function meant(name: string | undefined, dashes = ''): string {
  return name === undefined ? '' : `: did you mean '${dashes}${name}'?`;
}
