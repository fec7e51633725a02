// What runs under limits: `node child.mjs JSON`, with JSON a `Request` of process.ts. Does one thing with the package,
// then builds the graph of one healthy file in the same process, and prints what came of both and what they cost.
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { chdir } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

const { entry, root, healthy, way, options, details } = JSON.parse(process.argv[2]);

/** Loaded when it is first needed: loading is what some limits strike. */
const load = () => import(entry);

/** What of a graph the tests look at. Reads all that is made when it is first read. */
function summary(graph) {
  let characters = 0;
  for (const { fullText, functionHash } of graph.functions.values())
    characters += fullText.length + functionHash.length;
  for (const { nodes } of graph.files.values()) for (const { text } of nodes.values()) characters += text.length;
  const failures = graph.failures.map(({ filePath, code }) => [filePath.replace(`${root}/`, ''), code]);
  return { files: graph.files.size, functions: graph.functions.size, types: graph.types.size, failures, characters };
}

const ways = {
  async graph() {
    const { buildGraphStreaming } = await load();
    return summary(await buildGraphStreaming(root, [], options));
  },

  async stream() {
    const { processFilesInBatches, getAllSourceFiles } = await load();
    const graph = { files: new Map(), functions: new Map(), types: new Map(), failures: [], warnings: [] };
    for await (const { batch } of processFilesInBatches(await getAllSourceFiles(root), root, options)) {
      graph.failures.push(...batch.failures);
      for (const { normalizedPath, analysis } of batch.files) {
        graph.files.set(normalizedPath, analysis.fileAnalysis);
        for (const [key, value] of analysis.functions) graph.functions.set(key, value);
        for (const [key, value] of analysis.types) graph.types.set(key, value);
      }
    }
    return summary(graph);
  },

  /** Several graphs at once, aborted after a moment: what they leave behind is what the healthy graph has to wait for. */
  async aborted() {
    const { buildGraphStreaming } = await load();
    const controller = new AbortController();
    const graphs = Array.from({ length: details.graphs }, () =>
      buildGraphStreaming(root, [], { ...options, signal: controller.signal }).then(summary, ({ name }) => name),
    );
    await delay(details.afterMs);
    controller.abort();
    return { aborted: await Promise.all(graphs) };
  },

  /** With no descriptor left, then with all of them again. */
  async withoutDescriptors() {
    const { buildGraphStreaming } = await load();
    const taken = [];
    try {
      for (;;) taken.push(openSync('/dev/null'));
    } catch {
      // What was asked for: there is none left.
    }
    // One may be left for the search, and none for the files.
    for (const descriptor of taken.splice(0, details.left)) closeSync(descriptor);
    const answer = await buildGraphStreaming(root, [], options).then(summary, ({ code, errorType, message }) => ({
      rejection: { code, errorType, message },
    }));
    for (const descriptor of taken) closeSync(descriptor);
    return answer;
  },

  /** With the number of threads that the parent leaves after this message. */
  async withFewThreads() {
    if (!details.beforeLoading) await load();
    const threads = Number(/Threads:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    await said({ threads });
    const answer = await load()
      .then(({ buildGraphStreaming }) => buildGraphStreaming(root, [], options))
      .then(summary, ({ code, message }) => ({ rejection: { code, message } }));
    await said({ isOver: true });
    process.stdin.destroy();
    return answer;
  },

  /** A file that the search saw becomes a link to somewhere else before it is read. */
  async exchanged() {
    const { buildGraphStreaming } = await load();
    const onProgress = ({ processedFiles }) => {
      if (processedFiles !== 1) return;
      symlinkSync(details.outside, `${root}/new`);
      renameSync(`${root}/new`, `${root}/${details.file}`);
    };
    const one = { batchSize: 1, prefetchBatches: 1, concurrency: 1 };
    const graph = await buildGraphStreaming(root, [], { ...one, ...options, onProgress });
    return { ...summary(graph), names: Array.from(new Set(Array.from(graph.functions.values(), ({ name }) => name))) };
  },

  async withoutCurrentFolder() {
    const { rmdirSync } = await import('node:fs');
    const { buildGraphStreaming } = await load();
    const folder = `${root}-gone`;
    mkdirSync(folder);
    chdir(folder);
    rmdirSync(folder);
    const answer = summary(await buildGraphStreaming(root, [], options));
    chdir('/');
    return answer;
  },

  async pollutedPrototype() {
    const { buildGraphStreaming } = await load();
    Object.assign(Object.prototype, { include: ['nothing/**'], batchSize: 'no', signal: 1, maxFileSize: 1 });
    try {
      return summary(await buildGraphStreaming(root, [], options));
    } finally {
      for (const name of ['include', 'batchSize', 'signal', 'maxFileSize']) delete Object.prototype[name];
    }
  },

  async manyStreamsOnOneSignal() {
    const { buildGraphStreaming } = await load();
    const { signal } = new AbortController();
    const graphs = Array.from({ length: 200 }, () => buildGraphStreaming(root, [], { ...options, signal }));
    return summary((await Promise.all(graphs))[0]);
  },
};

/** Tells the parent, and waits until it has set the limit that follows from that. */
async function said(message) {
  writeFileSync(1, `${JSON.stringify(message)}\n`);
  await new Promise((resolve) => process.stdin.once('data', resolve));
}

const begin = process.cpuUsage();
const answer = await ways[way]();
// The highest since the process began: before the healthy file, which would hide nothing but is nobody's question.
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
const between = process.cpuUsage();
const { buildGraphStreaming } = await load();
const after = await buildGraphStreaming(healthy);
const seconds = ({ user, system }) => (user + system) / 1e6;
const result = {
  answer,
  healthy: { functions: Array.from(after.functions.values(), ({ name }) => name), failures: after.failures.length },
  cost: {
    seconds: seconds(process.cpuUsage(begin)) - seconds(process.cpuUsage(between)),
    secondsAfter: seconds(process.cpuUsage(between)),
    peakMegabytes,
  },
};
writeFileSync(1, `${JSON.stringify(result)}\n`);
