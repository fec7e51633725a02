// The baseline, cold, in a process of its own.

import { readFileSync } from 'node:fs';
import { answer, countGraph, measure, request } from '../measure.mjs';
import { buildGraph } from './service.mjs';

const { root, list } = request();
const files = readFileSync(list, 'utf8').split('\n');
const { made, ...measured } = await measure((firstBatch) => buildGraph(root, files, firstBatch));
answer({ ...measured, counts: countGraph(made), failures: made.errors.length });
