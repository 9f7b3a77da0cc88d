import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../../core/model/failure';
import { findProgram } from '../../launch/find-program';
import type { Mechanism } from '../mechanism';
import { chooseStackWalk } from './choose-stack-walk';
import { openGoWalker } from './go-walker';
import { probePerf } from './probe-perf';
import { recordByPerf, withPerfFolder } from './record-perf';
import { requireTool } from './require-tool';
import { withOwnTime } from './sample-by-perf';
import { writePerfScript } from './write-perf-script';

/** Bytes of stack copied each time a thread leaves its processor. */
const STACK_BYTES = 8192;

/**
 * Where a program waits: the stack of each thread whenever it gives up its processor of its own accord, with the time until it is
 * back on one. The kernel counts switches in its own code, so this takes the right to see that; no tracepoints are needed.
 */
export const captureWaits: Mechanism = {
  instrument: 'waits',
  targets: ['node', 'python', 'native'],
  name: 'perf record -e context-switches',
  async capture(context, signal) {
    const perf = await requireTool('perf', 'it cannot be seen where a program waits');
    const ability = await probePerf(perf.path);
    if (!ability.kernel) {
      throw new FailureError({
        kind: 'instrument-unavailable',
        message:
          'The kernel shows ordinary users no context switches, so it cannot be seen where a program waits; how long it does is in the time pass.',
        remedy:
          'Run as root, or allow it until the next start of the machine: sudo sysctl kernel.perf_event_paranoid=1',
      });
    }
    const { plan, directory, prefix } = context;
    const searchPath = plan.environment['PATH'] ?? process.env['PATH'] ?? '';
    const program = await findProgram(plan.command, plan.cwd, searchPath);
    if (!program.ok) throw new FailureError(program.failure);
    const { walk, reason } = chooseStackWalk(program.value);
    const name = `${prefix}.perf.txt`;
    const path = join(directory, name);
    return withPerfFolder(async (folder) => {
      const graph = walk === 'frame-pointers' ? 'fp' : `dwarf,${STACK_BYTES}`;
      const record = ['-e', 'context-switches', '-c', '1', '--switch-events'];
      const options = [...record, '-m', String(ability.pages), '--call-graph', graph];
      const recording = await recordByPerf(perf.path, options, plan, folder, signal);
      // Interpreters' stacks are known to be cut, which the note below says.
      const isWhole = context.target === 'native';
      const head = { tool: perf.version, walk: isWhole ? walk : null, kernel: true, waits: true };
      const written = await writePerfScript(perf.path, recording, path, head, {
        switches: true,
        ...(walk === 'go' ? { walker: openGoWalker(recording.data) } : {}),
      });
      const notes = [...written.notes].filter((note) => !/ has no debug information/.test(note));
      notes.push('A wait includes the time from being woken until a processor is free.');
      // Waits end in libc, which keeps no frame pointers; compiled JavaScript has nothing else to be walked by.
      if (!isWhole)
        notes.push('Functions of JavaScript and Python are not in these stacks: native ones are.');
      return {
        files: [
          {
            file: name,
            format: 'perf-script' as const,
            bytes: (await stat(path).catch(() => null))?.size ?? 0,
            pid: 0,
            label: 'all processes',
          },
        ],
        exit: withOwnTime(recording, written),
        mechanism: `perf record -e context-switches -c 1 --switch-events --call-graph ${graph} (${reason})`,
        toolVersion: perf.version,
        environment: {},
        samples: written.samples,
        lostSamples: written.lost,
        notes,
        failure: written.failure,
      };
    });
  },
};
