// Benchmark results as text for people.

const TITLES = {
  rawOne: () => 'tree-sitter alone, 1 thread',
  rawAll: (threads) => `tree-sitter alone, ${threads} threads`,
  stream: () => 'this package, stream',
  graph: () => 'this package, graph',
  baseline: () => 'node tree-sitter in Piscina',
};

const COLUMNS = [
  ['files/s', (row) => number(row.filesPerSecond)],
  ['MB/s', (row) => number(row.megabytesPerSecond, 1)],
  ['× baseline', (row, { baseline }) => baseline && number(row.filesPerSecond / baseline.filesPerSecond, 1)],
  ['% of limit', (row, { rawAll }) => number((100 * row.filesPerSecond) / rawAll.filesPerSecond)],
  ['first batch ms', (row) => number(row.firstBatchMs)],
  ['peak RSS +MB', (row) => number(row.peakRssMB)],
  ['longest delay ms', (row) => number(row.longestDelayMs, 1)],
];

/** Prints one corpus: a row a contender, then what they found. */
export function printCorpus({ name, version, files, bytes, threads, contenders }) {
  console.log(`\n${name}@${version}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB`);
  const rows = Object.entries(contenders).map(([contender, row]) => [
    TITLES[contender](threads),
    ...COLUMNS.map(([, cell]) => cell(row, contenders) || '–'),
  ]);
  printTable([['', ...COLUMNS.map(([title]) => title)], ...rows]);
  for (const contender of ['graph', 'baseline']) {
    const row = contenders[contender];
    if (row) console.log(`${TITLES[contender]()}: ${counted(row.counts)}; ${row.failures} failures`);
  }
  const { stream } = contenders;
  if (stream?.sameFiles === false) console.log('The package finds other files than the harness does.');
  if (stream?.discoveryMs !== undefined) console.log(`Finding the files: ${number(stream.discoveryMs, 1)} ms`);
}

/** Prints rows of text in columns: the first to the left, the others to the right. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
    );
  }
}

function counted(counts) {
  return Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

function number(value, digits = 0) {
  return value === undefined || value === null
    ? ''
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
