// What npmjs.com shows of a release leads to the repository it is made of. In: a manifest, documents, where the repository
// is public. Out: the manifest with its addresses, the documents with links and pictures that need no repository around
// them. The address stands nowhere in the sources: it is where the release is built, or where the clone came from.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, posix } from 'node:path';

/** `https://host/owner/name`: of the workflow that runs, else of the clone's `origin`; `undefined` if neither says. */
export function repositoryAddress(folder, env = process.env) {
  const { GITHUB_REPOSITORY, GITHUB_SERVER_URL = 'https://github.com' } = env;
  if (GITHUB_REPOSITORY) return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
  try {
    const words = ['remote', 'get-url', 'origin'];
    return addressOfRemote(
      execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    // No repository, or none that came from somewhere.
    return undefined;
  }
}

/** The address in browsers of what Git fetches from; `undefined` of a folder on the disk. Never with a user or a password. */
export function addressOfRemote(remote) {
  const [, host, path] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/]+)\/(.+)$/.exec(remote.trim()) ??
    /^(?:[^@/]+@)?([^:/]{2,}):(?!\/)(.+)$/.exec(remote.trim()) ??
    [];
  if (host === undefined) return undefined;
  const isWeb = /^https?:/.test(remote);
  return `https://${isWeb ? host : host.replace(/:\d+$/, '')}/${path.replace(/\/$/, '').replace(/\.git$/, '')}`;
}

/** The manifest with `repository`, which provenance asks for, `homepage` and `bugs`, where it does not say them itself. */
export function withAddresses(manifest, address) {
  return {
    ...manifest,
    repository: manifest.repository ?? { type: 'git', url: `git+${address}.git` },
    homepage: manifest.homepage ?? `${address}#readme`,
    bugs: manifest.bugs ?? { url: `${address}/issues` },
  };
}

/** Code, in which nothing is a link; what a link or a picture begins with; where it leads; a bracket of its own. */
const TOKEN = /^(`{3,})[^\n]*\n[\s\S]*?^\1`*\s*?$|(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)|(!?\[)|\]\(([^()\s]+)\)|\]/gm;

/** The places of `text` that lead somewhere: `{ start, end, target, isPicture }`, by where they stand. */
export function linksOf(text) {
  const links = [];
  const open = [];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, , , opening, target] = match;
    if (opening !== undefined) open.push(opening);
    else if (whole.startsWith(']')) {
      const start = match.index + 2;
      const isPicture = open.pop() === '![';
      if (target !== undefined) links.push({ start, end: start + target.length, target, isPicture });
    }
  }
  return links;
}

/**
 * A document of `folder` with links that lead to the repository as it is at `tag`.
 *
 * @param path the document's, relative to `folder`
 * @throws Error that names a link which leads to nothing
 */
export function withAbsoluteLinks(text, { path, folder, address, tag }) {
  let done = 0;
  let absolute = '';
  for (const { start, end, target, isPicture } of linksOf(text)) {
    absolute += text.slice(done, start) + absoluteLink(target, isPicture);
    done = end;
  }
  return absolute + text.slice(done);

  function absoluteLink(target, isPicture) {
    if (/^(?:[a-z][a-z\d+.-]*:|#)/i.test(target)) return target;
    const [file, fragment] = target.split('#');
    const to = posix.join(posix.dirname(path), file).replace(/\/$/, '');
    const stats = statSync(join(folder, to), { throwIfNoEntry: false });
    if (stats === undefined || to.startsWith('..')) throw new Error(`${path} links to ${target}, which does not exist`);
    const how = isPicture ? 'raw' : stats.isDirectory() ? 'tree' : 'blob';
    return `${address}/${how}/${tag}/${encodeURI(to)}${fragment === undefined ? '' : `#${fragment}`}`;
  }
}
