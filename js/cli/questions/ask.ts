/** A question from the command line to what is printed: opens the folder, finds what names mean, asks, prints. */
import { readFile } from 'node:fs/promises';
import type { CodeIndex } from '../../../index.js';
import type { QuestionCommand } from '../arguments.js';
import { count, printable } from '../format.js';
import { noProgress, progressOn } from '../progress.js';
import { indexOptions } from '../reporting.js';
import { systemReason } from '../target.js';
import { absolute, ExitCode, type World } from '../world.js';
import { type Answer, type Ask, definition } from './answer.js';
import { changeLines, compared } from './changes.js';
import { content } from './content.js';
import { exportedTo, targetOf } from './export.js';
import { find } from './find.js';
import { enriched, enrichedLines, subgraph } from './graphs.js';
import { impact } from './impact.js';
import { meaning } from './names.js';
import { wordsOf } from './places.js';
import { checkedOut, isFolder, sidesOf, withCheckouts } from './revisions.js';
import { Sheet, wantsColor } from './sheet.js';
import { similar } from './similar.js';
import { snapshotNamed, taken } from './snapshot.js';
import type { QuestionName } from './table.js';
import { callees, callers } from './walks.js';
import { cycles, path, unused } from './ways.js';

/** The questions that one index answers in one answer. */
const ASK: Partial<Record<QuestionName, { ask: Ask; isOfKeys: boolean; isOfPlaces?: boolean }>> = {
  find: { ask: find, isOfKeys: false },
  callers: { ask: callers, isOfKeys: true },
  callees: { ask: callees, isOfKeys: true },
  impact: { ask: impact, isOfKeys: true, isOfPlaces: true },
  path: { ask: path, isOfKeys: true },
  cycles: { ask: cycles, isOfKeys: false },
  unused: { ask: unused, isOfKeys: false },
  subgraph: { ask: subgraph, isOfKeys: true },
  similar: { ask: similar, isOfKeys: true },
  content: { ask: content, isOfKeys: true, isOfPlaces: true },
};

/** Answers `command`. @throws what the index says */
export async function ask(world: World, command: QuestionCommand): Promise<ExitCode> {
  const { question, asking, folder } = command;
  if (question === 'compare') return compare(world, command);
  if (question === 'export') return exported(world, command);
  const index = await opened(world, command, absolute(world, folder));
  try {
    const plain = ASK[question];
    if (plain !== undefined) {
      const { names, ...places } = plain.isOfPlaces
        ? await wordsOf(index, asking.words, world)
        : { names: asking.words, files: [], ranges: [] };
      const keys = plain.isOfKeys ? await keysOf(world, command, index, names) : [];
      if (typeof keys === 'number') return keys;
      const { diff, ...rest } = { ...asking, ...places };
      const given = diff === undefined ? rest : { ...rest, diff: await diffText(world, diff) };
      return print(world, command, await plain.ask(index, keys, given));
    }
    if (question === 'enrich') {
      if (command.form !== 'jsonl') return print(world, command, await enriched(index));
      for await (const lines of enrichedLines(index)) world.stdout.write(lines);
      return ExitCode.Done;
    }
    if (question === 'snapshot') return print(world, command, await taken(index, asking.words, world.signal));
    return await watch(world, command, index);
  } finally {
    await index.close();
  }
}

/** The diff in a file, or what standard input has. */
async function diffText(world: World, file: string): Promise<string> {
  if (file === '-') return world.readInput();
  try {
    return await readFile(absolute(world, file), { encoding: 'utf8', signal: world.signal });
  } catch (error) {
    if (world.signal.aborted) throw error;
    throw new Error(`${file} cannot be read: ${systemReason(error)}`);
  }
}

/** Opens a folder, or the snapshot of it that is to be asked, with a bar on a terminal while that lasts. */
export async function opened(
  world: World,
  command: QuestionCommand,
  root: string,
  snapshot = command.asking.snapshot,
): Promise<CodeIndex> {
  const { stderr } = world;
  const display = command.progress && stderr.isTTY ? progressOn(stderr, world) : noProgress(stderr);
  try {
    const index = await world.openIndex(root, { ...indexOptions(world, command, display), snapshot });
    const { failures } = index;
    const [first] = failures;
    if (first !== undefined) {
      const more = failures.length === 1 ? '' : `, and ${count(failures.length - 1)} more`;
      display.note(printable(`Not in the answer: ${first.filePath}: ${first.message}${more}`));
    }
    return index;
  } finally {
    display.close();
  }
}

