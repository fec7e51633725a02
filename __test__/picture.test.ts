/** The README's picture: an animated terminal that a still image shows as well. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const [, path = ''] =
  /^!\[[^\]]+\]\(([^)]+\.svg)\)$/m.exec(readFileSync(join(root, 'README.md'), 'utf8').split('## ')[0] ?? '') ?? [];
const picture = readFileSync(join(root, path), 'utf8');

it('moves, weighs little, and asks for nothing outside of it', () => {
  expect(picture.length).toBeLessThanOrEqual(300_000);
  expect(picture).toContain('@keyframes');
  expect(picture.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
    /https?:|href|<script|<image|url\(|@import/,
  );
  expect(picture).toContain('@media (prefers-reduced-motion: reduce) { * { animation: none !important } }');
});

it('shows, where nothing moves, one whole screen', () => {
  const still = new Set([...picture.matchAll(/\.(t\d+) \{ opacity: 1;/g)].map(([, name]) => name));
  const texts = [...picture.matchAll(/<text class="(t\d+)" x="[\d.]+" y="(\d+)"[^>]*>(.*?)<\/text>/g)];
  const shown = texts.filter(([, name]) => still.has(name));
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.length).toBeLessThan(texts.length);
  const command = shown.filter(([, , row]) => row === shown[0]?.[2]).map(([, , , text]) => text);
  expect(command).toEqual(['$', expect.stringMatching(/^npx code-knowledge-graph \. impact \w+/)]);
  const rows = shown.slice(1).map(([, , row]) => row);
  expect(new Set(rows).size).toBe(rows.length);
});

it('begins with that screen, for those who take a picture of it', () => {
  const [animation] = [...picture.matchAll(/animation: t\d+ ([\d.]+)s step-end -([\d.]+)s infinite/g)];
  const [length, skipped] = [Number(animation?.[1]), Number(animation?.[2])];
  const since = [...picture.matchAll(/\{ 0% \{ opacity: 0 \} ([\d.]+)% \{ opacity: 1 \} 100% \{ opacity: 1 \} \}/g)];
  expect(since.length).toBeGreaterThan(10);
  for (const [, share] of since) expect((Number(share) / 100) * length).toBeLessThan(skipped);
});
