/** A function or type in a list: its name, what it is, where it stands. */
import { addressOf } from './address.js';
import { element, name, visible } from './dom.js';

/** `Order.load`. */
export function fullName({ owner, name: own }) {
  return owner === '' ? own : `${owner}.${own}`;
}

/** What says what a symbol is, where that is not a function, and whether it is a test. */
export function chipsOf({ kind, isTest }, ...others) {
  const words = [kind === 'function' ? '' : kind, isTest ? 'test' : '', ...others].filter((word) => word);
  return words.map((word) => element('span', { class: 'chip' }, word));
}

/** The full name, which breaks at its dot where it is too long for a line. */
function breakable({ owner, name: own }) {
  const behind = owner === '' ? [] : [`${visible(owner)}.`, element('wbr')];
  return element('bdi', {}, ...behind, visible(own));
}

/** The inside of a row: two lines. */
export function symbolLines(symbol, place, ...chips) {
  return [
    element('span', { class: 'name' }, breakable(symbol), chipsOf(symbol, ...chips)),
    element('span', { class: 'detail' }, name(place)),
  ];
}

/** A list item that leads to a symbol. */
export function symbolRow(repository, symbol, { place = `${symbol.file}:${symbol.startLine}`, chip = '' } = {}) {
  const link = element('a', { href: addressOf(repository, symbol.key) }, symbolLines(symbol, place, chip));
  return element('li', {}, link);
}
