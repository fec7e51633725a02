/** The page: what is chosen is its address, so that the browser's way back is the way back. */
import { type Item, Model, type Rows } from './model.js';
import { showItem } from './panel.js';
import { hueOf, Picture } from './picture.js';
import { SearchBox } from './search-box.js';
import { count, element, visible } from './text.js';

function find<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

const model = new Model(JSON.parse(find('data').textContent ?? '[]') as Rows);
find('data').remove();

const [panel, tip, crumbs] = [find('panel'), find('tip'), find('crumbs')];
document.title = `${visible(model.title)} \u2013 code graph`;
find('title').textContent = visible(model.title);
find('stats').textContent = [
  count(model.root.files, 'file'),
  count(model.root.functions, 'function'),
  count(model.linkCount, 'link'),
].join(' \u00b7 ');

const picture = new Picture(find<HTMLCanvasElement>('picture'), model, { zoom: go, select: go, hover });
const search = new SearchBox(find<HTMLInputElement>('search'), find('found'), model, go);
legend();
let selected: Item | undefined;

window.addEventListener('hashchange', show);
document.addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key === '/' && !isTyping) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape' && !isTyping) {
    picture.out();
  }
});
find('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = getComputedStyle(root).getPropertyValue('--heat').trim() === 'dark';
  root.dataset.theme = isDark ? 'light' : 'dark';
  picture.recolour();
});
show();

/** Opens an item: what it is called is the address. */
function go(item: Item): void {
  const hash = `#${encodeURIComponent(item.key)}`;
  if (location.hash === hash) show();
  else location.hash = hash;
}

function show(): void {
  const item = addressed() ?? model.root;
  // What was selected stays so while the picture is gone about in.
  if (item.symbol >= 0) selected = item;
  picture.show(item.symbol < 0 ? item : rootFor(item), selected);
  showItem(panel, model, item, go);
  showCrumbs(item);
  hover(undefined, 0, 0);
}

function addressed(): Item | undefined {
  try {
    const key = decodeURIComponent(location.hash.slice(1));
    return key === '' ? undefined : model.find(key);
  } catch {
    return undefined;
  }
}

/** What to look at for a symbol: what is shown now if it can be seen there, else its file's folder. */
function rootFor(item: Item): Item {
  return picture.isSeen(item) ? picture.root : (model.fileOf(item).parent ?? model.root);
}

function showCrumbs(item: Item): void {
  const path: Item[] = [];
  for (let around: Item | undefined = item; around !== undefined; around = around.parent) path.unshift(around);
  const parts = path.map((part) => {
    const button = element('button', '', element('bdi', '', part.name || '(root)'));
    button.type = 'button';
    if (part === item) button.setAttribute('aria-current', 'location');
    button.addEventListener('click', () => go(part));
    return element('li', '', button);
  });
  crumbs.replaceChildren(...parts);
  crumbs.scrollLeft = crumbs.scrollWidth;
}

function hover(item: Item | undefined, x: number, y: number): void {
  tip.hidden = item === undefined;
  if (item === undefined) return;
  const detail = item.symbol < 0 ? count(item.functions, 'function') : `called ${count(item.callers, 'time')}`;
  tip.replaceChildren(
    element('strong', '', element('bdi', '', item.name)),
    element('span', '', element('bdi', '', `${item.key}`)),
    element('span', '', detail),
  );
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${y + 18 + height > innerHeight ? Math.max(4, y - height - 10) : y + 18}px`;
}

function legend(): void {
  const entries = model.languages.map((name, place) => {
    const mark = element('i', '');
    mark.style.background = `hsl(${hueOf(place)} 60% 55%)`;
    return element('li', '', mark, name);
  });
  find('legend').replaceChildren(...entries);
}
