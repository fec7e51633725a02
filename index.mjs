// The CommonJS build under the names of an ES module: both share one instance and one set of classes.
import api from './dist/index.js';

export const {
  buildGraphProgressively,
  buildGraphStreaming,
  CodeKnowledgeGraph,
  getAllSourceFiles,
  getStreamingMetrics,
  NodeType,
  processFilesInBatches,
  resetStreamingMetrics,
} = api;
