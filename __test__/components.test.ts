/** Vue and Svelte components: which files they are, in which language, and where in them their code stands. */
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming, getAllSourceFiles } from '../index.mjs';
import { repositoryOf } from './repository.js';

const api = 'export function load(id: string) { return id; }\n';

describe('single-file components', () => {
  it('are source files of the language of their scripts', async () => {
    const root = await repositoryOf({
      'api.ts': api,
      'Plain.vue': '<script>\nexport default {};\n</script>\n',
      'Typed.vue': '<template/>\n<script setup lang="ts">\nconst a: number = 1;\n</script>\n',
      'Typed.svelte': '<script lang="ts">let a: number;</script>\n<p>{a}</p>\n',
      'None.svelte': '<p>none</p>\n',
    });
    const names = ['None.svelte', 'Plain.vue', 'Typed.svelte', 'Typed.vue', 'api.ts'];
    expect(await getAllSourceFiles(root)).toEqual(names.map((name) => `${root}/${name}`));
    const graph = await buildGraphStreaming(root);
    const languages = names.map((name) => graph.files.get(`${root}/${name}`)?.language);
    expect(languages).toEqual(['javascript', 'javascript', 'typescript', 'typescript', 'typescript']);
    expect([...graph.files.values()].some((file) => file.hasSyntaxErrors)).toBe(false);
    expect(graph.failures).toEqual([]);
  });

  it.each([
    ['line feeds', '\n'],
    ['carriage returns', '\r\n'],
  ])('have positions in the file, with %s, a byte-order mark and text outside of ASCII', async (_, end) => {
    const text = [
      '\u{feff}<template><p title="ü 🎈">{{ run() }}</p></template>',
      '<script lang="ts">',
      "import { load } from './api';",
      "export const outer = () => load('🎈');",
      '</script>',
      '<script setup lang="ts">',
      "function run() { return load('é') + outer(); }",
      '</script>',
    ].join(end);
    const root = await repositoryOf({ 'api.ts': api, 'Panel.vue': text });
    const graph = await buildGraphStreaming(root);
    const run = graph.functions.get(`${root}/Panel.vue::run`);
    const { startIndex, endIndex, startPosition } = run?.position ?? {};
    expect(text.slice(startIndex, endIndex)).toBe("function run() { return load('é') + outer(); }");
    expect(startPosition).toEqual({ row: 6, column: 0 });
    expect(run?.fullText).toBe("{ return load('é') + outer(); }");
    expect(run?.calls.map((call) => call.targetKey)).toEqual([`${root}/api.ts::load`, `${root}/Panel.vue::outer`]);
    for (const call of run?.calls ?? []) {
      expect(text.slice(call.position.startIndex)).toMatch(/^(?:load|outer)\(/);
    }
    for (const node of graph.files.get(`${root}/Panel.vue`)?.nodes.values() ?? []) {
      expect(text.slice(node.position.startIndex, node.position.endIndex)).toBe(node.text);
    }
  });

  it('are imported by their paths', async () => {
    const root = await repositoryOf({
      'src/Panel.vue': '<script>export const open = () => 1;\nexport default {};</script>',
      'src/Row.svelte': '<script context="module">export const close = () => 1;</script>',
      'main.ts':
        "import Panel, { open } from './src/Panel.vue';\nimport { close } from '@/Row.svelte';\nopen(); close(); console.log(Panel);\n",
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }',
    });
    const main = (await buildGraphStreaming(root)).files.get(`${root}/main.ts`);
    expect(main?.imports).toEqual([`${root}/src/Panel.vue`, `${root}/src/Row.svelte`]);
    expect(main?.calls.slice(0, 2).map((call) => call.targetKey)).toEqual([
      `${root}/src/Panel.vue::open`,
      `${root}/src/Row.svelte::close`,
    ]);
  });

  it('keep what is written in front of a script that is broken or not closed', async () => {
    const root = await repositoryOf({
      'Broken.vue': '<script>export function whole() {}\nfunction broken( {</script>',
      'Open.svelte': '<script>export function whole() {}\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(graph.functions.has(`${root}/Broken.vue::whole`)).toBe(true);
    expect(graph.functions.has(`${root}/Open.svelte::whole`)).toBe(true);
    expect(graph.files.get(`${root}/Broken.vue`)?.hasSyntaxErrors).toBe(true);
  });
});
