/** What is said beside the picture: of a folder or file what is in it, of a symbol what leads to it and from it. */
import { type Item, isCall, type Model, type Neighbour, visit } from './model.js';
import { count, element } from './text.js';

/** How many are shown at once. */
const PAGE = 100;
/** How many of what is called most. */
const MOST_CALLED = 12;

export function showItem(panel: HTMLElement, model: Model, item: Item, open: (item: Item) => void): void {
  panel.replaceChildren(...(item.symbol < 0 ? ofFolder(item, open) : ofSymbol(model, item, open)));
  panel.scrollTop = 0;
}

function ofSymbol(model: Model, item: Item, open: (item: Item) => void): Node[] {
  const [start, end] = [model.startLine[item.symbol], model.endLine[item.symbol]];
  const file = model.fileOf(item);
  const place = element('button', 'place', `${file.key}:${start}`);
  place.type = 'button';
  place.title = 'Show the file';
  place.addEventListener('click', () => open(file));
  const around = item.parent?.kind === 'symbol' ? item.parent : undefined;
  const lines = count(end - start + 1, 'line');
  const head = [
    element(
      'p',
      'kicker',
      element('span', 'chip', model.kinds[model.kind[item.symbol]]),
      ` ${item.language} \u00b7 ${lines}`,
    ),
    element('h2', '', element('bdi', '', item.name)),
    ...(around === undefined ? [] : [element('p', 'owner', 'in ', link(around, open))]),
    element('p', '', place),
  ];
  const incoming = model.incoming(item.symbol);
  const outgoing = model.outgoing(item.symbol);
  const calls = ({ relation }: Neighbour) => isCall(relation);
  const others = ({ relation }: Neighbour) => !isCall(relation);
  return [
    ...head,
    ...section(model, 'Callers', 'incoming', incoming.filter(calls), open),
    ...section(model, 'Callees', 'outgoing', outgoing.filter(calls), open),
    ...section(model, 'Named by', 'incoming', incoming.filter(others), open),
    ...section(model, 'Names', 'outgoing', outgoing.filter(others), open),
    ...members(item, open),
  ];
}

function section(
  model: Model,
  title: string,
  side: string,
  neighbours: Neighbour[],
  open: (item: Item) => void,
): Node[] {
  const isCalls = title === 'Callers' || title === 'Callees';
  if (neighbours.length === 0 && !isCalls) return [];
  const heading = element('h3', side, title, element('span', 'number', String(neighbours.length)));
  if (neighbours.length === 0) return [heading, element('p', 'none', 'none that are known')];
  const rows = neighbours.map((neighbour) => () => {
    const other = neighbour.symbol < 0 ? neighbour.file : model.symbols[neighbour.symbol];
    const times = neighbour.count > 1 ? ` \u00d7${neighbour.count}` : '';
    const kind = neighbour.relation === 'call' ? [] : [element('span', 'chip', neighbour.relation)];
    return row(other, [`${neighbour.file.key}:${neighbour.line}${times}`], kind, open);
  });
  return [heading, list(title, rows)];
}

function members(item: Item, open: (item: Item) => void): Node[] {
  if (item.children.length === 0) return [];
  const rows = item.children.map((child) => () => row(child, [count(child.weight, 'line')], [], open));
  return [element('h3', '', 'Members', element('span', 'number', String(item.children.length))), list('Members', rows)];
}

function ofFolder(item: Item, open: (item: Item) => void): Node[] {
  const called: Item[] = [];
  const languages = new Map<string, number>();
  visit(item, (inner) => {
    if (inner.symbol >= 0 && inner.callers > 0) called.push(inner);
    if (inner.kind === 'file') languages.set(inner.language, (languages.get(inner.language) ?? 0) + 1);
  });
  called.sort((one, other) => other.callers - one.callers);
  const most = called.slice(0, MOST_CALLED).map((inner) => () => {
    return row(inner, [count(inner.callers, 'call')], [], open);
  });
  const facts = [count(item.functions, 'function')];
  if (item.kind === 'folder') facts.unshift(count(item.files, 'file'));
  const spoken = [...languages].sort(([, one], [, other]) => other - one).map(([name]) => name);
  const children = item.children.map((child) => () => {
    const size = child.kind === 'symbol' ? count(child.weight, 'line') : count(child.functions, 'function');
    return row(child, [size], [], open);
  });
  return [
    element('p', 'kicker', element('span', 'chip', item.kind), ` ${spoken.slice(0, 4).join(', ')}`),
    element('h2', '', element('bdi', '', item.name || '(root)')),
    element('p', 'facts', facts.join(' \u00b7 ')),
    ...(most.length > 0 ? [element('h3', '', 'Called most'), list('Called most', most)] : []),
    ...(children.length > 0 ? [element('h3', '', 'Within'), list('Within', children)] : []),
  ];
}

/** A list of buttons, a page of them at a time. */
function list(label: string, rows: (() => Node)[]): Node {
  const shown = element('ul', 'rows');
  shown.setAttribute('aria-label', label);
  const more = (from: number) => {
    shown.append(...rows.slice(from, from + PAGE).map((make) => element('li', '', make())));
    if (from + PAGE >= rows.length) return;
    const button = element('button', 'more', `${rows.length - from - PAGE} more`);
    button.type = 'button';
    const last = element('li', '', button);
    button.addEventListener('click', () => {
      last.remove();
      more(from + PAGE);
      shown.querySelectorAll('button')[from + PAGE]?.focus();
    });
    shown.append(last);
  };
  more(0);
  return shown;
}

/** A button that opens an item: its name, what is around it, and what is said of it. */
export function row(item: Item, details: string[], chips: Node[], open: (item: Item) => void): HTMLButtonElement {
  const owner = item.parent?.kind === 'symbol' ? `${item.parent.name}.` : '';
  const name = element('span', 'name', element('bdi', '', owner + (item.name || '(root)')), ...chips);
  const button = element(
    'button',
    'row',
    name,
    element('span', 'detail', element('bdi', '', details.join(' \u00b7 '))),
  );
  button.type = 'button';
  button.addEventListener('click', () => open(item));
  return button;
}

function link(item: Item, open: (item: Item) => void): HTMLButtonElement {
  const button = element('button', 'link', element('bdi', '', item.name));
  button.type = 'button';
  button.addEventListener('click', () => open(item));
  return button;
}
