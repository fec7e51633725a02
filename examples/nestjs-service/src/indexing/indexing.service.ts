/**
 * Index runs: a folder is streamed into the tables batch by batch, then its calls are linked. What a run has stored it
 * has stored for good: one that is cut, by a cancellation, a signal or a crash, goes on with the files that are missing.
 */
import { stat } from 'node:fs/promises';
import {
  ConflictException,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  ServiceUnavailableException,
} from '@nestjs/common';
import { CodeKnowledgeGraphService } from 'code-knowledge-graph/nestjs';
import { BehaviorSubject, concat, defer, type Observable, of, Subject } from 'rxjs';
import { type Batch, type Failure, GraphWriter } from '../storage/graph-writer.js';
import { type Run, RunStore } from '../storage/runs.js';
import { AllowedRoots } from './allowed-roots.js';
import { CallLinker } from './call-linker.js';

/** A run as it is answered and sent as events. */
export interface RunProgress extends Omit<Run, 'id' | 'repositoryId'> {
  /** The repository's id. */
  id: number;
  /** What a running run does now. */
  stage: 'finding files' | 'reading files' | 'linking calls' | null;
  /** 0 to 100: files read of all files. */
  progress: number;
}

/** A run that is under way in this process. */
interface Activity {
  readonly cancellation: AbortController;
  readonly progress: BehaviorSubject<RunProgress>;
  /** Fulfilled when nothing of the run is under way any more, however it ended. */
  ended: Promise<void>;
}

/** Why a run was stopped on request. */
class Cancelled extends Error {}

