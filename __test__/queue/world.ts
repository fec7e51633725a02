/** Virtual time, chance by a seed, and processes that die, stop and go on: nothing here waits, and a seed is one course of events. */

/** Numbers by chance, the same for the same seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed + 1) * 0x9e3779b9;
  }

  /** From 0 up to 1. */
  next(): number {
    // Mulberry32.
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  is(probability: number): boolean {
    return this.next() < probability;
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  whole(count: number): number {
    return Math.floor(this.next() * count);
  }
}

interface Event {
  at: number;
  number: number;
  run: () => void;
}

/** What happens, in the order of its time. */
export class World {
  readonly chance: Chance;
  now = 0;
  #count = 0;
  /** A heap. */
  readonly #events: Event[] = [];

  constructor(seed: number) {
    this.chance = new Chance(seed);
  }

  after(milliseconds: number, run: () => void): void {
    const events = this.#events;
    const event = { at: this.now + Math.max(0, milliseconds), number: this.#count++, run };
    let at = events.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(event, events[above] as Event)) break;
      events[at] = events[above] as Event;
      at = above;
    }
    events[at] = event;
  }

  /** Lets things happen until that is so, or nothing happens any more, or it is that late. */
  async run(isDone: () => boolean, until: number): Promise<void> {
    for (;;) {
      // All that follows from what happened, but for what takes time.
      await new Promise(setImmediate);
      const [next] = this.#events;
      if (isDone() || next === undefined || next.at > until) return;
      // What happens in the same millisecond happens at once.
      const end = next.at + 1;
      for (let event = next; event !== undefined && event.at < end; event = this.#events[0] as Event) {
        this.#removeFirst();
        this.now = event.at;
        event.run();
      }
    }
  }

  #removeFirst(): void {
    const events = this.#events;
    const last = events.pop();
    if (last === undefined || events.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= events.length) break;
      if (below + 1 < events.length && isBefore(events[below + 1] as Event, events[below] as Event)) below += 1;
      if (!isBefore(events[below] as Event, last)) break;
      events[at] = events[below] as Event;
      at = below;
    }
    events[at] = last;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.number < other.number);
}

/** A process: what it waits for it learns of only while it lives, and while it is not stopped. */
export class Process {
  isDead = false;
  #stoppedUntil = 0;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get isStopped(): boolean {
    return this.#stoppedUntil > this.#world.now;
  }

  kill(): void {
    this.isDead = true;
  }

  stop(milliseconds: number): void {
    this.#stoppedUntil = this.#world.now + milliseconds;
  }

  /** Does something here, after so long. */
  after(milliseconds: number, run: () => void): void {
    this.#world.after(milliseconds, () => {
      if (this.isDead) return;
      if (this.isStopped) this.after(this.#stoppedUntil - this.#world.now, run);
      else run();
    });
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /**
   * Asks another process for something. The way takes time, and now and then the connection breaks: then it is asked again, although the first
   * question may have come.
   */
  call<Answer>(answer: () => Answer): Promise<Answer> {
    const { chance } = this.#world;
    return new Promise((resolve, reject) => {
      const ask = (milliseconds: number, deliver: (answered: () => Answer) => void) =>
        this.#world.after(milliseconds, () => {
          if (this.isDead) return;
          try {
            const answered = answer();
            deliver(() => answered);
          } catch (error) {
            deliver(() => {
              throw error;
            });
          }
        });
      const deliver = (answered: () => Answer) =>
        this.after(chance.between(0.1, 2), () => {
          try {
            resolve(answered());
          } catch (error) {
            reject(error);
          }
        });
      if (!chance.is(0.02)) return ask(chance.between(0.1, 2), deliver);
      if (chance.is(0.5)) ask(chance.between(0.1, 2), () => undefined);
      ask(chance.between(20, 150), deliver);
    });
  }
}
