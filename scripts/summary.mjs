// The test runners' own summaries, picked out of what they printed, and one closing line over all of them.

/** Prints `summary` and how many tests passed and failed. */
export function printSummary(summary) {
  const passed = total(summary, /(\d+) passed/);
  const failed = total(summary, /(\d+) failed/);
  process.stdout.write(`\n${summary.join('\n')}\n${passed} passed, ${failed} failed\n`);
}

/** cargo's `test result: …` line of each test binary. */
export function rustSummary(output) {
  return plain(output).filter((line) => line.startsWith('test result:'));
}

/** vitest's lines about files and tests. */
export function jsSummary(output) {
  return plain(output).filter((line) => /^\s*(Test Files|Tests)\s+\d/.test(line));
}

/** The sum over tests; vitest's line about files counts files. */
function total(lines, number) {
  return lines
    .filter((line) => !line.includes('Test Files'))
    .reduce((sum, line) => sum + Number(number.exec(line)?.[1] ?? 0), 0);
}

function plain(output) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is to be taken out.
  return output.replace(/\x1b\[[\d;]*m/g, '').split('\n');
}
