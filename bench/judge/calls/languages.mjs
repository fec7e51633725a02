// What each language's calls are judged by, and on which sources.

import { fetchInstalled } from './npm.mjs';
import { typescriptCalls } from './typescript.mjs';

/**
 * Of each language: `fetch` makes sure that the sources lie on disk and returns the repositories, `{ name, root, files }`
 * each; `calls` yields what the judge says of one (see `score.mjs`).
 */
export const LANGUAGES = {
  typescript: { fetch: () => fetchInstalled(['rxjs', 'viem', 'theia']), calls: typescriptCalls },
  javascript: { fetch: () => fetchInstalled(['ghost']), calls: typescriptCalls },
};
