/** Addresses: `#/` is the list of repositories, `#/1` one of them, `#/1/src/order.ts::Order::load` a function or type of it. */

/** The link to a repository, or to the function or type with a key. */
export function addressOf(repository, key) {
  const path = key === undefined ? '' : `/${encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%3A', ':')}`;
  return `#/${repository}${path}`;
}

/** What an address means; `undefined` of one that means nothing. */
export function parseAddress(hash) {
  if (hash === '' || hash === '#' || hash === '#/') return {};
  const [, id, key] = /^#\/([1-9]\d*)(?:\/(.+))?$/.exec(hash) ?? [];
  if (id === undefined) return undefined;
  try {
    return { repository: Number(id), key: key && decodeURIComponent(key) };
  } catch {
    return undefined;
  }
}
