/** The picture: a treemap on a canvas, with the links of what is selected drawn over it. */
import { type Item, isCall, type Model, type Neighbour } from './model.js';
import { visible } from './text.js';
import { at, type Box, type Placed, placed } from './treemap.js';

/** How long it takes to go into a folder and out of it, in milliseconds. */
const TURN_MS = 260;
/** More links than these are too many to see. */
const MOST_LINKS = 400;

export interface Actions {
  /** Another folder or file is to be the whole picture. */
  zoom(to: Item): void;
  select(item: Item): void;
  hover(item: Item | undefined, x: number, y: number): void;
}

interface Colours {
  [name: string]: string;
}

const COLOURS = ['ground', 'folder', 'file', 'line', 'ink', 'faint', 'accent', 'incoming', 'outgoing', 'heat'];

export class Picture {
  readonly #canvas: HTMLCanvasElement;
  readonly #model: Model;
  readonly #actions: Actions;
  #root: Item;
  #selected: Item | undefined;
  #cursor: Item | undefined;
  #placed: Placed[] = [];
  #boxes = new Map<Item, Placed>();
  #size: Box = { x: 0, y: 0, width: 0, height: 0 };
  #colours: Colours = {};
  /** Where the picture comes from, while it turns. */
  #turn: { from: Box; start: number } | undefined;
  #frame = 0;
  #wheeled = 0;