/** Writes an index in a format of others. Whether it can be written is found out before it is opened. */
async function exported(world: World, command: QuestionCommand): Promise<ExitCode> {
  const [format = '', given = '-'] = command.asking.words;
  const target = await targetOf(world, format, given);
  const index = await opened(world, command, absolute(world, command.folder));
  try {
    const written = await exportedTo(world, index, format, target, given);
    if (written !== undefined) world.stderr.write(`${written}\n`);
    return ExitCode.Done;
  } finally {
    await index.close();
  }
}

/** Compares two folders, revisions of one, or snapshots. */
async function compare(world: World, command: QuestionCommand): Promise<ExitCode> {
  const repository = absolute(world, command.folder);
  return withCheckouts(world, async (checkouts) => {
    const { sides, mayBeFolders } = await sidesOf(checkouts, repository, command.asking.words);
    const [base, head] = sides;
    const indexes: CodeIndex[] = [];
    // What can be opened in an editor: what is called so there now.
    let shown = command;
    try {
      for (const [name, side] of [
        ['base', base],
        ['head', head],
      ] as const) {
        const snapshot = snapshotNamed(side);
        if (snapshot !== undefined) {
          indexes.push(await opened(world, command, repository, snapshot));
          continue;
        }
        const folder = absolute(world, side);
        const isGiven = mayBeFolders && (await isFolder(folder));
        const root = isGiven ? folder : await checkedOut(checkouts, repository, side, name);
        if (isGiven) shown = { ...command, folder: side };
        indexes.push(await opened(world, command, root));
      }
      const [before, after] = indexes as [CodeIndex, CodeIndex];
      return print(world, shown, compared(await before.compare(after)));
    } finally {
      for (const index of indexes) await index.close();
    }
  });
}

/** Prints what changes until the user interrupts. */
async function watch(world: World, command: QuestionCommand, index: CodeIndex): Promise<ExitCode> {
  const { stdout, signal } = world;
  const sheet = sheetOn(world, command, 'stdout');
  for await (const changes of index.watch({ signal })) {
    stdout.write(
      command.form === 'text' ? `${changeLines(sheet, changes).join('\n')}\n\n` : `${JSON.stringify(changes)}\n`,
    );
  }
  return ExitCode.Done;
}

/** The keys that the words mean; how the command ends, if they do not mean one each. */
async function keysOf(
  world: World,
  command: QuestionCommand,
  index: CodeIndex,
  words: readonly string[],
): Promise<string[] | ExitCode> {
  const keys: string[] = [];
  for (const word of words) {
    const meant = await meaning(index, word);
    if (meant !== undefined && 'key' in meant) {
      keys.push(meant.key);
      continue;
    }
    const candidates = meant?.candidates ?? [];
    if (command.form === 'json') world.stdout.write(`${JSON.stringify({ keys: [], candidates }, null, 2)}\n`);
    if (meant === undefined) return nothing(world, `Nothing is called '${word}'`);
    const sheet = sheetOn(world, command, 'stderr');
    const rows = sheet.table(candidates.map((symbol) => definition(sheet, symbol)));
    const title = `'${printable(word)}' may mean ${count(candidates.length)}:`;
    world.stderr.write(`code-knowledge-graph: ${[title, '', ...rows].join('\n')}\n`);
    return ExitCode.Ambiguous;
  }
  return keys;
}

/** Prints an answer in the form that is asked for. */
export function print(world: World, command: QuestionCommand, answer: Answer): ExitCode {
  const { stdout, stderr } = world;
  const { form } = command;
  if (form === 'json') stdout.write(`${JSON.stringify(answer.json, null, 2)}\n`);
  if (form === 'jsonl') for (const line of answer.lines) stdout.write(`${JSON.stringify(line)}\n`);
  if (answer.nothing !== undefined) return nothing(world, answer.nothing);
  if (form === 'text') stdout.write(`${answer.text(sheetOn(world, command, 'stdout'))}\n`);
  if (answer.truncated && form !== 'json') {
    const more = "There are more: '--limit N' prints as many, '--json' tells where to go on\n";
    if (form === 'text') stdout.write(`\n${more}`);
    else stderr.write(more);
  }
  return ExitCode.Done;
}

function nothing({ stderr }: World, message: string): ExitCode {
  stderr.write(`code-knowledge-graph: ${printable(message)}\n`);
  return ExitCode.Failed;
}

function sheetOn(world: World, { folder }: QuestionCommand, output: 'stdout' | 'stderr'): Sheet {
  return new Sheet(folder, wantsColor(world[output], world.env));
}
