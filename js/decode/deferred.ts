/**
 * Properties whose values are made when they are first looked at: what few callers ask for costs nothing until then.
 *
 * Such a property is an own, enumerable one. Read, written, copied, cloned, compared, inspected, also through a proxy or
 * an object that inherits, it behaves like any other and has become one like any other then. What can tell the
 * difference before is what asks for its descriptor, which JavaScript lets no object notice; after `Object.freeze` and
 * `Object.seal`, which allow no change, it stays an accessor that answers the same.
 */

/** Where a value comes from: the same value each time. */
export interface Source<Value> {
  readonly value: Value;
}

/** A value that is made when it is first asked for, once. */
export class Lazy<Value> implements Source<Value> {
  #make: (() => Value) | undefined;
  #value: Value | undefined;

  /** @param make what it makes the value of must be no part of a buffer that is freed meanwhile */
  constructor(make: () => Value) {
    this.#make = make;
  }

  get value(): Value {
    if (this.#make !== undefined) {
      this.#value = this.#make();
      // With it goes what the value was made of.
      this.#make = undefined;
    }
    return this.#value as Value;
  }
}

/** An assignment to a property, by whatever object it was asked of: the owner, a proxy around it, an heir. */
interface Assignment {
  receiver: object;
  value: unknown;
}

/**
 * The way to one waiting property of one object: called without an assignment it reads. A function, as wrappers that
 * wrap every object they give out leave functions as they are, or pass calls on.
 */
type Reach = (receiver: unknown, assignment?: Assignment) => unknown;

/** The name under which `util.inspect` looks for a method; without one it shows accessors instead of values. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Under this a waiting property that shares its accessor has its {@link Reach}; gone when the property waits no more. */
const REACH = Symbol('code-knowledge-graph.deferred');

/**
 * Lets properties of `owner` wait that it has already, with any value.
 *
 * Each has an accessor of its own, which knows its owner whatever it is called on. Redefined like this the properties
 * make V8 keep the object as a table instead of by a hidden class, so that the accessors are garbage as soon as the object
 * is; a table takes a few hundred bytes more. For objects of which a file has one.
 */
export function defer<Owner extends object>(
  owner: Owner,
  sources: { readonly [Key in keyof Owner]?: Source<Owner[Key]> | undefined },
): void {
  const waiting = Object.entries<Source<unknown> | undefined>(sources);
  let left = 0;
  for (const [key, source] of waiting) {
    if (source === undefined) continue;
    left += 1;
    const reach = reachOf(owner, key, source, () => {
      left -= 1;
      if (left === 0) Reflect.deleteProperty(owner, INSPECT);
    });
    Object.defineProperty(owner, key, {
      get(this: unknown) {
        return reach(this);
      },
      set(this: object, value: unknown) {
        reach(this, { receiver: this, value });
      },
      enumerable: true,
      configurable: true,
    });
  }
  if (left > 0) hide(owner, INSPECT, inspected);
}

/**
 * One deferred property of all objects of a shape: the objects share its accessor, and with it a hidden class, so they
 * take no more memory than others. An accessor of each object's own would be a part of a hidden class of its own, which
 * only a full collection frees, with the object. The shared one finds the object by asking its receiver.
 */
export class Deferral<Owner extends object, Key extends keyof Owner & string> {
  readonly #key: Key;
  readonly #accessor: PropertyDescriptor;

  constructor(key: Key) {
    const reachFrom = (receiver: unknown): Reach => {
      const reach = (receiver as { [REACH]?: Reach } | null | undefined)?.[REACH];
      if (typeof reach !== 'function') throw new TypeError(`'${key}' was asked of an object that does not have it`);
      return reach;
    };
    this.#key = key;
    this.#accessor = {
      get(this: unknown) {
        return reachFrom(this)(this);
      },
      set(this: object, value: unknown) {
        reachFrom(this)(this, { receiver: this, value });
      },
      enumerable: true,
      configurable: true,
    };
  }

  /** Gives `owner` the property, behind those it has. {@link Deferral.keep} is to follow. */
  define(owner: Owner): void {
    Object.defineProperty(owner, this.#key, this.#accessor);
  }

  /** Says where the property's value comes from, when `owner` has all its properties: then V8 removes this one in place. */
  keep(owner: Owner, source: Source<Owner[Key]>): void {
    hide(owner, INSPECT, inspected);
    hide(owner, REACH, reachOf(owner, this.#key, source, forget));
  }
}

/** In the order that leaves the object with the hidden class it would have without. */
function forget(owner: object): void {
  Reflect.deleteProperty(owner, REACH);
  Reflect.deleteProperty(owner, INSPECT);
}

function hide(owner: object, key: symbol, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, enumerable: false, configurable: true });
}

/** @param settled called when the property has become one like any other */
function reachOf(owner: object, key: string, source: Source<unknown>, settled: (owner: object) => void): Reach {
  return (receiver, assignment) => {
    if (assignment?.receiver === owner) {
      if (settle(owner, key, assignment.value)) settled(owner);
      else if (Object.isFrozen(owner)) throw readOnly(key);
      // Sealed: it can be written, and stays an accessor.
      else source = assignment;
      return undefined;
    }
    const { value } = source;
    // What has a copy of the accessor may ask long after the owner got another value.
    if ((receiver === owner || isWaiting(owner, key)) && settle(owner, key, value)) settled(owner);
    if (assignment === undefined) return value;
    if (isWaiting(owner, key)) {
      if (Object.isFrozen(owner)) throw readOnly(key);
      if (isWaiting(assignment.receiver, key)) source = assignment;
      else if (!settle(assignment.receiver, key, assignment.value)) throw readOnly(key);
    } else if (!assigned(owner, key, assignment)) throw readOnly(key);
    return undefined;
  };
}

/** The assignment as it goes with a property like any other, which the owner's is by now. */
function assigned(owner: object, key: string, { receiver, value }: Assignment): boolean {
  return isWaiting(receiver, key) ? settle(receiver, key, value) : Reflect.set(owner, key, value, receiver);
}

function settle(owner: object, key: string, value: unknown): boolean {
  return Reflect.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true });
}

function isWaiting(owner: object, key: string): boolean {
  return Reflect.getOwnPropertyDescriptor(owner, key)?.get !== undefined;
}

/** What V8 says of such an assignment. */
function readOnly(key: string): TypeError {
  return new TypeError(`Cannot assign to read only property '${key}' of object '#<Object>'`);
}

/** What `util.inspect` shows instead of an object with waiting properties: the object with none. */
function inspected(this: object): object {
  const keys = Object.keys(this);
  for (const key of keys) Reflect.get(this, key);
  return keys.some((key) => isWaiting(this, key)) ? { ...this } : this;
}
