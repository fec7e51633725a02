/** Methods that are called without their object. */
import { withCode } from './decode/graph-error.js';

const AsyncFunction = (async () => {}).constructor;

/**
 * Has each method of a class say so when it is called on nothing, or on something else: `const { find } = index`.
 * `isOwn` tells whether an object is one of the class.
 */
export function guardMethods(of: { name: string; prototype: object }, isOwn: (object: object) => boolean): void {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(of.prototype))) {
    const method: unknown = property.value;
    if (name === 'constructor' || typeof method !== 'function') continue;
    const guarded = {
      [name](this: unknown, ...given: unknown[]): unknown {
        if (typeof this === 'object' && this !== null && isOwn(this)) return Reflect.apply(method, this, given);
        const error = takenOff(of.name, name);
        if (method instanceof AsyncFunction) return Promise.reject(error);
        throw error;
      },
    }[name];
    Object.defineProperty(guarded, 'length', { value: method.length, configurable: true });
    Object.defineProperty(of.prototype, name, { ...property, value: guarded });
  }
}

function takenOff(type: string, name: string): TypeError {
  const how = `call it on its object, or pass (...given) => object.${name}(...given)`;
  return withCode(
    new TypeError(`${name} is a method of ${type} and was called without it: ${how}`),
    'ERR_INVALID_THIS',
  );
}
