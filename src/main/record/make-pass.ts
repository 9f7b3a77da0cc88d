/** One instrumented pass of one build at one size. */
import type { Instrument } from '../../core/model/instrument';
import type { LaunchPlan } from '../../core/model/launch';
import type { SizeRecord, WorkloadRecord } from '../../core/model/recording';
import { capturePass, type PassOutcome } from '../capture/capture-pass';
import type { PassOptions } from '../capture/mechanism';
import { readCapture } from '../store/capture-files';
import { medianWallMs } from './measure-time';
import type { RecordingDraft } from './recording-draft';

/** Exact counts stop V8's inlining: 40 times the time was seen. Beyond this it is cut, with a note. */
const CALLS_LIMIT_FACTOR = 20;
const CALLS_LIMIT_EXTRA_MS = 10_000;

/** Makes the pass and adds it to the size; its failure, if any, is in the pass. Gives the outcome. */
export async function makePass(
  draft: RecordingDraft,
  workload: WorkloadRecord,
  size: SizeRecord,
  instrument: Instrument,
  plan: LaunchPlan,
  signal: AbortSignal,
  options: PassOptions = {},
): Promise<PassOutcome> {
  const median = medianWallMs(size);
  const folder = draft.captureFolder(workload, size.n);
  const limited = limitCalls(instrument, plan, median);
  const outcome = await capturePass(
    {
      instrument,
      plan: limited,
      target: draft.recording.build.target,
      directory: draft.absolute(folder),
      prefix: instrument,
      options,
    },
    signal,
  );
  if (outcome.exit !== null && median !== null && median > 0) {
    outcome.ledger.overhead = outcome.exit.wallMs / median;
  }
  if (outcome.failure?.kind === 'target-timeout' && limited.timeoutMs < plan.timeoutMs) {
    const seconds = (limited.timeoutMs / 1000).toFixed(1);
    outcome.failure = {
      kind: 'target-timeout',
      message: `The calls pass of ${draft.build.name} on ${workload.name} at n = ${size.n} was ended after ${seconds} s (${CALLS_LIMIT_FACTOR} times the run without it, plus ${CALLS_LIMIT_EXTRA_MS / 1000} s), so its counts are not exact and are not used.`,
      remedy: 'Choose smaller sizes for exact counts, or leave the calls pass out with --passes.',
    };
    outcome.ledger.notes.push(outcome.failure.message);
  }
  // An interrupted pass that gave nothing would only say that the user stopped, which the recording says.
  if (outcome.failure?.kind !== 'interrupted' || outcome.files.length > 0) {
    const { ledger, files, exit, failure } = outcome;
    await draft.addPass(size, { ledger, files, exit, failure }, folder);
  }
  return outcome;
}

function limitCalls(instrument: Instrument, plan: LaunchPlan, median: number | null): LaunchPlan {
  if (instrument !== 'calls' || median === null) return plan;
  const limit = median * CALLS_LIMIT_FACTOR + CALLS_LIMIT_EXTRA_MS;
  return { ...plan, timeoutMs: Math.min(plan.timeoutMs, Math.ceil(limit)) };
}

const SYNC_LINE = /(?:^|\s)(?:fsync|fdatasync|sync|syncfs|sync_file_range|msync)\(/m;

/** True when the size's syscalls pass saw a sync, and where that pass could not be made: the hook then still sees them. */
export async function mayHaveSyncs(draft: RecordingDraft, size: SizeRecord): Promise<boolean> {
  const pass = size.passes.find(({ ledger }) => ledger.instrument === 'syscalls');
  if (pass === undefined || pass.failure?.kind === 'instrument-unavailable') return true;
  for (const file of pass.files) {
    if (file.format !== 'strace') continue;
    const text = await readCapture(draft.absolute('.'), file);
    if (text.ok && SYNC_LINE.test(text.value)) return true;
  }
  return false;
}
