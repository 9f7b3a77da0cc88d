/** Records a command with the real engine into a data folder, and reads back what a user would be shown. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProfileAnswer } from '../../core/model/answers';
import type { Failure } from '../../core/model/failure';
import type { Instrument } from '../../core/model/instrument';
import { projectSchema, type Project } from '../../core/model/project';
import type { PassRecord, Recording, SizeRecord } from '../../core/model/recording';
import type { RunOutcome } from '../../core/model/run-request';
import { createLocalAnalysis } from '../../main/analysis/local-analysis';
import { openStore } from '../../main/store/store';
import { createBuildSource } from '../../main/project/find-build';
import { recordProfile } from '../../main/record/record-run';

/** A command and how it is to be recorded; one workload of one size. */
export interface CommandToRecord {
  command: readonly string[];
  cwd: string;
  /** Data folder. */
  home: string;
  passes: Instrument[];
  environment?: Readonly<Record<string, string>>;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** What is on disk afterwards, and what the analysis says of it. */
export interface RecordedCommand {
  outcome: RunOutcome;
  recording: Recording;
  size: SizeRecord;
  summary: ProfileAnswer;
}

/** Records with one measured run for each time pass. Throws where nothing is on disk or it cannot be opened. */
export async function recordCommand(request: CommandToRecord): Promise<RecordedCommand> {
  const { command, cwd, home, passes } = request;
  const file = projectSchema.parse({
    builds: { candidate: { command: [...command], environment: request.environment } },
    workloads: { work: { sizes: [1] } },
    runs: 1,
    timeoutSeconds: (request.timeoutMs ?? 30_000) / 1000,
  });
  const project: Project = { name: 'faults', path: cwd, file, saved: false };
  const options = { workloads: null, sizes: null, runs: null, passes };
  const outcome = await recordProfile(
    project,
    { kind: 'profile', build: 'candidate', options },
    { store: openStore(home), builds: createBuildSource(project, home) },
    { onProgress: () => undefined },
    request.signal ?? new AbortController().signal,
  );
  if (outcome.subject === null) throw new Error(outcome.failures[0]?.message ?? 'nothing recorded');
  const read = await openStore(home).readRecording(outcome.subject.id);
  if (!read.ok) throw new Error(read.failure.message);
  const answer = await createLocalAnalysis(home).ask('summary', { subject: outcome.subject });
  if (!answer.ok) throw new Error(answer.failure.message);
  const size = read.value.workloads[0]?.sizes[0];
  if (size === undefined) throw new Error(`no size: ${JSON.stringify(outcome.failures)}`);
  if (!('build' in answer.value)) throw new Error('the summary is no answer about a build');
  return { outcome, recording: read.value, size, summary: answer.value };
}

/** The pass of an instrument. Throws where there is none. */
export function passOf({ size }: RecordedCommand, instrument: Instrument): PassRecord {
  const found = size.passes.find(({ ledger }) => ledger.instrument === instrument);
  if (found === undefined) throw new Error(`there is no ${instrument} pass`);
  return found;
}

/** All that went wrong at the size and in its passes, in order. */
export function failuresOf({ size }: RecordedCommand): Failure[] {
  return [size.failure, ...size.passes.map(({ failure }) => failure)].filter((one) => one !== null);
}

/** Command lines of the living processes in whose environment a text stands, on Linux; zombies have none. */
export function listMarked(text: string): string[] {
  const found: string[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(text)) continue;
      found.push(readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim());
    } catch {
      // It has ended, or belongs to another user.
    }
  }
  return found;
}

/** Waits until a condition holds. Throws when it does not within the time. */
export async function waitUntil(
  what: string,
  holds: () => boolean,
  limitMs = 30_000,
): Promise<void> {
  for (const end = performance.now() + limitMs; !holds();) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(20);
  }
}
