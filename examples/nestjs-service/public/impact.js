/** What a change of a function or type may affect: the tests to run, and everything else by distance. */

import { addressOf } from './address.js';
import { amount, count, element, list, name } from './dom.js';
import { symbolRow } from './symbol-row.js';

/** Of each distance, and of tests, how many are shown at once. */
const MOST = 9;

export function impactSection(repository, { affected, tests, files, truncated }) {
  const heading = element('h2', {}, 'A change of it affects');
  if (affected.length === 0 && tests.length === 0) {
    const none = element('p', { class: 'none' }, 'Nothing else in this repository, as far as can be told.');
    return element('section', { class: 'impact' }, heading, none);
  }
  const steps = bySteps(affected);
  return element(
    'section',
    { class: 'impact' },
    heading,
    summary(affected, tests, files, truncated),
    tests.length === 0 ? null : testsToRun(repository, tests),
    steps.map((symbols) => step(repository, symbols)),
  );
}

/** What is affected, in groups of one distance each, the nearest first. */
function bySteps(affected) {
  const groups = new Map();
  for (const symbol of affected) groups.set(symbol.distance, [...(groups.get(symbol.distance) ?? []), symbol]);
  return [...groups.values()];
}

function summary(affected, tests, files, truncated) {
  const more = truncated ? ' or more' : '';
  const facts = [
    [`${amount(affected.length)}${more}`, affected.length === 1 ? 'function or type' : 'functions and types'],
    [amount(files.length), files.length === 1 ? 'file' : 'files'],
    [amount(tests.length), tests.length === 1 ? 'test to run' : 'tests to run'],
  ];
  const items = facts.map(([number, what]) => element('li', {}, element('b', {}, number), ` ${what}`));
  return element('ul', { class: 'summary', 'aria-label': 'Affected in all' }, items);
}

function testsToRun(repository, tests) {
  const rows = tests.map((test) => () => {
    const words = [
      element('span', { class: 'name' }, name(test.title)),
      element('span', { class: 'detail' }, name(`${test.file}:${test.line}`)),
    ];
    const isLink = test.key !== null;
    const row = isLink
      ? element('a', { href: addressOf(repository, test.key) }, words)
      : element('div', { class: 'row' }, words);
    return element('li', {}, row);
  });
  return group('Tests to run', 'tests', tests.length, rows);
}

function step(repository, symbols) {
  const [{ distance }] = symbols;
  const title = distance === 1 ? 'Directly' : `${count(distance, 'step')} away`;
  const rows = symbols.map((symbol) => () => symbolRow(repository, symbol));
  return group(title, 'step', symbols.length, rows, distance <= 2);
}

function group(title, kind, number, rows, isOpen = true) {
  const label = element(
    'summary',
    {},
    element('h3', {}, title),
    ' ',
    element('span', { class: 'number' }, amount(number)),
  );
  return element('details', { class: kind, open: isOpen }, label, list(title, rows, MOST));
}
