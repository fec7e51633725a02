/**
 * The indexes that questions are put to: of each repository one, in native memory, opened by the first question and brought
 * up to date by the first one behind each run. The tables hold what a run has stored; an index also knows what may run in the
 * place of a call's target, who names a type, which tests there are.
 */
import { BadRequestException, Injectable } from '@nestjs/common';
import type { CodeIndex } from 'code-knowledge-graph';
import { CodeKnowledgeGraphService } from 'code-knowledge-graph/nestjs';
import { AllowedRoots } from '../indexing/allowed-roots.js';
import type { Run } from '../storage/runs.js';

/** Indexes that are held at once; the one that was asked longest ago is closed for another. */
const MOST_INDEXES = 8;

/** An index, and the end of the run that it is up to date with. */
interface Opened {
  readonly index: Promise<CodeIndex>;
  readonly upTo: number | null;
}

@Injectable()
export class Indexes {
  /** By root, the one that was asked last at the end. The provider closes them with the application. */
  private readonly opened = new Map<string, Opened>();

  constructor(
    private readonly graph: CodeKnowledgeGraphService,
    private readonly roots: AllowedRoots,
  ) {}

  /**
   * The index of a run's repository; questions that come meanwhile share one opening. One that is asked at once, without
   * awaiting anything before, is answered even if the index is closed for another.
   *
   * @throws BadRequestException if the folder is gone, became a link, or may no longer be read
   */
  of(run: Run): Promise<CodeIndex> {
    const { root, status, finishedAt } = run;
    const known = this.opened.get(root);
    this.opened.delete(root);
    const isCurrent = known !== undefined && (status === 'running' || known.upTo === finishedAt);
    const opened = isCurrent ? known : { index: this.bringUpToDate(root, known), upTo: finishedAt };
    this.opened.set(root, opened);
    this.closeOldest();
    // What cannot be opened is tried again by the next question.
    opened.index.catch(() => this.opened.get(root) === opened && this.opened.delete(root));
    return opened.index;
  }

  private async bringUpToDate(root: string, known: Opened | undefined): Promise<CodeIndex> {
    if ((await this.roots.folder(root)) !== root) throw new BadRequestException(`${root} was replaced by a link`);
    const index = await known?.index.catch(() => undefined);
    if (index === undefined) return this.graph.openIndex(root);
    await index.refresh();
    return index;
  }

  private closeOldest(): void {
    const [oldest] = this.opened;
    if (oldest === undefined || this.opened.size <= MOST_INDEXES) return;
    const [root, { index }] = oldest;
    this.opened.delete(root);
    index.then(
      (it) => it.close(),
      () => undefined,
    );
  }
}