@Injectable()
export class IndexingService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(IndexingService.name);
  /** By root. */
  private readonly activities = new Map<string, Activity>();
  /** What changes of any run. */
  private readonly changes = new Subject<RunProgress>();
  private shuttingDown = false;

  constructor(
    private readonly graph: CodeKnowledgeGraphService,
    private readonly roots: AllowedRoots,
    private readonly runs: RunStore,
    private readonly writer: GraphWriter,
    private readonly linker: CallLinker,
  ) {}

  /** Continues what the end of the last process cut. */
  async onApplicationBootstrap(): Promise<void> {
    for (const run of this.runs.cut()) {
      let root: string;
      try {
        root = await this.roots.folder(run.root);
      } catch (error) {
        // The folder is gone, or no longer allowed.
        this.runs.end(run, 'failed', messageOf(error));
        continue;
      }
      if (this.shuttingDown) return;
      this.start(root);
    }
  }

  /** Stops all runs. Each ends after the batch it is storing, and goes on at the next start. */
  async onModuleDestroy(): Promise<void> {
    this.shuttingDown = true;
    const activities = [...this.activities.values()];
    for (const { cancellation } of activities) cancellation.abort();
    await Promise.all(activities.map(({ ended }) => ended));
    this.changes.complete();
  }

  /**
   * Begins to index a folder, or continues. A folder that is being indexed is not indexed twice: the run under way is
   * answered.
   *
   * @throws BadRequestException if the folder may not be indexed
   */
  async index(path: string): Promise<RunProgress> {
    return this.start(await this.roots.folder(path));
  }

  /**
   * Stops a run, and answers how far it came. It is continued by the next request for its folder.
   *
   * @throws ConflictException if the repository is not being indexed
   */
  async cancel(run: Run): Promise<RunProgress> {
    const activity = this.activities.get(run.root);
    if (activity === undefined) throw new ConflictException(`Repository ${run.repositoryId} is not being indexed`);
    activity.cancellation.abort(new Cancelled());
    await activity.ended;
    return activity.progress.value;
  }

  /** How far a run is. */
  progressOf(run: Run): RunProgress {
    return this.activities.get(run.root)?.progress.value ?? progressOf(run, null);
  }

  /** {@link progressOf} now and with each change, until the run ends. */
  progressesOf(run: Run): Observable<RunProgress> {
    return this.activities.get(run.root)?.progress ?? of(progressOf(run, null));
  }

  /** How far the latest run of each repository is now, then each change of any run, until the service shuts down. */
  progressesOfAll(): Observable<RunProgress> {
    return concat(
      defer(() => this.runs.latestOfEach().map((run) => this.progressOf(run))),
      this.changes,
    );
  }

  /** Does not await: of many requests for one folder the first begins the run. */
  private start(root: string): RunProgress {
    if (this.shuttingDown) throw new ServiceUnavailableException('The service is shutting down');
    const known = this.activities.get(root);
    if (known !== undefined) return known.progress.value;

    const run = this.runs.begin(root);
    const progress = new BehaviorSubject(progressOf(run, 'finding files'));
    progress.subscribe((change) => this.changes.next(change));
    const activity: Activity = { cancellation: new AbortController(), progress, ended: Promise.resolve() };
    this.activities.set(root, activity);
    activity.ended = this.carryOut(run, activity)
      // The database itself failed: there the run counts as running, and goes on at the next start.
      .catch((error: unknown) => this.logger.error(`Indexing ${root} was left`, stackOf(error)))
      .finally(() => {
        this.activities.delete(root);
        progress.complete();
      });
    return progress.value;
  }

  private async carryOut(run: Run, { cancellation, progress }: Activity): Promise<void> {
    const { signal } = cancellation;
    const publish = (change: Partial<Run>, stage: RunProgress['stage']) => {
      Object.assign(run, change);
      progress.next(progressOf(run, stage));
    };
    try {
      await this.readFiles(run, signal, (change) => publish(change, 'reading files'));
      publish({}, 'linking calls');
      this.writer.removeOtherFiles(run);
      await this.linker.link(run.repositoryId, signal);
      this.runs.end(run, 'completed');
    } catch (error) {
      this.endEarly(run, signal, error);
    }
    publish(this.runs.latest(run.repositoryId) ?? {}, null);
  }

  private async readFiles(run: Run, signal: AbortSignal, publish: (change: Partial<Run>) => void): Promise<void> {
    // It was checked when the run was asked for; what has that name now may be a link.
    if ((await this.roots.folder(run.root)) !== run.root) throw new Error(`${run.root} was replaced by a link`);
    const files = await this.graph.getAllSourceFiles(run.root);
    const kept = await this.keptFiles(run, new Set(files));
    const missing = files.filter((path) => !kept.has(path));
    signal.throwIfAborted();

    this.runs.setTotalFiles(run, files.length);
    const start = this.runs.latest(run.repositoryId) ?? run;
    publish(start);
    let { processedFiles, failedFiles } = start;
    const storeBatch = async (batch: Batch) => {
      failedFiles += this.writer.store(run, await this.withinRoot(run, batch));
      processedFiles += batch.files.length + batch.failures.length;
      publish({ processedFiles, failedFiles });
    };
    // A file that ends the stream, by a defect, must not end every run: the rest is read one by one, and it is left out.
    let oneByOne = {};
    for (;;) {
      const left = missing.slice(processedFiles - start.processedFiles);
      try {
        for await (const { batch } of this.graph.processFilesInBatches(left, run.root, { signal, ...oneByOne })) {
          await storeBatch(batch);
        }
        return;
      } catch (error) {
        const code = codeOfDefect(error);
        if (signal.aborted || code === undefined) throw error;
        const filePath = missing[processedFiles - start.processedFiles];
        if ('batchSize' in oneByOne && filePath !== undefined) {
          await storeBatch({ files: [], failures: [{ filePath, code, message: messageOf(error) }] });
        }
        oneByOne = { batchSize: 1 };
      }
    }
  }

  /** A batch without the files that are read from outside of the root: what was a file when it was found may be a link. */
  private async withinRoot({ root }: Run, { files, failures }: Batch): Promise<Batch> {
    const paths = files.map((file) => file.normalizedPath);
    const outside = await this.roots.outside(root, paths);
    if (outside.size === 0) return { files, failures };
    const message = 'it was removed, or replaced by a link out of the repository';
    const replaced = [...outside].map((filePath): Failure => ({ filePath, code: 'ERR_OUTSIDE_ROOT', message }));
    return {
      files: files.filter((file) => !outside.has(file.normalizedPath)),
      failures: [...failures, ...replaced],
    };
  }

  /** What an earlier part of the run stored and still holds. Files that are gone or were changed are forgotten. */
  private async keptFiles(run: Run, files: ReadonlySet<string>): Promise<Set<string>> {
    const kept = new Set<string>();
    const outdated: string[] = [];
    for (const path of this.runs.recordedFiles(run)) {
      const state = files.has(path) ? await stat(path).catch(() => undefined) : undefined;
      if (state !== undefined && state.mtimeMs < run.startedAt) kept.add(path);
      else outdated.push(path);
    }
    this.writer.remove(run, outdated);
    return kept;
  }

  private endEarly(run: Run, signal: AbortSignal, error: unknown): void {
    if (signal.reason instanceof Cancelled) {
      this.runs.end(run, 'cancelled');
    } else if (error instanceof Error && error.name === 'AbortError') {
      this.runs.end(run, 'interrupted');
    } else {
      this.logger.error(`Indexing ${run.root} failed`, stackOf(error));
      this.runs.end(run, 'failed', messageOf(error));
    }
  }
}

function progressOf({ id: _, repositoryId, ...run }: Run, stage: RunProgress['stage']): RunProgress {
  const whole = run.status === 'completed' ? 100 : 0;
  const progress = run.totalFiles === 0 ? whole : Math.min(100, (run.processedFiles / run.totalFiles) * 100);
  return { id: repositoryId, ...run, stage, progress };
}

/** The code of an error that some file's content caused, as far as can be told; `undefined` of one of the whole run. */
function codeOfDefect(error: unknown): Failure['code'] | undefined {
  const { code } = error as { code?: unknown };
  if (code === 'ERR_RECORD_CORRUPT' || code === 'ERR_INTERNAL') return code;
  return error instanceof RangeError ? 'ERR_INTERNAL' : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  return (error instanceof Error && error.stack) || String(error);
}
