/** How fresh answers are: what is asked is brought up to date first, and every answer says as of when. */
import type { CodeIndex, RefreshResult } from '../../index.js';
import { messageOf } from './text.js';

/** Milliseconds after a look in which questions are answered without another. */
const FRESH_MS = 1000;
/** Changed files that an answer names. */
const NAMED = 5;

export class Fresh {
  readonly #index: CodeIndex;
  readonly #now: () => number;
  #lookedAt: number;
  #pending: Promise<void> | undefined;
  #failed: string | undefined;
  /** What changed since the last answer. */
  #changed = new Set<string>();

  constructor(index: CodeIndex, now: () => number = Date.now) {
    this.#index = index;
    this.#now = now;
    this.#lookedAt = now();
  }

  /** Brings the index up to date, unless that has just been done. Questions at the same time share one look. */
  async look(): Promise<void> {
    if (this.#pending === undefined) {
      if (this.#now() - this.#lookedAt < FRESH_MS) return;
      this.#pending = this.#refresh().finally(() => {
        this.#pending = undefined;
      });
    }
    await this.#pending;
  }

  async #refresh(): Promise<void> {
    const start = this.#now();
    try {
      const { files } = await this.#index.refresh();
      for (const path of changedPaths(files)) this.#changed.add(path);
      this.#lookedAt = start;
      this.#failed = undefined;
    } catch (error) {
      this.#failed = messageOf(error);
    }
  }

  /** One line below an answer. */
  told(): string {
    const at = new Date(this.#lookedAt).toISOString();
    const { files, failures } = this.#index.stats;
    const parts = [`As of ${at}: ${files} files`];
    if (failures > 0) parts.push(`${failures} could not be analysed (graph_overview names them)`);
    if (this.#failed !== undefined) parts.push(`NOT up to date, the files cannot be looked at: ${this.#failed}`);
    const changed = [...this.#changed];
    this.#changed.clear();
    if (changed.length > 0) {
      const more = changed.length > NAMED ? ` and ${changed.length - NAMED} more` : '';
      parts.push(`changed since the last answer: ${changed.slice(0, NAMED).join(', ')}${more}`);
    }
    return `${parts.join('; ')}.`;
  }
}

function changedPaths({ added, changed, removed }: RefreshResult['files']): string[] {
  return [...added, ...changed, ...removed];
}
