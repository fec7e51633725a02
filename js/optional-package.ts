/** Packages that are loaded only where they are installed, or where something asked for cannot do without them. */
import { CodeKnowledgeGraphError } from './decode/graph-error.js';

/**
 * What `load` requires, or `undefined` if the package is not installed. A package that is there and broken throws what
 * it throws.
 *
 * @param load a literal `require`, which bundlers recognise
 */
export function packageIfInstalled<Exports>(name: string, load: () => unknown): Exports | undefined {
  try {
    return load() as Exports;
  } catch (error) {
    if (isMissing(name, error)) return undefined;
    throw error;
  }
}

/**
 * What `load` requires.
 *
 * @throws Error with the code `ERR_MISSING_PACKAGE` that says what needs the package and how to install it
 */
export function packageFor<Exports>(purpose: string, name: string, load: () => unknown): Exports {
  const found = packageIfInstalled<Exports>(name, load);
  if (found !== undefined) return found;
  throw new CodeKnowledgeGraphError(
    `${purpose} needs the package ${name}, which is not installed: run "npm install ${name}"`,
    'ERR_MISSING_PACKAGE',
  );
}

/** Whether it is the package itself that is missing, and not something it requires. */
function isMissing(name: string, error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing = `Cannot find module '${name}`;
  return code === 'MODULE_NOT_FOUND' && [`${missing}'`, `${missing}/`].some((start) => message.startsWith(start));
}