  constructor(canvas: HTMLCanvasElement, model: Model, actions: Actions) {
    this.#canvas = canvas;
    this.#model = model;
    this.#actions = actions;
    this.#root = model.root;
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recolour());
    canvas.addEventListener('click', (event) => this.#click(event));
    canvas.addEventListener('pointermove', (event) => event.pointerType === 'mouse' && this.#hover(event));
    canvas.addEventListener('pointerleave', () => actions.hover(undefined, 0, 0));
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('focus', () => this.#draw());
    canvas.addEventListener('blur', () => this.#draw());
    this.recolour();
  }

  get root(): Item {
    return this.#root;
  }

  /** Shows a folder or file as the whole picture, and what is selected in it. */
  show(root: Item, selected: Item | undefined): void {
    const isOther = root !== this.#root;
    const before = this.#boxes.get(root);
    const leaves = isOther ? this.#root : undefined;
    this.#root = root;
    this.#selected = selected;
    this.#cursor = selected;
    if (isOther) this.#place();
    const from = before ?? (leaves && this.#within(leaves));
    if (isOther && from !== undefined && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#turn = { from, start: performance.now() };
    }
    this.#draw();
  }

  recolour(): void {
    const style = getComputedStyle(document.documentElement);
    this.#colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    this.#draw();
  }

  /** From where the picture comes when it is left for what is around it: as if all of it were where the folder left is. */
  #within(left: Item): Box | undefined {
    const box = this.#boxes.get(left);
    if (box === undefined) return undefined;
    const { width, height } = this.#size;
    const [across, down] = [width / box.width, height / box.height];
    return { x: -box.x * across, y: -box.y * down, width: width * across, height: height * down };
  }

  #resize(): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    const scale = devicePixelRatio;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    this.#size = { x: 0, y: 0, width, height };
    this.#place();
    this.#draw();
  }

  #place(): void {
    this.#placed = placed(this.#root, this.#size);
    this.#boxes = new Map(this.#placed.map((box) => [box.item, box]));
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame((now) => this.#paint(now));
  }

  #paint(now: number): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const scale = devicePixelRatio;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = this.#colours.ground;
    context.fillRect(0, 0, this.#size.width, this.#size.height);
    context.save();
    if (this.#turn !== undefined) this.#turned(context, this.#turn, now);
    context.textBaseline = 'middle';
    for (const box of this.#placed) if (box.depth > 0) this.#paintBox(context, box);
    this.#paintLinks(context);
    const marked = document.activeElement === this.#canvas ? [this.#selected, this.#cursor] : [this.#selected];
    for (const item of marked) if (item !== undefined) this.#paintMark(context, item);
    context.restore();
    if (this.#turn !== undefined) this.#draw();
  }

  #turned(context: CanvasRenderingContext2D, { from, start }: { from: Box; start: number }, now: number): void {
    const passed = Math.min(1, (now - start) / TURN_MS);
    const left = (1 - passed) ** 3;
    const { width, height } = this.#size;
    const [across, down] = [1 + (from.width / width - 1) * left, 1 + (from.height / height - 1) * left];
    context.transform(across, 0, 0, down, from.x * left, from.y * left);
    context.globalAlpha = 1 - left * 0.4;
    if (passed >= 1) this.#turn = undefined;
  }

  #paintBox(context: CanvasRenderingContext2D, box: Placed): void {
    const { item, x, y, width, height } = box;
    const isLarge = width > 6 && height > 6;
    context.fillStyle = this.#fill(box);
    context.beginPath();
    if (isLarge)
      context.roundRect(x, y, width, height, Math.min(item.kind === 'symbol' ? 3 : 5, width / 5, height / 5));
    else context.rect(x, y, width, height);
    context.fill();
    if (isLarge && item.kind !== 'symbol') {
      context.lineWidth = 1;
      context.strokeStyle = this.#colours.line;
      context.stroke();
    }
    this.#paintName(context, box);
  }

  /** A frame around an item, or around what it is in where it is too small itself. */
  #paintMark(context: CanvasRenderingContext2D, item: Item): void {
    const box = this.#shown(item);
    if (box === undefined) return;
    context.lineWidth = 2.5;
    context.strokeStyle = this.#colours.accent;
    context.strokeRect(box.x, box.y, box.width, box.height);
  }

  #fill({ item, isOpen }: Placed): string {
    if (item.kind === 'folder') return this.#colours.folder;
    const hue = hueOf(this.#model.languages.indexOf(item.language));
    const isDark = this.#colours.heat === 'dark';
    if (isOpen && item.kind === 'file') return isDark ? `hsl(${hue} 18% 19%)` : `hsl(${hue} 45% 94%)`;
    // The more call it, the stronger its colour.
    const heat = Math.min(1, Math.log2(1 + item.callers) / (item.kind === 'file' ? 9 : 6));
    if (isOpen) return isDark ? `hsl(${hue} 24% 25%)` : `hsl(${hue} 48% 88%)`;
    return isDark
      ? `hsl(${hue} ${26 + heat * 44}% ${30 + heat * 24}%)`
      : `hsl(${hue} ${46 + heat * 34}% ${83 - heat * 30}%)`;
  }

  #paintName(context: CanvasRenderingContext2D, { item, x, y, width, height, isOpen }: Placed): void {
    if (width < 30 || height < 13) return;
    const size = item.kind === 'symbol' ? 11 : 12;
    context.font = `${item.kind === 'symbol' ? 400 : 600} ${size}px system-ui, sans-serif`;
    const name = shortened(visible(item.name), width - 10, size);
    if (name === '') return;
    context.fillStyle = item.kind === 'file' && isOpen ? this.#colours.faint : this.#colours.ink;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    const isLine = isOpen || height < 26;
    context.fillText(name, x + 5, isLine ? y + Math.min(11, height / 2) : y + 12);
    context.restore();
  }

  /** Curves from those that lead to what is selected, and to what it leads to. */
  #paintLinks(context: CanvasRenderingContext2D): void {
    const selected = this.#selected;
    if (selected === undefined || selected.symbol < 0) return;
    const own = this.#middle(selected);
    if (own === undefined) return;
    const draw = (neighbours: Neighbour[], colour: string, isTo: boolean) => {
      for (const { symbol, file, relation } of neighbours.slice(0, MOST_LINKS)) {
        const other = this.#middle(symbol < 0 ? file : this.#model.symbols[symbol]);
        if (other === undefined || (other.x === own.x && other.y === own.y)) continue;
        context.strokeStyle = colour;
        context.fillStyle = colour;
        context.setLineDash(isCall(relation) ? [] : [4, 4]);
        curve(context, isTo ? other : own, isTo ? own : other);
      }
      context.setLineDash([]);
    };
    context.lineWidth = 1.6;
    draw(this.#model.outgoing(selected.symbol), this.#colours.outgoing, false);
    draw(this.#model.incoming(selected.symbol), this.#colours.incoming, true);
  }

  /** The middle of an item, or of what is around it that is shown. */
  #middle(item: Item): { x: number; y: number } | undefined {
    const box = this.#shown(item);
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Where an item is, or what is around it that is shown. */
  #shown(item: Item): Placed | undefined {
    for (let shown: Item | undefined = item; shown !== undefined; shown = shown.parent) {
      const box = this.#boxes.get(shown);
      if (box !== undefined && box.depth > 0) return box;
    }
    return undefined;
  }

  /** Whether an item is large enough in the picture to be seen. */
  isSeen(item: Item): boolean {
    const box = this.#boxes.get(item);
    return box !== undefined && box.width >= 14 && box.height >= 10;
  }

  #at(event: MouseEvent): Placed | undefined {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return at(this.#placed, event.clientX - left, event.clientY - top);
  }

