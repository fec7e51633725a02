/** Questions to a repository's index: what it has, what leads to a function or type and from it, what a change of it affects. */
import { Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import type { CodeIndex, FindResult, Impact, SymbolInfo, WalkResult } from 'code-knowledge-graph';
import { Indexes } from '../questions/indexes.js';
import { type Run, RunStore } from '../storage/runs.js';
import { ImpactQuery, RepositoryId, SymbolQuery } from './requests.js';

/** Bytes of a definition that are shown; of a longer one nothing is. */
const MOST_BYTES = 64 * 1024;

/** A function or type with what is beside it in the graph. Keys and paths are below the repository's root. */
export interface Neighbourhood {
  symbol: SymbolInfo;
  /** What is written there; `null` if that is too long, or has changed since the index looked at it. */
  text: string | null;
  /** What calls or names it, a step away. */
  callers: WalkResult;
  /** What it calls or names. */
  callees: WalkResult;
}

@Controller('repositories/:id/symbols')
export class QuestionsController {
  constructor(
    private readonly indexes: Indexes,
    private readonly runs: RunStore,
  ) {}

  /** Functions and types whose names are like a text, best first. */
  @Get()
  async symbols(
    @Param('id', { schema: RepositoryId }) id: number,
    @Query({ schema: SymbolQuery }) { text, limit }: SymbolQuery,
  ): Promise<FindResult> {
    return (await this.indexOf(id)).find({ text, limit });
  }

  @Get(':key')
  async symbol(@Param('id', { schema: RepositoryId }) id: number, @Param('key') key: string): Promise<Neighbourhood> {
    const index = await this.indexOf(id);
    const [symbol, content, callers, callees] = await Promise.all([
      symbolOf(index, id, key),
      index.contentFor({ keys: key }, { maxBytes: MOST_BYTES }),
      index.callers(key, { references: true }),
      index.callees(key, { references: true }),
    ]);
    return { symbol, text: content.definitions[0]?.text ?? null, callers, callees };
  }

  /** What a change of a function or type may affect, the nearest first, and the tests among that. */
  @Get(':key/impact')
  async impact(
    @Param('id', { schema: RepositoryId }) id: number,
    @Param('key') key: string,
    @Query({ schema: ImpactQuery }) { depth, limit }: ImpactQuery,
  ): Promise<Impact> {
    const index = await this.indexOf(id);
    const [impact] = await Promise.all([index.impact({ keys: key }, { depth, limit }), symbolOf(index, id, key)]);
    return impact;
  }

  private indexOf(repositoryId: number): Promise<CodeIndex> {
    const run: Run | undefined = this.runs.latest(repositoryId);
    if (run === undefined) throw new NotFoundException(`There is no repository ${repositoryId}`);
    return this.indexes.of(run);
  }
}

/** The symbol with exactly this key: the index alone would take the end of one as well. */
async function symbolOf(index: CodeIndex, repositoryId: number, key: string): Promise<SymbolInfo> {
  const { symbols } = await index.find({ name: key });
  const symbol = symbols.find((it) => it.key === key);
  if (symbol === undefined) throw new NotFoundException(`Repository ${repositoryId} has no function or type ${key}`);
  const { score: _, match: __, ...found } = symbol;
  return found;
}
