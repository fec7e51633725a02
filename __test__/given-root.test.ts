/** Roots as they are given: relative to the folder that is the current one at the call, in a process of their own. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { repositoryOf } from './repository.js';

const execute = promisify(execFile);
const entry = JSON.stringify(new URL('../index.mjs', import.meta.url));
const adapter = JSON.stringify(new URL('../nestjs.mjs', import.meta.url));

/** What `program` answers, in a process whose current folder is `folder`. */
async function inFolder(folder: string, program: string): Promise<unknown> {
  const script = `
    import { rmSync } from 'node:fs';
    import { setTimeout as delay } from 'node:timers/promises';
    import * as graph from ${entry};
    import { CodeKnowledgeGraphService } from ${adapter};
    const answer = await (async () => { ${program} })();
    process.stdout.write(JSON.stringify(answer));`;
  const words = ['--input-type=module', '-e', script];
  const { stdout, stderr } = await execute(process.execPath, words, { cwd: folder });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it('a relative root is one of the moment of the call, whatever the current folder becomes', async () => {
  const root = await repositoryOf({
    'one/project/a.ts': 'export function first() {}\n',
    'two/project/a.ts': 'export function second() {}\n',
  });
  const program = `
    const services = [graph, new graph.CodeKnowledgeGraph(), new CodeKnowledgeGraphService({ logger: false })];
    const answers = [];
    for (const service of services) {
      for (const given of ['project', './project/', '.', '../one/project']) {
        process.chdir(${JSON.stringify(`${root}/one`)});
        const path = given === '.' ? 'project/a.ts' : 'a.ts';
        const pending = [service.getAllSourceFiles(given), service.buildGraphStreaming(given),
          service.buildGraphProgressively(given), service.processFilesInBatches([path], given),
          service.processFilesInBatches([path], given, { exclude: ['none'] })];
        process.chdir(${JSON.stringify(`${root}/two`)});
        await delay(1);
        const [files, whole, same, stream, chosen] = await Promise.all(pending);
        const names = [...whole.functions.values(), ...same.functions.values()].map(({ name }) => name);
        for (const batches of [stream, chosen]) {
          for await (const { batch } of batches) {
            for (const { analysis } of batch.files) for (const { name } of analysis.functions.values()) names.push(name);
          }
        }
        answers.push([...files, ...names].join(' '));
      }
    }
    return answers;`;
  const expected = `${root}/one/project/a.ts first first first first`;
  expect(await inFolder(root, program)).toEqual(Array(12).fill(expected));
});

it.skipIf(process.platform === 'win32')('an absolute root needs no current folder', async () => {
  const root = await repositoryOf({ 'project/a.ts': 'export function first() {}\n', 'gone/b.ts': '' });
  const program = `
    process.chdir('gone');
    if (FIRST) process.cwd();
    rmSync(${JSON.stringify(`${root}/gone`)}, { recursive: true });
    const project = ${JSON.stringify(`${root}/project`)};
    const answers = [];
    for (const service of [graph, new CodeKnowledgeGraphService({ logger: false })]) {
      const { value } = await service.processFilesInBatches(['a.ts'], project, { exclude: ['none'] }).next();
      answers.push((await service.getAllSourceFiles(project)).length, value.batch.files.length,
        (await service.buildGraphStreaming(project)).functions.size);
      for (const given of ['project', '../project', '.', 'b.ts']) {
        for (const call of [() => service.getAllSourceFiles(given), () => service.buildGraphStreaming(given),
          () => service.processFilesInBatches(['a.ts'], given).next()]) {
          answers.push(await call().catch(({ code, message }) => code + ' ' + message));
        }
      }
    }
    return [...new Set(answers)];`;
  const missing = ['project', '../project', '.', 'b.ts'].map(
    (given) => `ERR_ROOT_DIR_NOT_FOUND Root directory not found: ${given}`,
  );
  for (const first of ['true', 'false']) {
    expect(await inFolder(root, program.replace('FIRST', first))).toEqual([1, ...missing]);
    await mkdir(`${root}/gone`);
  }
});
