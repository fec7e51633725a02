/**
 * Properties whose values are made when they are first read: what few callers ask for costs nothing until then.
 *
 * Such a property is an own, enumerable one that can be read, written, copied, cloned and compared like any other; once
 * read or written it is one like any other.
 */

/** A value that is made when it is first asked for, once. */
export class Lazy<Value> {
  #make: (() => Value) | undefined;
  #value: Value | undefined;

  /** @param make what is made of must be no part of a buffer that is freed meanwhile */
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

/** One deferred property of all objects of a shape. */
export class Deferral<Owner extends object, Key extends keyof Owner> {
  readonly #key: Key;
  /** Where an object keeps what the value is made of. Not enumerable: no copy, clone or comparison sees it. */
  readonly #source = Symbol('what a deferred property is made of');
  /**
   * One pair of functions for all objects: V8 keeps an accessor in the object's hidden class, so functions of each
   * object's own would keep every object alive until the next full garbage collection.
   */
  readonly #accessor: PropertyDescriptor;

  constructor(key: Key) {
    this.#key = key;
    const settle = (owner: object, value: unknown) => this.#settle(owner, value);
    const source = this.#source;
    this.#accessor = {
      get(this: Record<symbol, Lazy<Owner[Key]>>) {
        return settle(this, (this[source] as Lazy<Owner[Key]>).value);
      },
      set(this: object, value: Owner[Key]) {
        settle(this, value);
      },
      enumerable: true,
      configurable: true,
    };
  }

  /** Gives `owner` the property, at the end of those it has. {@link keep} must follow. */
  define(owner: object): void {
    Object.defineProperty(owner, this.#key, this.#accessor);
  }

  /** Says what the property's value is made of, once `owner` has all its properties. */
  keep(owner: object, source: Lazy<Owner[Key]>): void {
    Object.defineProperty(owner, this.#source, { value: source });
  }

  /** Makes it a property like any other. Where the caller has frozen the object it stays, and answers the same. */
  #settle<Value>(owner: object, value: Value): Value {
    Reflect.defineProperty(owner, this.#key, { value, writable: true, enumerable: true, configurable: true });
    return value;
  }
}
