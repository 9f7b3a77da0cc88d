import { runBench } from '../workloads.js';
import { Database } from './src/database.js';

runBench('fixed', Database, process.argv.slice(2));
