/** The field to search in, and the list of what is found: a combobox. */
import type { Item, Model } from './model.js';
import { search } from './search.js';
import { element } from './text.js';

export class SearchBox {
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #model: Model;
  readonly #open: (item: Item) => void;
  #found: Item[] = [];
  #active = -1;

  constructor(field: HTMLInputElement, list: HTMLElement, model: Model, open: (item: Item) => void) {
    this.#field = field;
    this.#list = list;
    this.#model = model;
    this.#open = open;
    field.addEventListener('input', () => this.#search());
    field.addEventListener('focus', () => this.#search());
    field.addEventListener('blur', () => this.#close());
    field.addEventListener('keydown', (event) => this.#key(event));
    // Before the field loses the focus, which closes the list.
    list.addEventListener('pointerdown', (event) => event.preventDefault());
  }

  focus(): void {
    this.#field.focus();
    this.#field.select();
  }

  #search(): void {
    const text = this.#field.value.trim();
    this.#found = text === '' ? [] : search(this.#model, text);
    this.#active = this.#found.length > 0 ? 0 : -1;
    const options = this.#found.map((item, at) => this.#option(item, at));
    if (options.length === 0 && text !== '') options.push(element('li', 'none', 'Nothing is called so.'));
    this.#list.replaceChildren(...options);
    this.#list.hidden = text === '';
    this.#field.setAttribute('aria-expanded', String(text !== ''));
    this.#mark();
  }

  #option(item: Item, at: number): HTMLLIElement {
    const owner = item.parent?.kind === 'symbol' ? `${item.parent.name}.` : '';
    const kind = this.#model.kinds[this.#model.kind[item.symbol]];
    const name = element('span', 'name', element('bdi', '', owner + item.name), element('span', 'chip', kind));
    const place = `${this.#model.fileOf(item).key}:${this.#model.startLine[item.symbol]}`;
    const option = element('li', '', name, element('span', 'detail', element('bdi', '', place)));
    option.id = `found-${at}`;
    option.role = 'option';
    option.addEventListener('click', () => this.#choose(item));
    return option;
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = this.#found[this.#active];
    if (step !== undefined && this.#found.length > 0) {
      this.#active = (this.#active + step + this.#found.length) % this.#found.length;
      this.#mark();
    } else if (event.key === 'Enter' && chosen !== undefined) {
      this.#choose(chosen);
    } else if (event.key === 'Escape') {
      this.#field.value = '';
      this.#search();
      this.#field.blur();
    } else {
      return;
    }
    event.preventDefault();
  }

  #mark(): void {
    for (const [at, option] of [...this.#list.children].entries()) {
      const isActive = at === this.#active;
      option.setAttribute('aria-selected', String(isActive));
      if (isActive) option.scrollIntoView({ block: 'nearest' });
    }
    if (this.#active < 0) this.#field.removeAttribute('aria-activedescendant');
    else this.#field.setAttribute('aria-activedescendant', `found-${this.#active}`);
  }

  #choose(item: Item): void {
    this.#close();
    this.#field.blur();
    this.#open(item);
  }

  #close(): void {
    this.#list.hidden = true;
    this.#field.setAttribute('aria-expanded', 'false');
  }
}
