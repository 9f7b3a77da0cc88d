import v8 from 'node:v8';

// Left to its defaults, V8 compiles SQLite's interpreter loop a second time, optimized, and Node waits
// for it when the program ends: about 100 ms more than any of these runs gains by it. The baseline
// compiler alone makes every workload here faster. This has to run before the library is imported.
v8.setFlagsFromString('--liftoff-only');
