import './wasm-compiler.js';
import { runBench } from '../workloads.js';
import { Database } from './database.js';

runBench('reference', Database, process.argv.slice(2));
