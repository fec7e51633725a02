// Python's calls, as pyright's language server answers for them.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callsByDefinition } from './definitions.mjs';
import { LanguageServer } from './lsp.mjs';
import { truthsOf } from './programs.mjs';

const PROGRAM = fileURLToPath(import.meta.resolve('pyright/langserver.index.js'));
/** Nothing that the machine's own Python has installed: what the sources import besides is unknown. */
const SETTINGS = {
  python: {
    pythonPath: '/nowhere/python',
    analysis: { diagnosticMode: 'openFilesOnly', typeCheckingMode: 'off', autoSearchPaths: true },
  },
};

export async function* pythonCalls({ root, within }) {
  const files = new Map();
  const program = join(import.meta.dirname, 'python', 'calls.py');
  for await (const file of truthsOf('python3', [program, root])) files.set(file.path, file);
  const server = await LanguageServer.start(PROGRAM, root, { settings: SETTINGS });
  await server.said(({ message }) => /Found \d+ source|No source files/.test(message));
  yield* callsByDefinition({ server, root, files, within });
}
