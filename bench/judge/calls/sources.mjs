// Sources to judge, as `../../languages/` pins them, and the libraries that their compilers want, as `libraries/` does.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CORPORA_DIR } from '../../corpora.mjs';
import { fetchLanguage, fetchSources } from '../../sources.mjs';

/** Some of a language's sources, a repository each. */
export async function fetchRepositories(language, names) {
  const folder = await fetchLanguage(language);
  return names.map((name) => ({ name, root: join(folder, name) }));
}

/** The folder with a language's libraries, and all files with the ending in it. */
export async function fetchLibraries(language, ending = '') {
  const list = JSON.parse(await readFile(join(import.meta.dirname, 'libraries', `${language}.json`), 'utf8'));
  const folder = await fetchSources(list, join(CORPORA_DIR, `${language}-libraries`), ending);
  const found = await readdir(folder, { recursive: true });
  return { folder, files: found.filter((path) => path.endsWith(ending)).map((path) => join(folder, path)) };
}
