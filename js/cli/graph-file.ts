/** A graph as the text of a file. */
import type { CodeGraph } from '../../index.js';
import { graphToJSONText } from '../index.js';

/** The JSON of `graph`, Maps as objects, in pieces that are worth a write each. */
export function* graphPieces(graph: CodeGraph): Generator<string> {
  yield* graphToJSONText(graph);
  yield '\n';
}
