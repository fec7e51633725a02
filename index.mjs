// The CommonJS build under the names of an ES module: both share one instance and one set of classes.
// Required, not imported: Node.js would first look through its text for names, 4 ms of loading.
import { createRequire } from 'node:module';

export const {
  analyzeShard,
  analyzeSources,
  assembleBatches,
  assembleGraph,
  assembleIndex,
  buildGraphProgressively,
  buildGraphStreaming,
  checkouts,
  CodeKnowledgeGraph,
  CodeKnowledgeGraphError,
  decodeBatch,
  decodeGraph,
  encodeGraph,
  getAllSourceFiles,
  getCacheInfo,
  getStreamingMetrics,
  graphFromJSON,
  graphToJSON,
  graphToJSONText,
  isGraphError,
  NodeType,
  openIndex,
  planShards,
  processFilesInBatches,
  pruneCache,
  resetStreamingMetrics,
  sendContents,
} = createRequire(import.meta.url)('./dist/index.js');
