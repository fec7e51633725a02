/**
 * Properties whose values are made when they are first read: what few callers ask for costs nothing until then.
 *
 * Such a property is an own, enumerable one that can be read, written, copied, cloned and compared like any other; once
 * read or written it is one like any other.
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

/** Lets a class give objects that are there already its private fields. */
class Existing {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what fields are added to is the returned object.
    return object;
  }
}

/** One deferred property of all objects of a shape. */
export class Deferral<Owner extends object, Key extends keyof Owner> {
  readonly #key: Key;
  /**
   * One pair of functions for all objects: V8 keeps an accessor in the object's hidden class, so functions of each
   * object's own would keep every object alive until the next full garbage collection.
   */
  readonly #accessor: PropertyDescriptor;
  readonly #keep: (owner: object, source: Source<Owner[Key]>) => void;

  constructor(key: Key) {
    const settle = (owner: object, value: unknown) => {
      // Where the caller has frozen the object it stays, and answers the same.
      Reflect.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true });
      return value;
    };
    /** An object's source is a private field: no copy, clone, comparison or list of keys sees it. */
    class Deferred extends Existing {
      #source: Source<Owner[Key]>;
      constructor(owner: object, source: Source<Owner[Key]>) {
        super(owner);
        this.#source = source;
      }
      static read(owner: object): Owner[Key] {
        return (owner as Deferred).#source.value;
      }
    }
    this.#key = key;
    this.#keep = (owner, source) => new Deferred(owner, source);
    this.#accessor = {
      get(this: object) {
        return settle(this, Deferred.read(this));
      },
      set(this: object, value: Owner[Key]) {
        settle(this, value);
      },
      enumerable: true,
      configurable: true,
    };
  }

  /** Gives `owner` the property, behind those it has. */
  define(owner: object, source: Source<Owner[Key]>): void {
    Object.defineProperty(owner, this.#key, this.#accessor);
    this.#keep(owner, source);
  }
}
