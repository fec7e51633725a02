// One worker of the baseline's pool: a batch of paths in, plain objects and Maps out.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { workerData } from 'piscina';
import Parser from 'tree-sitter';
import grammars from 'tree-sitter-typescript';
import { extract } from './extract.mjs';
import { importResolver } from './resolve.mjs';

// Node tree-sitter fails on text handed over in pieces over 32 KiB, hence pieces.
const PIECE = 16 * 1024;

const resolveImport = importResolver(workerData.root);
const parsers = { typescript: parserOf(grammars.typescript), tsx: parserOf(grammars.tsx) };

function parserOf(grammar) {
  const parser = new Parser();
  parser.setLanguage(grammar);
  return parser;
}

function parse(path, text) {
  const parser = ['.ts', '.mts', '.cts'].includes(extname(path)) ? parsers.typescript : parsers.tsx;
  return parser.parse((offset) => (offset < text.length ? text.slice(offset, offset + PIECE) : null));
}

export default async function analyzeBatch(paths) {
  const batch = { files: [], errors: [] };
  for (const path of paths) {
    try {
      const text = await readFile(path, 'utf8');
      const analysis = extract(path, text, parse(path, text).rootNode, resolveImport);
      batch.files.push({ filePath: path, normalizedPath: path, analysis });
    } catch (error) {
      batch.errors.push(`Error analyzing file ${path}: ${error.message}`);
    }
  }
  return batch;
}
