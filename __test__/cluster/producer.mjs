// A producer in a process of its own.
import { GraphQueue } from '../../bullmq.mjs';

const { port, root, jobId, bytesPerShard } = JSON.parse(process.argv[2]);
const queue = new GraphQueue({ connection: { port, host: '127.0.0.1' } });
const onProgress = ({ processedFiles }) => process.stdout.write(`progress ${processedFiles}\n`);
process.stdout.write('begin\n');
await queue.buildGraph(root, [], { jobId, bytesPerShard, onProgress });
process.stdout.write('done\n');
await queue.close();
