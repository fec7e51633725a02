/** `index.d.ts` against the shapes of the contract, field by field and in both directions; checked by the compiler. */
import { describe, expectTypeOf, it } from 'vitest';
import type * as Declared from '../index.js';
import type * as Contract from './contract.js';

describe('the shape of', () => {
  it('NodeType', () => {
    expectTypeOf<`${Declared.NodeType}`>().toEqualTypeOf<Contract.NodeTypeValue>();
    // Each member is named like its value, and none can be set.
    type Members = { readonly [Name in keyof typeof Declared.NodeType]: `${(typeof Declared.NodeType)[Name]}` };
    expectTypeOf<Members>().toEqualTypeOf<{ readonly [Value in Contract.NodeTypeValue]: Value }>();
  });
  it('Point', () => expectTypeOf<Declared.Point>().toEqualTypeOf<Contract.Point>());
  it('Range', () => expectTypeOf<Declared.Range>().toEqualTypeOf<Contract.Range>());
  it('Scope', () => expectTypeOf<Declared.Scope>().toEqualTypeOf<Contract.Scope>());
  it('AnalysisNode', () => expectTypeOf<Declared.AnalysisNode>().toEqualTypeOf<Contract.AnalysisNode>());
  it('CallResolution', () => expectTypeOf<Declared.CallResolution>().toEqualTypeOf<Contract.CallResolution>());
  it('ReferenceKind', () => expectTypeOf<Declared.ReferenceKind>().toEqualTypeOf<Contract.ReferenceKind>());
  it('Reference', () => expectTypeOf<Declared.Reference>().toEqualTypeOf<Contract.Reference>());
  it('Call', () => expectTypeOf<Declared.Call>().toEqualTypeOf<Contract.Call>());
  it('FileAnalysis', () => expectTypeOf<Declared.FileAnalysis>().toEqualTypeOf<Contract.FileAnalysis>());
  it('FunctionAnalysis', () => expectTypeOf<Declared.FunctionAnalysis>().toEqualTypeOf<Contract.FunctionAnalysis>());
  it('TypeAnalysis', () => expectTypeOf<Declared.TypeAnalysis>().toEqualTypeOf<Contract.TypeAnalysis>());
  it('AnalyzedFile', () => expectTypeOf<Declared.AnalyzedFile>().toEqualTypeOf<Contract.AnalyzedFile>());
  it('SourceText', () => expectTypeOf<Declared.SourceText>().toEqualTypeOf<Contract.SourceText>());
  it('AnalyzeSourcesOptions', () =>
    expectTypeOf<Declared.AnalyzeSourcesOptions>().toEqualTypeOf<Contract.AnalyzeSourcesOptions>());
  it('SourceSyntaxError', () => expectTypeOf<Declared.SourceSyntaxError>().toEqualTypeOf<Contract.SourceSyntaxError>());
  it('AnalyzedSource', () => expectTypeOf<Declared.AnalyzedSource>().toEqualTypeOf<Contract.AnalyzedSource>());
  it('AnalyzedSources', () => expectTypeOf<Declared.AnalyzedSources>().toEqualTypeOf<Contract.AnalyzedSources>());
  it('Language', () => expectTypeOf<Declared.Language>().toEqualTypeOf<Contract.Language>());
  it('FileFailureCode', () => expectTypeOf<Declared.FileFailureCode>().toEqualTypeOf<Contract.FileFailureCode>());
  it('GraphErrorCode', () => expectTypeOf<Declared.GraphErrorCode>().toEqualTypeOf<Contract.GraphErrorCode>());
  it('FileFailure', () => expectTypeOf<Declared.FileFailure>().toEqualTypeOf<Contract.FileFailure>());
  it('GraphWarning', () => expectTypeOf<Declared.GraphWarning>().toEqualTypeOf<Contract.GraphWarning>());
  it('GraphWarningCode', () => expectTypeOf<Declared.GraphWarningCode>().toEqualTypeOf<Contract.GraphWarningCode>());
  it('StreamProgress', () => expectTypeOf<Declared.StreamProgress>().toEqualTypeOf<Contract.StreamProgress>());
  it('ProgressStage', () => expectTypeOf<Declared.ProgressStage>().toEqualTypeOf<Contract.ProgressStage>());
  it('SlowFile', () => expectTypeOf<Declared.SlowFile>().toEqualTypeOf<Contract.SlowFile>());
  it('BatchProgress', () => expectTypeOf<Declared.BatchProgress>().toEqualTypeOf<Contract.BatchProgress>());
  it('CodeGraph', () => expectTypeOf<Declared.CodeGraph>().toEqualTypeOf<Contract.CodeGraph>());
  it('StreamingMetrics', () => expectTypeOf<Declared.StreamingMetrics>().toEqualTypeOf<Contract.StreamingMetrics>());
  it('LogEntry', () => expectTypeOf<Declared.LogEntry>().toEqualTypeOf<Contract.LogEntry>());
  it('StreamLogger', () => expectTypeOf<Declared.StreamLogger>().toEqualTypeOf<Contract.StreamLogger>());
  it('CacheOptions', () => expectTypeOf<Declared.CacheOptions>().toEqualTypeOf<Contract.CacheOptions>());
  it('CacheTrust', () => expectTypeOf<Declared.CacheTrust>().toEqualTypeOf<Contract.CacheTrust>());
  it('CacheInfo', () => expectTypeOf<Declared.CacheInfo>().toEqualTypeOf<Contract.CacheInfo>());
  it('PrunedCache', () => expectTypeOf<Declared.PrunedCache>().toEqualTypeOf<Contract.PrunedCache>());
  it('Snapshot', () => expectTypeOf<Declared.Snapshot>().toEqualTypeOf<Contract.Snapshot>());
  it('PrunedSnapshots', () => expectTypeOf<Declared.PrunedSnapshots>().toEqualTypeOf<Contract.PrunedSnapshots>());
  it('PruneSnapshotsOptions', () =>
    expectTypeOf<Declared.PruneSnapshotsOptions>().toEqualTypeOf<Contract.PruneSnapshotsOptions>());
  it('PruneOptions', () => expectTypeOf<Declared.PruneOptions>().toEqualTypeOf<Contract.PruneOptions>());
  it('EncodeOptions', () => expectTypeOf<Declared.EncodeOptions>().toEqualTypeOf<Contract.EncodeOptions>());
  it('DecodeOptions', () => expectTypeOf<Declared.DecodeOptions>().toEqualTypeOf<Contract.DecodeOptions>());
  it('StreamOptions', () => expectTypeOf<Declared.StreamOptions>().toEqualTypeOf<Contract.StreamOptions>());
  it('what JSON can hold of them', () => {
    expectTypeOf<Declared.AsJSON<Declared.CodeGraph>>().toEqualTypeOf<Contract.AsJSON<Contract.CodeGraph>>();
    expectTypeOf<Declared.AsJSON<Declared.BatchProgress>>().toEqualTypeOf<Contract.AsJSON<Contract.BatchProgress>>();
    expectTypeOf<Declared.AsJSON<Declared.FileFailure>>().toEqualTypeOf<Contract.FileFailure>();
  });
  it('ShardLimits', () => expectTypeOf<Declared.ShardLimits>().toEqualTypeOf<Contract.ShardLimits>());
  it('PlannedFile', () => expectTypeOf<Declared.PlannedFile>().toEqualTypeOf<Contract.PlannedFile>());
  it('Shard', () => expectTypeOf<Declared.Shard>().toEqualTypeOf<Contract.Shard>());
  it('ShardFailure', () => expectTypeOf<Declared.ShardFailure>().toEqualTypeOf<Contract.ShardFailure>());
  it('ShardPlan', () => expectTypeOf<Declared.ShardPlan>().toEqualTypeOf<Contract.ShardPlan>());
  it('ShardReceipt', () => expectTypeOf<Declared.ShardReceipt>().toEqualTypeOf<Contract.ShardReceipt>());
  it('StoreEntry', () => expectTypeOf<Declared.StoreEntry>().toEqualTypeOf<Contract.StoreEntry>());
  it('RecordStore', () => expectTypeOf<Declared.RecordStore>().toEqualTypeOf<Contract.RecordStore>());
  it('StoreFolder', () => expectTypeOf<Declared.StoreFolder>().toEqualTypeOf<Contract.StoreFolder>());
  it('PlanOptions', () => expectTypeOf<Declared.PlanOptions>().toEqualTypeOf<Contract.PlanOptions>());
  it('ShardOptions', () => expectTypeOf<Declared.ShardOptions>().toEqualTypeOf<Contract.ShardOptions>());
  it('Checkout', () => expectTypeOf<Declared.Checkout>().toEqualTypeOf<Contract.Checkout>());
  it('SentContents', () => expectTypeOf<Declared.SentContents>().toEqualTypeOf<Contract.SentContents>());
  it('AssembleIndexOptions', () =>
    expectTypeOf<Declared.AssembleIndexOptions>().toEqualTypeOf<Contract.AssembleIndexOptions>());
  it('AssembleOptions', () => expectTypeOf<Declared.AssembleOptions>().toEqualTypeOf<Contract.AssembleOptions>());
  it('IndexOptions', () => expectTypeOf<Declared.IndexOptions>().toEqualTypeOf<Contract.IndexOptions>());
  it('IndexProgress', () => expectTypeOf<Declared.IndexProgress>().toEqualTypeOf<Contract.IndexProgress>());
  it('IndexStats', () => expectTypeOf<Declared.IndexStats>().toEqualTypeOf<Contract.IndexStats>());
  it('SymbolInfo', () => expectTypeOf<Declared.SymbolInfo>().toEqualTypeOf<Contract.SymbolInfo>());
  it('EdgeInfo', () => expectTypeOf<Declared.EdgeInfo>().toEqualTypeOf<Contract.EdgeInfo>());
  it('Link', () => expectTypeOf<Declared.Link>().toEqualTypeOf<Contract.Link>());
  it('IndexChanges', () => expectTypeOf<Declared.IndexChanges>().toEqualTypeOf<Contract.IndexChanges>());
  it('RefreshOptions', () => expectTypeOf<Declared.RefreshOptions>().toEqualTypeOf<Contract.RefreshOptions>());
  it('RefreshResult', () => expectTypeOf<Declared.RefreshResult>().toEqualTypeOf<Contract.RefreshResult>());
  it('WatchOptions', () => expectTypeOf<Declared.WatchOptions>().toEqualTypeOf<Contract.WatchOptions>());
  it('Comparison', () => expectTypeOf<Declared.Comparison>().toEqualTypeOf<Contract.Comparison>());
  it('FindOptions', () => expectTypeOf<Declared.FindOptions>().toEqualTypeOf<Contract.FindOptions>());
  it('FindResult', () => expectTypeOf<Declared.FindResult>().toEqualTypeOf<Contract.FindResult>());
  it('WalkOptions', () => expectTypeOf<Declared.WalkOptions>().toEqualTypeOf<Contract.WalkOptions>());
  it('WalkResult', () => expectTypeOf<Declared.WalkResult>().toEqualTypeOf<Contract.WalkResult>());
  it('FileRanges', () => expectTypeOf<Declared.FileRanges>().toEqualTypeOf<Contract.FileRanges>());
  it('ImpactQuery', () => expectTypeOf<Declared.ImpactQuery>().toEqualTypeOf<Contract.ImpactQuery>());
  it('ImpactOptions', () => expectTypeOf<Declared.ImpactOptions>().toEqualTypeOf<Contract.ImpactOptions>());
  it('TestInfo', () => expectTypeOf<Declared.TestInfo>().toEqualTypeOf<Contract.TestInfo>());
  it('Impact', () => expectTypeOf<Declared.Impact>().toEqualTypeOf<Contract.Impact>());
  it('PathOptions', () => expectTypeOf<Declared.PathOptions>().toEqualTypeOf<Contract.PathOptions>());
  it('PathsResult', () => expectTypeOf<Declared.PathsResult>().toEqualTypeOf<Contract.PathsResult>());
  it('CyclesResult', () => expectTypeOf<Declared.CyclesResult>().toEqualTypeOf<Contract.CyclesResult>());
  it('UnusedResult', () => expectTypeOf<Declared.UnusedResult>().toEqualTypeOf<Contract.UnusedResult>());
  it('SimilarTo', () => expectTypeOf<Declared.SimilarTo>().toEqualTypeOf<Contract.SimilarTo>());
  it('SimilarOptions', () => expectTypeOf<Declared.SimilarOptions>().toEqualTypeOf<Contract.SimilarOptions>());
  it('SimilarResult', () => expectTypeOf<Declared.SimilarResult>().toEqualTypeOf<Contract.SimilarResult>());
  it('ContentOptions', () => expectTypeOf<Declared.ContentOptions>().toEqualTypeOf<Contract.ContentOptions>());
  it('Content', () => expectTypeOf<Declared.Content>().toEqualTypeOf<Contract.Content>());
  it('ExportFormat', () => expectTypeOf<Declared.ExportFormat>().toEqualTypeOf<Contract.ExportFormat>());
  it('ExportResult', () => expectTypeOf<Declared.ExportResult>().toEqualTypeOf<Contract.ExportResult>());
  it('CodeIndex', () => {
    expectTypeOf<Declared.CodeIndex>().toExtend<Contract.CodeIndex>();
    expectTypeOf<Declared.CodeIndex>().toExtend<AsyncDisposable>();
    expectTypeOf<Parameters<Declared.CodeIndex['callers']>>().toEqualTypeOf<
      [keys: string | readonly string[], options?: Contract.WalkOptions | null | undefined]
    >();
  });
  it('CodeKnowledgeGraphError', () =>
    expectTypeOf<Declared.CodeKnowledgeGraphError>().toEqualTypeOf<Contract.CodeKnowledgeGraphError>());
});

