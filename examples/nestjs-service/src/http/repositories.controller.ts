/** The service over HTTP. */
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  type MessageEvent,
  NotFoundException,
  Param,
  Post,
  Query,
  Sse,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { IndexingService, type RunProgress } from '../indexing/indexing.service.js';
import {
  type CalledFunction,
  type Caller,
  CallGraph,
  type Counts,
  type StoredFunction,
} from '../storage/call-graph.js';
import { type FailedFile, type Run, RunStore } from '../storage/runs.js';
import { FunctionQuery, IndexRequest, Page, RepositoryId } from './requests.js';

@Controller('repositories')
export class RepositoriesController {
  constructor(
    private readonly indexing: IndexingService,
    private readonly runs: RunStore,
    private readonly calls: CallGraph,
  ) {}

  /** Begins or continues to index a folder, and answers before it is done. */
  @Post('index')
  @HttpCode(202)
  index(@Body({ schema: IndexRequest }) { path }: IndexRequest): Promise<RunProgress> {
    return this.indexing.index(path);
  }

  /** Every repository with how far its latest run is. */
  @Get()
  repositories(): RunProgress[] {
    return this.runs.latestOfEach().map((run) => this.indexing.progressOf(run));
  }

  /** The progress of every repository as server-sent events: now, and with each change, also of what is begun later. */
  @Sse('events')
  eventsOfAll(): Observable<MessageEvent> {
    return this.indexing.progressesOfAll().pipe(map((data) => ({ data })));
  }

  @Get(':id')
  repository(@Param('id', { schema: RepositoryId }) id: number): RunProgress & { counts: Counts | undefined } {
    return { ...this.indexing.progressOf(this.latestRun(id)), counts: this.calls.counts(id) };
  }

  /** Progress as server-sent events: now, after each batch, and at the end, which closes the stream. */
  @Sse(':id/events')
  events(@Param('id', { schema: RepositoryId }) id: number): Observable<MessageEvent> {
    return this.indexing.progressesOf(this.latestRun(id)).pipe(map((data) => ({ data })));
  }

  /** Stops indexing. What is stored stays; the next request for the folder goes on from there. */
  @Delete(':id/index')
  cancel(@Param('id', { schema: RepositoryId }) id: number): Promise<RunProgress> {
    return this.indexing.cancel(this.latestRun(id));
  }

  /** The files that the latest run could not read or store, and why. */
  @Get(':id/failures')
  failures(
    @Param('id', { schema: RepositoryId }) id: number,
    @Query({ schema: Page }) { limit, offset }: Page,
  ): FailedFile[] {
    return this.runs.failures(this.latestRun(id), limit, offset);
  }

  /** Where to begin to read: the functions that most calls lead to. */
  @Get(':id/most-called')
  mostCalled(
    @Param('id', { schema: RepositoryId }) id: number,
    @Query({ schema: Page }) { limit, offset }: Page,
  ): CalledFunction[] {
    this.latestRun(id);
    return this.calls.mostCalled(id, limit, offset);
  }

  /** Functions by name: how a client finds the key to ask for. */
  @Get(':id/functions')
  functions(
    @Param('id', { schema: RepositoryId }) id: number,
    @Query({ schema: FunctionQuery }) { name, limit, offset }: FunctionQuery,
  ): StoredFunction[] {
    this.latestRun(id);
    return this.calls.functionsNamed(id, name, limit, offset);
  }

  /** Who calls a function. Its key is one segment of the path: encoded, since it holds slashes. */
  @Get(':id/functions/:key/callers')
  callers(
    @Param('id', { schema: RepositoryId }) id: number,
    @Param('key') key: string,
    @Query({ schema: Page }) { limit, offset }: Page,
  ): { function: StoredFunction; total: number; callers: Caller[] } {
    this.latestRun(id);
    const callee = this.calls.functionAt(id, key);
    if (callee === undefined) throw new NotFoundException(`Repository ${id} has no function ${key}`);
    return {
      function: callee,
      total: this.calls.callerCount(id, key),
      callers: this.calls.callers(id, key, limit, offset),
    };
  }

  private latestRun(repositoryId: number): Run {
    const run = this.runs.latest(repositoryId);
    if (run === undefined) throw new NotFoundException(`There is no repository ${repositoryId}`);
    return run;
  }
}
