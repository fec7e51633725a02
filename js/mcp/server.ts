/**
 * An index as a server of the Model Context Protocol (<https://modelcontextprotocol.io>): agents ask it over standard input and
 * output. Few tools, each of which answers a whole question.
 */
import type { Readable, Writable } from 'node:stream';
import type { CodeIndex } from '../../index.js';
import { packageFor } from '../optional-package.js';
import { EXPLORE_SCHEMA, explore } from './explore.js';
import { Fresh } from './fresh.js';
import { checked, GivenError, type Schema } from './given.js';
import { IMPACT_SCHEMA, impact } from './impact.js';
import { OVERVIEW_SCHEMA, overview } from './overview.js';
import { bounded, messageOf } from './text.js';

type Sdk = typeof import('@modelcontextprotocol/sdk/server/index.js');
type Stdio = typeof import('@modelcontextprotocol/sdk/server/stdio.js');
type Types = typeof import('@modelcontextprotocol/sdk/types.js');

interface Tool {
  description: string;
  inputSchema: Schema;
  run(index: CodeIndex, given: Record<string, unknown>): Promise<string[]>;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  explore: {
    description:
      'What a symbol of this repository is: its source, who calls or uses it and what it calls, with file:line; candidates where a name may mean several. Use it instead of searching files for a name.',
    inputSchema: EXPLORE_SCHEMA,
    run: explore,
  },
  impact: {
    description:
      'What a change may affect: callers, overrides, subtypes, users and importers by distance, with the tests among them. Of keys, files or a diff; without arguments, of what the work tree changes.',
    inputSchema: IMPACT_SCHEMA,
    run: impact,
  },
  graph_overview: {
    description:
      'What is in this repository: languages, folders, the functions that most others call, circles of imports, what nothing leads to, files that could not be analysed.',
    inputSchema: OVERVIEW_SCHEMA,
    run: overview,
  },
};

/** What the server runs on. */
export interface ServerOptions {
  version: string;
  stdin: Readable;
  stdout: Writable;
  /** Ends it. */
  signal: AbortSignal;
}

/** @throws Error with the code `ERR_MISSING_PACKAGE` */
function requireSdk(): { sdk: Sdk; stdio: Stdio; types: Types } {
  const load = <Exports>(require: () => unknown) =>
    packageFor<Exports>("'code-knowledge-graph mcp'", '@modelcontextprotocol/sdk', require);
  return {
    sdk: load<Sdk>(() => require('@modelcontextprotocol/sdk/server/index.js')),
    stdio: load<Stdio>(() => require('@modelcontextprotocol/sdk/server/stdio.js')),
    types: load<Types>(() => require('@modelcontextprotocol/sdk/types.js')),
  };
}

/**
 * Serves the index that `open` opens, until the client closes the input or the signal ends it; then the index is closed. Questions
 * wait for the opening, so that a client need not.
 */
export async function serve(open: () => Promise<CodeIndex>, options: ServerOptions): Promise<void> {
  const { sdk, stdio, types } = requireSdk();
  const info = { name: 'code-knowledge-graph', version: options.version };
  const server = new sdk.Server(info, {
    capabilities: { tools: {} },
    instructions:
      'A graph of the code in this repository: functions, types, calls, imports. The key of what is told as src/order.ts:12 function Order::load is src/order.ts::Order::load. Begin with graph_overview or explore; ask impact before changing what others may call.',
  });
  const opening = open().then((index) => ({ index, fresh: new Fresh(index) }));

  server.setRequestHandler(types.ListToolsRequestSchema, () => ({
    tools: Object.entries(TOOLS).map(([name, { description, inputSchema }]) => ({
      ...{ name, description, annotations: { readOnlyHint: true, openWorldHint: false } },
      // Its type is of objects that may change.
      inputSchema: structuredClone(inputSchema) as { type: 'object' },
    })),
  }));
  server.setRequestHandler(types.CallToolRequestSchema, async ({ params }) => {
    const tool = Object.hasOwn(TOOLS, params.name) ? TOOLS[params.name] : undefined;
    try {
      if (tool === undefined) throw new GivenError(`There is no tool ${params.name}`);
      const given = checked(tool.inputSchema, params.arguments ?? {});
      const { index, fresh } = await opening;
      await fresh.look();
      const lines = await tool.run(index, given);
      return { content: [{ type: 'text', text: `${bounded(lines)}\n\n${fresh.told()}` }] };
    } catch (error) {
      // The agent is told what is wrong, and may ask again.
      return {
        isError: true,
        content: [{ type: 'text', text: messageOf(error) }],
      };
    }
  });

  const transport = new stdio.StdioServerTransport(options.stdin, options.stdout);
  const ended = new Promise<void>((resolve, reject) => {
    // Without an index there is nothing to serve.
    opening.catch(reject);
    server.onclose = resolve;
    options.stdin.once('end', resolve).once('close', resolve);
    options.signal.addEventListener('abort', () => resolve(), { once: true });
    if (options.signal.aborted) resolve();
  });
  try {
    await server.connect(transport);
    await ended;
  } finally {
    await server.close();
  }
  await (await opening).index.close();
}