describe('what can be called', () => {
  it('as a function is what the service offers', () => {
    type Errors = 'CodeKnowledgeGraphError' | 'isGraphError';
    type Others =
      | Errors
      | 'CodeKnowledgeGraph'
      | 'NodeType'
      | 'checkouts'
      | 'default'
      | keyof Contract.Conversions
      | keyof Contract.Caches;
    expectTypeOf<Omit<typeof Declared, Others>>().toExtend<Contract.Functions>();
    expectTypeOf<keyof typeof Declared>().toEqualTypeOf<keyof Contract.Functions | Others>();
  });

  it('with a result is its conversion', () => {
    expectTypeOf<Pick<typeof Declared, keyof Contract.Conversions>>().toExtend<Contract.Conversions>();
  });

  it('with a cache is to look into it, and to make it smaller', () => {
    expectTypeOf<Pick<typeof Declared, keyof Contract.Caches>>().toExtend<Contract.Caches>();
  });

  it('on an instance is the same', () => {
    expectTypeOf<Declared.CodeKnowledgeGraph>().toExtend<Contract.Functions>();
    expectTypeOf<keyof Declared.CodeKnowledgeGraph>().toEqualTypeOf<keyof Contract.Functions>();
    expectTypeOf<typeof Declared.CodeKnowledgeGraph>().toBeConstructibleWith();
    expectTypeOf<typeof Declared.CodeKnowledgeGraph>().toBeConstructibleWith({} as Contract.StreamOptions);
  });

  it('takes the arguments of the service, and no others', () => {
    type Options = Contract.StreamOptions | null | undefined;
    type Rest = [filePaths?: readonly string[] | undefined, options?: Options];
    expectTypeOf<Parameters<typeof Declared.getAllSourceFiles>>().toEqualTypeOf<[baseDir: string]>();
    expectTypeOf<Parameters<typeof Declared.buildGraphStreaming>>().toEqualTypeOf<[rootDir: string, ...Rest]>();
    expectTypeOf<Parameters<typeof Declared.buildGraphProgressively>>().toEqualTypeOf<[rootDir: string, ...Rest]>();
    expectTypeOf<Parameters<typeof Declared.processFilesInBatches>>().toEqualTypeOf<
      [files: readonly string[], rootDir: string, options?: Options]
    >();
    expectTypeOf<Parameters<typeof Declared.getStreamingMetrics>>().toEqualTypeOf<[]>();
    expectTypeOf<Parameters<typeof Declared.resetStreamingMetrics>>().toEqualTypeOf<[]>();
  });

  it('gives what the service gives', () => {
    expectTypeOf<ReturnType<typeof Declared.getAllSourceFiles>>().toEqualTypeOf<Promise<string[]>>();
    expectTypeOf<ReturnType<typeof Declared.buildGraphStreaming>>().toEqualTypeOf<Promise<Contract.CodeGraph>>();
    expectTypeOf<ReturnType<typeof Declared.buildGraphProgressively>>().toEqualTypeOf<Promise<Contract.CodeGraph>>();
    expectTypeOf<ReturnType<typeof Declared.getStreamingMetrics>>().toEqualTypeOf<Contract.StreamingMetrics>();
    expectTypeOf<ReturnType<typeof Declared.resetStreamingMetrics>>().toEqualTypeOf<void>();
  });

  it('as a stream iterates, pauses and is disposed of', () => {
    type Stream = ReturnType<typeof Declared.processFilesInBatches>;
    expectTypeOf<Stream>().toEqualTypeOf<Declared.BatchStream>();
    expectTypeOf<Stream>().toExtend<AsyncIterableIterator<Contract.BatchProgress>>();
    expectTypeOf<Stream>().toExtend<AsyncDisposable>();
    expectTypeOf<keyof Stream>().toEqualTypeOf<
      'next' | 'return' | 'throw' | 'pause' | 'resume' | typeof Symbol.asyncIterator | typeof Symbol.asyncDispose
    >();
    expectTypeOf<Awaited<ReturnType<Stream['next']>>>().toEqualTypeOf<
      IteratorResult<Contract.BatchProgress, undefined>
    >();
  });
});
