import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../../core/model/failure';
import { CPU_INTERVAL_MS } from '../../../core/model/run-request';
import type { LaunchedExit } from '../../launch/launch-target';
import type { MechanismContext, MechanismOutcome } from '../mechanism';
import { probePerf, type PerfAbility } from './probe-perf';
import type { StackWalk } from './choose-stack-walk';
import { openGoWalker } from './go-walker';
import { recordByPerf, withPerfFolder, type PerfRecording } from './record-perf';
import { requireTool, type RequiredTool } from './require-tool';
import { writePerfScript, type WrittenScript } from './write-perf-script';

/** Bytes of stack copied at each sample. 8 KiB hold some 100 frames. */
const STACK_BYTES = 8192;

/** The most that the kernel copies. At half the rate it is 32 MB a second of computing. */
const MOST_STACK_BYTES = 65_528;
const MOST_STACK_HZ = 499;

/** More cut stacks than this, and the program is recorded again with all of its stack: 2 points of a share are lost. */
const MOST_CUT = 0.02;

/** How the stacks of a target are to be walked, and what it needs for that. */
export interface SamplingChoice {
  walk: StackWalk;
  /** Why so, for the ledger. */
  reason: string;
  /** Set for the target. */
  environment: Readonly<Record<string, string>>;
}

/** One recording of the target and what was made of it. */
interface Sampled {
  exit: LaunchedExit;
  written: WrittenScript;
  hz: number;
  graph: string;
}

/**
 * Samples a target's stacks by `perf record`; a recording that cut too many is made again with more of the stack. Throws
 * FailureError where perf is missing or refused.
 */
export async function sampleByPerf(
  context: MechanismContext,
  signal: AbortSignal,
  choice: SamplingChoice,
): Promise<MechanismOutcome> {
  const perf = await requireTool('perf', 'native code cannot be sampled');
  return withPerfFolder((folder) => sampleInFolder(context, signal, choice, perf, folder));
}

async function sampleInFolder(
  { plan, directory, prefix, options }: MechanismContext,
  signal: AbortSignal,
  { walk, reason, environment }: SamplingChoice,
  perf: RequiredTool,
  folder: string,
): Promise<MechanismOutcome> {
  const ability = await probePerf(perf.path);
  // One less than a round number, so as not to run in step with timers of the target.
  const wantedHz = Math.max(
    1,
    Math.round(1000 / (options.cpuIntervalMs ?? CPU_INTERVAL_MS.usual)) - 1,
  );
  const hz = Math.min(ability.maxHz, wantedHz);
  const name = `${prefix}.perf.txt`;
  const path = join(directory, name);
  const sample = async (rate: number, stackBytes: number): Promise<Sampled> => {
    const graph = walk === 'frame-pointers' ? 'fp' : `dwarf,${stackBytes}`;
    const rights = ['-e', ability.event, '-m', String(ability.pages)];
    const record = [...rights, '-F', String(rate), '--call-graph', graph];
    const recording = await recordByPerf(perf.path, record, plan, folder, signal, environment);
    const head = { tool: perf.version, hz: rate, walk, kernel: ability.kernel };
    const written = await writePerfScript(perf.path, recording, path, head, {
      ...(walk === 'go' ? { walker: openGoWalker(recording.data) } : {}),
    });
    return { exit: withOwnTime(recording, written), written, hz: rate, graph };
  };
  const notes: string[] = [];
  let best = await sample(hz, STACK_BYTES);
  const { written: first } = best;
  const isCut = walk !== 'frame-pointers' && first.cut > first.samples * MOST_CUT;
  if (isCut && best.exit.endedBy === null && best.exit.code === 0 && first.failure === null) {
    best = await sample(Math.min(hz, MOST_STACK_HZ), MOST_STACK_BYTES);
    const share = ((100 * first.cut) / first.samples).toFixed(0);
    notes.push(
      `${share} % of the stacks were deeper than ${STACK_BYTES / 1024} KiB, so the program was recorded a second time with 64 KiB of stack at ${best.hz} samples a second.`,
    );
  }
  const { exit, written } = best;
  notes.push(...written.notes, ...describeRun(best, ability));
  if (best.hz === ability.maxHz && ability.maxHz < wantedHz) {
    notes.push(`The kernel allows ${hz} samples a second at most (perf_event_max_sample_rate).`);
  }
  return {
    files: [
      {
        file: name,
        format: 'perf-script',
        bytes: (await stat(path).catch(() => null))?.size ?? 0,
        pid: 0,
        label: 'all processes',
      },
    ],
    exit,
    mechanism: `perf record -e ${ability.event} -F ${best.hz} --call-graph ${best.graph} (${reason})`,
    toolVersion: perf.version,
    environment: { ...environment },
    samples: written.samples,
    lostSamples: written.lost,
    notes,
    failure: written.failure ?? (written.samples === 0 ? describeEmpty() : null),
  };
}

/** The exit with the time of the target alone: perf's own start takes 0.1 to 0.2 s, for it reads the kernel's names. */
export function withOwnTime(
  { exit }: Pick<PerfRecording, 'exit'>,
  { targetMs }: Pick<WrittenScript, 'targetMs'>,
): LaunchedExit {
  return targetMs === null || targetMs > exit.wallMs ? exit : { ...exit, wallMs: targetMs };
}

function describeRun({ exit, written, hz }: Sampled, ability: PerfAbility): string[] {
  const notes: string[] = [];
  const sampledMs = (written.samples * 1000) / hz;
  // Ready to run without a processor is the machine's doing, not the program's.
  const waitedMs = exit.wallMs - sampledMs - (exit.runQueueMs ?? 0);
  if (waitedMs > Math.max(100, exit.wallMs / 4)) {
    notes.push(
      `The program ran for ${exit.wallMs.toFixed(0)} ms and was seen computing for ${sampledMs.toFixed(0)} ms; samples do not show what it waited for.`,
    );
  }
  if (written.cut * 100 > written.samples) {
    notes.push(
      `${written.cut} of ${written.samples} samples have a stack cut at its outer end, so the outermost callers have less than their share.`,
    );
  }
  if (!ability.kernel)
    notes.push('Time inside the kernel is not seen: that needs root or perf_event_paranoid 1.');
  return notes;
}

function describeEmpty(): Failure {
  return {
    kind: 'capture-invalid',
    message: 'No sample was taken: the program used too little CPU time.',
    remedy: 'Choose a larger size, so that the program computes for some 100 ms at least.',
  };
}
