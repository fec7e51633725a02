// A repository of any size that looks like a real one: round after round of a corpus's files, each with changes.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';

/** Writes `count` files below `folder`, no two the same, and answers their paths and how many bytes they have. */
export async function writeCopies(folder, count, { root, files }) {
  const sources = await Promise.all(files.map((path) => readFile(path, 'utf8')));
  const folders = new Set();
  const paths = [];
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    const round = Math.floor(index / files.length);
    const source = index % files.length;
    const path = join(folder, `round${round}`, relative(root, files[source]));
    const text = changed(sources[source], round, extname(path));
    if (!folders.has(dirname(path))) {
      await mkdir(dirname(path), { recursive: true });
      folders.add(dirname(path));
    }
    await writeFile(path, text);
    paths.push(path);
    bytes += Buffer.byteLength(text);
  }
  return { paths, bytes };
}

/** The same source with other names in it and one function more. */
function changed(source, round, ending) {
  const renamed = round === 0 ? source : source.replaceAll(/\b(value|index|result|source)\b/g, `$1${round}`);
  const type = ending.endsWith('js') || ending.endsWith('jsx') ? '' : ': number';
  return `${renamed}\nexport function ofRound${round}(n${type}) { return n + ${round}; }\n`;
}
