import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { RUN_MARKER } from './process-tree';

/**
 * A shell that waits for the end of its input, which comes when Touchstone ends in whatever way: the kernel closes the
 * pipe also of a process that was ended by SIGKILL. It then ends the processes of the runs that are still noted, as
 * `endRunProcesses` would have: SIGTERM, one second, SIGKILL, at most 200 rounds.
 *
 * - In a session of its own it hears neither Ctrl+C nor a hang-up of the terminal.
 * - `- ` stands for a session that is not known yet; 0 would be that of the kernel's threads.
 * - Where there is no /proc, only the process group can be ended.
 */
const SCRIPT = `trap '' INT TERM HUP
runs=
while read -r sign run leader; do
  case $sign in
  +) runs="$runs $run:$leader" ;;
  -)
    kept=
    for each in $runs; do [ "\${each%%:*}" = "$run" ] || kept="$kept $each"; done
    runs=$kept
    ;;
  esac
done
[ -n "$runs" ] || exit 0
living() {
  for each in $runs; do
    for file in $(grep -szlxF "${RUN_MARKER}=\${each%%:*}" /proc/[0-9]*/environ); do
      pid=\${file#/proc/}
      echo "\${pid%/environ}"
    done
    for file in /proc/[0-9]*/stat; do
      read -r line <"$file" || continue
      set -- \${line##*) }
      [ "$4" = "\${each#*:}" ] && [ "$1" != Z ] || continue
      pid=\${file#/proc/}
      echo "\${pid%/stat}"
    done
  done 2>/dev/null
}
send() { for pid in $all; do kill -s "$1" "$pid"; done 2>/dev/null; }
if [ ! -r /proc/self/stat ]; then
  for each in $runs; do all="$all -\${each#*:}"; done
  send TERM
  sleep 1
  send KILL
  exit 0
fi
all=$(living)
send TERM
send CONT
round=0
while [ -n "$all" ] && [ $round -lt 20 ]; do
  sleep 0.05
  all=$(living)
  round=$((round + 1))
done
while [ -n "$all" ] && [ $round -lt 220 ]; do
  send KILL
  sleep 0.02
  all=$(living)
  round=$((round + 1))
done`;

/** One for all runs of this process; started with the first of them. */
let watchdog: ChildProcess | null = null;
const active = new Map<string, string>();

function tell(line: string): void {
  watchdog?.stdin?.write(line);
}

function startWatchdog(): void {
  const child = spawn('sh', ['-c', SCRIPT, 'touchstone-watchdog'], {
    cwd: '/',
    // Without the marker of a run that this process itself may be part of: the watchdog outlives its parent for a moment.
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const forget = (): void => {
    if (watchdog === child) watchdog = null;
  };
  // Without a shell there is none: runs are ended by this process then, as long as it lives.
  child.on('error', forget);
  child.on('exit', forget);
  child.stdin.on('error', forget);
  // It must not keep this process from ending: that is what it waits for.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  watchdog = child;
  for (const [run, leader] of active) tell(`+ ${run} ${leader}\n`);
}

/** Has the processes of a run ended should this process be killed. `leader` is the run's session, null before it is known. */
export function watchRun(runId: string, leader: number | null): void {
  if (process.platform === 'win32') return;
  active.set(runId, String(leader ?? '-'));
  if (watchdog === null) startWatchdog();
  else tell(`+ ${runId} ${leader ?? '-'}\n`);
}

/** Takes a run back that has ended, with nothing left of it. */
export function unwatchRun(runId: string): void {
  if (active.delete(runId)) tell(`- ${runId}\n`);
}
