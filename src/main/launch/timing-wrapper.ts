import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import type { Milliseconds } from '../../core/model/units';

/**
 * Bash as a stop-watch: it forks, the child becomes the target, and bash then reports start, end, how it ended and
 * `times` (the kernel's own sums for all waited-for children, to 1 ms) on descriptor 3. Wall time is taken around
 * fork and wait alone, so that bash's own start (3 ms) is in neither number.
 *
 * - `set -m` keeps SIGINT at its default in the child, and gives it a process group of its own.
 * - `jobs` inside the CHLD trap tells "Exit 143" from "Terminated"; the status alone does not.
 * - `exec --` in a subshell never runs a builtin or function of the same name.
 * - Bash's own messages ("Segmentation fault") must not reach the target's stderr, hence descriptor 4.
 * - `-p` keeps BASH_ENV and exported functions out.
 */
const SCRIPT = `exec 4>&2 2>/dev/null
set -m
level=$1; shift
if [ -n "$level" ]; then SHLVL=$level; else unset SHLVL; fi
trap 'e=$EPOCHREALTIME; LC_ALL=C; jobs -l >&3' CHLD
s=$EPOCHREALTIME
( exec -- "$@" 2>&4 3>&- 4>&- ) <&0 &
p=$!
exec <&- >&- 4>&-
wait -f $p
c=$?
{ echo "status $s $e $c"; times; } >&3`;

/** How the wrapper says that its child ended. */
export interface TimingReport {
  wallMs: Milliseconds;
  cpuMs: Milliseconds;
  code: number | null;
  signal: string | null;
}

let wrapperPath: string | null | undefined;

/** Absolute path of a bash that can do it (5.0 or newer, Linux); null where there is none. Looked for once. */
export function findTimingWrapper(): string | null {
  if (wrapperPath !== undefined) return wrapperPath;
  wrapperPath = null;
  if (process.platform === 'linux') {
    const probe = spawnSync('bash', ['-p', '-c', 'echo "$BASH_VERSINFO $BASH"'], {
      encoding: 'utf8',
      timeout: 5000,
    });
    const match = /^(\d+) (\/.+)$/.exec(probe.status === 0 ? probe.stdout.trim() : '');
    if (match !== null && Number(match[1]) >= 5) wrapperPath = match[2]!;
  }
  return wrapperPath;
}

/** Puts the wrapper before a command whose program is an absolute path. */
export function wrapForTiming(bash: string, command: readonly string[]): string[] {
  return [bash, '-p', '-c', SCRIPT, 'touchstone', process.env['SHLVL'] ?? '', ...command];
}

/** Reads the wrapper's report; null when it was ended before it could write one. */
export function parseTimingReport(text: string): TimingReport | null {
  const status = /^status (\d+)[.,](\d+) (\d+)[.,](\d+) (\d+)$/m.exec(text);
  // The second line of `times` is the children's.
  const times = [...text.matchAll(/^(\d+)m([\d.,]+)s (\d+)m([\d.,]+)s$/gm)][1];
  if (status === null || times === undefined) return null;
  const start = Number(status[1]) * 1000 + Number(status[2]) / 1000;
  const end = Number(status[3]) * 1000 + Number(status[4]) / 1000;
  const seconds = (minutes: string, rest: string): number =>
    Number(minutes) * 60 + Number(rest.replace(',', '.'));
  const cpuMs = 1000 * (seconds(times[1]!, times[2]!) + seconds(times[3]!, times[4]!));
  const raw = Number(status[5]);
  const exited = /^\[\d+\]\S*\s+\d+ (Exit \d+|Done)\b/m.test(text);
  const signal = !exited && raw > 128 ? signalName(raw - 128) : null;
  return {
    wallMs: end - start,
    cpuMs: Math.round(cpuMs),
    code: signal === null ? raw : null,
    signal,
  };
}

function signalName(number: number): string | null {
  for (const [name, value] of Object.entries(constants.signals)) {
    if (value === number) return name;
  }
  return null;
}
