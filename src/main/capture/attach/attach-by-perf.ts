import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PassRecord } from '../../../core/model/recording';
import { probePerf } from '../native/probe-perf';
import { recordByPerf, withPerfFolder } from '../native/record-perf';
import { requireTool } from '../native/require-tool';
import { writePerfScript } from '../native/write-perf-script';
import type { AttachRequest } from './attach-request';

const STACK_BYTES = 8192;
const WANTED_HZ = 999;

/** CPU samples of a running program of any kind, by `perf record -p`. Throws FailureError where perf is missing or refused. */
export async function attachByPerf(
  { process: target, seconds, directory }: AttachRequest,
  signal: AbortSignal,
): Promise<PassRecord> {
  const perf = await requireTool('perf', 'a running program that is not Node cannot be sampled');
  const startedAt = new Date().toISOString();
  return withPerfFolder(async (folder) => {
    const ability = await probePerf(perf.path);
    const hz = Math.min(ability.maxHz, WANTED_HZ);
    const graph = `dwarf,${STACK_BYTES}`;
    const rights = ['-e', ability.event, '-m', String(ability.pages)];
    const options = [...rights, '-F', String(hz), '--call-graph', graph, '-p', String(target.pid)];
    // perf records the process for as long as the command that it is given runs.
    const plan = {
      command: ['sleep', String(seconds)],
      cwd: folder,
      environment: {},
      stdin: null,
      timeoutMs: (seconds + 60) * 1000,
      outputLimitBytes: 10_000,
    };
    const recording = await recordByPerf(perf.path, options, plan, folder, signal);
    const name = 'cpu.perf.txt';
    const path = join(directory, name);
    const head = { tool: perf.version, hz, walk: 'dwarf' as const, kernel: ability.kernel };
    const written = await writePerfScript(perf.path, recording, path, head, {});
    const isEmpty = written.samples === 0;
    return {
      ledger: {
        instrument: 'cpu',
        startedAt,
        command: target.command,
        cwd: target.cwd,
        environment: {},
        mechanism: `perf record -p ${target.pid} -e ${ability.event} -F ${hz} --call-graph ${graph}`,
        toolVersion: perf.version,
        samples: written.samples,
        lostSamples: written.lost,
        wallMs: recording.exit.wallMs,
        overhead: null,
        notes: [
          `Attached to process ${target.pid} for ${seconds} s, which is not Node: its CPU samples are all that can be had.`,
          ...written.notes,
        ],
      },
      files: [
        {
          file: name,
          format: 'perf-script',
          bytes: (await stat(path).catch(() => null))?.size ?? 0,
          pid: target.pid,
          label: 'all threads',
          process: basename(target.command[0] ?? ''),
        },
      ],
      exit: null,
      failure:
        written.failure ??
        (isEmpty
          ? {
              kind: 'capture-invalid',
              message: `No sample of process ${target.pid} was taken: it used no CPU time in ${seconds} s.`,
              remedy: 'Attach while it works, or for longer: --seconds 60.',
            }
          : null),
    };
  });
}
