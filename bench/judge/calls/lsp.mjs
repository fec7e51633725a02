// A client for language servers, as far as a judge needs one: requests, one settings object, nothing that they report.

import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** A language server over standard input and output, initialised for a folder. */
export class LanguageServer {
  #program;
  #settings;
  #said = [];
  #listeners = new Set();
  #pending = new Map();
  #received = Buffer.alloc(0);
  #lastId = 0;

  static async start(program, root, { settings = {}, initializationOptions = {} } = {}) {
    const server = new LanguageServer(program, settings);
    const uri = pathToFileURL(root).href;
    await server.request('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'sources' }],
      capabilities: { workspace: { configuration: true, workspaceFolders: true } },
      initializationOptions,
    });
    server.notify('initialized', {});
    server.notify('workspace/didChangeConfiguration', { settings });
    return server;
  }

  constructor(program, settings) {
    this.#settings = settings;
    this.#program = spawn(process.execPath, ['--max-old-space-size=6000', program, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#program.stdout.on('data', (bytes) => this.#read(bytes));
    this.#program.on('exit', (code) => {
      for (const { reject } of this.#pending.values()) reject(new Error(`the language server ended with ${code}`));
    });
  }

  request(method, params) {
    this.#lastId += 1;
    this.#send({ id: this.#lastId, method, params });
    return new Promise((resolve, reject) => this.#pending.set(this.#lastId, { resolve, reject }));
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  /** Waits until the server has said of itself what `isIt` looks for. */
  async said(isIt) {
    while (!this.#said.some(isIt)) {
      await new Promise((resolve) => {
        this.#listeners.add(resolve);
      });
    }
  }

  async stop() {
    await this.request('shutdown', null);
    this.notify('exit', null);
  }

  #send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#program.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #read(bytes) {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, end))[1]);
      const start = end + 4;
      if (this.#received.length < start + length) return;
      this.#take(JSON.parse(this.#received.toString('utf8', start, start + length)));
      this.#received = this.#received.subarray(start + length);
    }
  }

  #take({ id, method, params, result, error }) {
    if (method === undefined) {
      const { resolve, reject } = this.#pending.get(id);
      this.#pending.delete(id);
      if (error) reject(new Error(error.message));
      else resolve(result);
    } else if (id !== undefined) {
      this.#send({ id, result: method === 'workspace/configuration' ? this.#configuration(params) : null });
    } else {
      this.#said.push({ ...params, method });
      for (const listener of this.#listeners) listener();
    }
  }

  #configuration({ items }) {
    return items.map(
      ({ section = '' }) => section.split('.').reduce((from, name) => from?.[name], this.#settings) ?? null,
    );
  }
}
