import { runBench } from '../workloads.js';
import { Database } from './src/database.js';

runBench('candidate', Database, process.argv.slice(2));
