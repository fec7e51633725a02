// What each language's calls are judged by, and on which sources.

import { join } from 'node:path';
import { fetchInstalled } from './npm.mjs';
import { truthsOf } from './programs.mjs';
import { fetchLibraries, fetchRepositories } from './sources.mjs';
import { typescriptCalls } from './typescript.mjs';

/**
 * Of each language: `fetch` makes sure that the sources lie on disk and returns the repositories, `{ name, root, files }`
 * each; `calls` yields what the judge says of one (see `score.mjs`).
 */
export const LANGUAGES = {
  typescript: { fetch: () => fetchInstalled(['rxjs', 'viem', 'theia']), calls: typescriptCalls },
  javascript: { fetch: () => fetchInstalled(['ghost']), calls: typescriptCalls },
  java: {
    fetch: () => fetchRepositories('java', ['libcommons-lang3-java', 'jackson-databind', 'netty']),
    calls: javaCalls,
  },
};

async function* javaCalls({ root }) {
  const { files } = await fetchLibraries('java', '.jar');
  const exports = ['code', 'tree', 'util'].flatMap((name) => [
    '--add-exports',
    `jdk.compiler/com.sun.tools.javac.${name}=ALL-UNNAMED`,
  ]);
  const program = join(import.meta.dirname, 'java', 'CallJudge.java');
  yield* truthsOf('java', [...exports, program, root, files.join(':')]);
}
