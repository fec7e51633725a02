/** What npmjs.com shows of a release, rehearsed with a pretended address: nothing leads nowhere. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { repositoryOf } from './repository.js';

interface Link {
  target: string;
  isPicture: boolean;
}
interface Where {
  path: string;
  folder: string;
  address: string;
  tag: string;
}
interface NpmPage {
  repositoryAddress(folder: string, env: Record<string, string | undefined>): string | undefined;
  addressOfRemote(remote: string): string | undefined;
  withAddresses(manifest: object, address: string): Record<string, unknown>;
  linksOf(text: string): Link[];
  withAbsoluteLinks(text: string, where: Where): string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const script = pathToFileURL(join(root, 'scripts', 'npm-page.mjs')).href;
const { addressOfRemote, linksOf, repositoryAddress, withAbsoluteLinks, withAddresses } = (await import(
  script
)) as NpmPage;

const address = 'https://example.org/somebody/graph';
const tag = 'v9.8.7';

describe.each(['README.md', 'CHANGELOG.md'])('%s', (path) => {
  const text = readFileSync(join(root, path), 'utf8');
  const links = linksOf(withAbsoluteLinks(text, { path, folder: root, address, tag }));

  it('leads to what the repository has at the tag', () => {
    expect(links.length).toBe(linksOf(text).length);
    expect(links.filter(({ target }) => !/^(?:https:|#)/.test(target))).toEqual([]);
    for (const { target, isPicture } of links) {
      const [, how, file = ''] = new RegExp(`^${address}/(\\w+)/${tag}/([^#]+)`).exec(target) ?? [];
      if (how === undefined) continue;
      const stats = statSync(join(root, file));
      expect([target, how]).toEqual([target, isPicture ? 'raw' : stats.isDirectory() ? 'tree' : 'blob']);
    }
  });

  it('has its links where they are found', () => {
    const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
    expect(links).toHaveLength([...prose.matchAll(/\]\([^)\s]+\)/g)].length);
    expect(prose).not.toMatch(/<(?:a|img|source|picture)\b|^\[[^\]]+\]:/m);
  });

  it('is otherwise as it was', () => {
    const without = (document: string) => document.replace(/\]\([^()\s]+\)/g, ']()');
    expect(without(withAbsoluteLinks(text, { path, folder: root, address, tag }))).toBe(without(text));
  });
});

it('has pictures in the README', () => {
  const pictures = linksOf(readFileSync(join(root, 'README.md'), 'utf8')).filter(({ isPicture }) => isPicture);
  expect(pictures.length).toBeGreaterThan(3);
  for (const { target } of pictures) expect(existsSync(join(root, target))).toBe(true);
});

describe('links', () => {
  const where = { path: 'docs/a.md', folder: root, address, tag };

  it.each([
    ['[a](../README.md)', `[a](${address}/blob/${tag}/README.md)`],
    ['[a](agents.md#how-fresh)', `[a](${address}/blob/${tag}/docs/agents.md#how-fresh)`],
    ['[`a`](../docs/) and [b](../docs)', `[\`a\`](${address}/tree/${tag}/docs) and [b](${address}/tree/${tag}/docs)`],
    ['![a [b]](terminal.svg)', `![a [b]](${address}/raw/${tag}/docs/terminal.svg)`],
    [
      '[![a](terminal.svg)](agents.md)',
      `[![a](${address}/raw/${tag}/docs/terminal.svg)](${address}/blob/${tag}/docs/agents.md)`,
    ],
    ['[a](#b) [c](https://d.e/f) [g](mailto:h@i.j)', '[a](#b) [c](https://d.e/f) [g](mailto:h@i.j)'],
    ['`[a](gone.md)` and ``[`](gone.md)``', '`[a](gone.md)` and ``[`](gone.md)``'],
    [
      '```ts\nlist[0](gone)\n```\n[a](agents.md)',
      `\`\`\`ts\nlist[0](gone)\n\`\`\`\n[a](${address}/blob/${tag}/docs/agents.md)`,
    ],
  ])('of %j are %j', (text, absolute) => {
    expect(withAbsoluteLinks(text, where)).toBe(absolute);
  });

  it.each(['[a](gone.md)', '![a](gone.svg)', '[a](../../elsewhere.md)'])('of %j are refused', (text) => {
    expect(() => withAbsoluteLinks(text, where)).toThrow(/docs\/a\.md links to .* does not exist/);
  });
});

describe('the address', () => {
  it.each([
    ['https://example.org/a/b.git', 'https://example.org/a/b'],
    ['https://name:secret@example.org/a/b.git\n', 'https://example.org/a/b'],
    ['https://example.org:8443/a/b/', 'https://example.org:8443/a/b'],
    ['git@example.org:a/b.git', 'https://example.org/a/b'],
    ['ssh://git@example.org:2222/a/b.git', 'https://example.org/a/b'],
    ['/srv/git/b.git', undefined],
    ['../b', undefined],
    ['C:\\git\\b', undefined],
    ['file:///srv/git/b.git', undefined],
  ])('of a clone of %j is %j', (remote, expected) => {
    expect(addressOfRemote(remote)).toBe(expected);
  });

  it('is that of the workflow, else that of the clone, else none', async () => {
    const folder = await repositoryOf({});
    const workflow = { GITHUB_REPOSITORY: 'somebody/graph', GITHUB_SERVER_URL: 'https://example.org' };
    expect(repositoryAddress(folder, workflow)).toBe(address);
    expect(repositoryAddress(folder, { GITHUB_REPOSITORY: 'somebody/graph' })).toBe(
      'https://github.com/somebody/graph',
    );
    expect(repositoryAddress(folder, {})).toBeUndefined();
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    expect(repositoryAddress(folder, {})).toBeUndefined();
    execFileSync('git', ['remote', 'add', 'origin', 'git@example.org:somebody/graph.git'], { cwd: folder });
    expect(repositoryAddress(folder, {})).toBe(address);
  });

  it('is in the manifest three times, where the manifest does not say something else', () => {
    expect(withAddresses({ name: 'graph' }, address)).toEqual({
      name: 'graph',
      repository: { type: 'git', url: `git+${address}.git` },
      homepage: `${address}#readme`,
      bugs: { url: `${address}/issues` },
    });
    expect(withAddresses({ homepage: 'https://graph.example' }, address).homepage).toBe('https://graph.example');
  });
});
