// Judges that are programs of their own: a line of JSON on standard output for each call.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Yields the truths that a program prints; throws if it fails. */
export async function* truthsOf(command, words, options = {}) {
  const program = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  const ended = once(program, 'close');
  for await (const line of createInterface({ input: program.stdout })) if (line) yield JSON.parse(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${code}`);
}
