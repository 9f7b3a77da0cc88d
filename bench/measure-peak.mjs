import { existsSync, readFileSync } from 'node:fs';

/**
 * Most memory in bytes that this process has had in use. Linux counts the parent's memory at the moment of the fork in
 * maxRSS, which would be the benchmark's own; VmHWM begins anew with the program.
 */
export function measurePeak() {
  const status = '/proc/self/status';
  const found = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) : null;
  return found === null ? process.resourceUsage().maxRSS * 1024 : Number(found[1]) * 1024;
}
