/** From what people write of a function or type to its key. */
import type { CodeIndex, SymbolInfo } from '../../../index.js';

/** What a name means. */
export type Meaning = { key: string } | { candidates: SymbolInfo[] } | undefined;

/** What `name` means in `index`; `undefined`: nothing. */
export async function meaning(index: CodeIndex, name: string): Promise<Meaning> {
  const root = index.root.endsWith('/') ? index.root : `${index.root}/`;
  const below = name.startsWith(root) ? name.slice(root.length) : name;
  const { symbols } = await index.find({ name: below });
  if (symbols.length === 0) return undefined;
  if (symbols.some(({ key }) => key === below)) return { key: below };
  // A class goes before what makes it and is called as it is: the index says whether it takes the name for one.
  const { candidates } = await index.callers(below, { limit: 1 });
  if (candidates.length > 0) return { candidates };
  const rank = ({ key, kind }: SymbolInfo) => [key.endsWith(below) ? 0 : 1, kind === 'function' ? 1 : 0, key.length];
  const [best] = symbols
    .map((symbol) => [rank(symbol), symbol.key] as const)
    .sort(([one], [other]) => one.map((part, at) => part - (other[at] ?? 0)).find((sign) => sign !== 0) ?? 0);
  return best === undefined ? undefined : { key: best[1] };
}