  #click(event: MouseEvent): void {
    const found = this.#at(event);
    if (found !== undefined && found.depth > 0) this.#open(found.item);
  }

  #open(item: Item): void {
    if (item.kind === 'symbol') this.#actions.select(item);
    else this.#actions.zoom(item);
  }

  #hover(event: PointerEvent): void {
    const found = this.#at(event);
    this.#canvas.style.cursor = found !== undefined && found.depth > 0 ? 'pointer' : 'default';
    this.#actions.hover(found !== undefined && found.depth > 0 ? found.item : undefined, event.clientX, event.clientY);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const now = performance.now();
    // A turn of the wheel is many events.
    if (now - this.#wheeled < TURN_MS || Math.abs(event.deltaY) < 2) return;
    this.#wheeled = now;
    if (event.deltaY > 0) this.out();
    else this.#into(this.#at(event)?.item);
  }

  /** One folder or file nearer to an item. */
  #into(item: Item | undefined): void {
    let next = item;
    while (next !== undefined && next.parent !== this.#root) next = next.parent;
    if (next !== undefined && next.kind !== 'symbol') this.#actions.zoom(next);
  }

  /** One folder further out. */
  out(): void {
    if (this.#root.parent !== undefined) this.#actions.zoom(this.#root.parent);
  }

  #key(event: KeyboardEvent): void {
    const [across, down] =
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (across !== undefined && down !== undefined) {
      this.#cursor = this.#nearest(across, down) ?? this.#cursor;
      const box = this.#cursor && this.#boxes.get(this.#cursor);
      const { left, top } = this.#canvas.getBoundingClientRect();
      if (box !== undefined) this.#actions.hover(box.item, left + box.x + box.width / 2, top + box.y + box.height / 2);
      this.#draw();
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (this.#cursor !== undefined) this.#open(this.#cursor);
    } else if (event.key === 'Backspace' || event.key === '-') {
      this.out();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The next item in a direction among those that have nothing open in them. */
  #nearest(across: number, down: number): Item | undefined {
    const leaves = this.#placed.filter((box) => box.depth > 0 && !box.isOpen);
    const from = this.#cursor && this.#middle(this.#cursor);
    if (from === undefined) return leaves[0]?.item;
    let [best, least] = [undefined as Item | undefined, Number.POSITIVE_INFINITY];
    for (const box of leaves) {
      const [x, y] = [box.x + box.width / 2 - from.x, box.y + box.height / 2 - from.y];
      const ahead = x * across + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * across);
      if (box.item === this.#cursor || ahead <= 0.5) continue;
      const distance = ahead + 2.5 * aside;
      if (distance < least) [best, least] = [box.item, distance];
    }
    return best;
  }
}

const HUES = [212, 150, 32, 280, 350, 180, 88, 310, 55];

/** The colour of a language, by its place among those there are. */
export function hueOf(place: number): number {
  return HUES[Math.max(0, place) % HUES.length];
}

function shortened(name: string, width: number, size: number): string {
  const room = Math.floor(width / (size * 0.56));
  if (name.length <= room) return name;
  return room < 3 ? '' : `${name.slice(0, room - 1)}\u2026`;
}

function curve(context: CanvasRenderingContext2D, from: { x: number; y: number }, to: { x: number; y: number }): void {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const [x, y] = [from.x + across / 2 - down * 0.18, from.y + down / 2 + across * 0.18];
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.quadraticCurveTo(x, y, to.x, to.y);
  context.stroke();
  const angle = Math.atan2(to.y - y, to.x - x);
  context.beginPath();
  context.moveTo(to.x, to.y);
  context.lineTo(to.x - 8 * Math.cos(angle - 0.4), to.y - 8 * Math.sin(angle - 0.4));
  context.lineTo(to.x - 8 * Math.cos(angle + 0.4), to.y - 8 * Math.sin(angle + 0.4));
  context.fill();
}
