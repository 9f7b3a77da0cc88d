/** Runs a build's `prepare` command before anything is recorded, and tells what it writes while it goes on. */
import { FailureError } from '../../core/model/failure';
import type { LaunchPlan } from '../../core/model/launch';
import type { PreparationEvent, PreparationRecord } from '../../core/model/preparation';
import type { ReadyBuild } from '../../core/model/ready-build';
import { describeExit } from '../capture/capture-pass';
import { launchTarget } from '../launch/launch-target';

/** Kept of the output: its end, where compilers say what went wrong. */
const KEPT_BYTES = 64 * 1024;

/** Shown with a failure. */
const FAILURE_LINES = 30;

/**
 * Prepares a build, at most once for each commit; null where it has no `prepare`. Throws FailureError with the last
 * lines of the output where it fails, cannot be started or is stopped.
 */
export async function prepareBuild(
  build: ReadyBuild<AbortSignal>,
  tell: (event: PreparationEvent) => void,
  signal: AbortSignal,
): Promise<PreparationRecord | null> {
  const { name } = build;
  const onWait = (): void => tell({ kind: 'waiting', build: name });
  const record = await build.prepare(
    (plan) => runPreparation(name, plan, tell, signal),
    signal,
    onWait,
  );
  if (record?.reused === true) tell({ kind: 'reused', build: name, command: record.command });
  return record;
}

async function runPreparation(
  name: string,
  plan: LaunchPlan,
  tell: (event: PreparationEvent) => void,
  signal: AbortSignal,
): Promise<PreparationRecord> {
  const { command, cwd, environment } = plan;
  tell({ kind: 'started', build: name, command, cwd });
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const output = new OutputEnd();
  let failed = true;
  try {
    const exit = await launchTarget(plan, signal, {
      onOutput: (chunk) => tell({ kind: 'output', build: name, text: output.add(chunk) }),
    });
    const failure = describeExit(plan, exit);
    if (failure !== null) throw new FailureError(failure);
    failed = false;
    const { text, bytes } = output;
    return {
      command,
      cwd,
      environment,
      startedAt,
      wallMs: exit.wallMs,
      output: text,
      outputBytes: bytes,
      reused: false,
    };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    throw new FailureError(describeFailure(name, error.failure, plan, output.text));
  } finally {
    tell({ kind: 'ended', build: name, failed, wallMs: performance.now() - started });
  }
}

function describeFailure(
  name: string,
  failure: FailureError['failure'],
  { cwd, command }: LaunchPlan,
  output: string,
): FailureError['failure'] {
  const lines = output.trimEnd().split('\n').slice(-FAILURE_LINES).join('\n');
  const where = `builds.${name}.prepare`;
  const known = { where, ...(lines === '' ? {} : { detail: lines }) };
  const message = `Preparing the build ${name} failed: ${failure.message}`;
  switch (failure.kind) {
    case 'interrupted':
      return {
        kind: 'interrupted',
        message: `Preparing the build ${name} was stopped.`,
        remedy: 'Start the run again; it is prepared anew.',
      };
    case 'target-timeout':
      return {
        ...failure,
        ...known,
        message,
        remedy: `Run it once by hand in ${cwd} to see where it hangs.`,
      };
    case 'target-not-started':
      return { ...failure, ...known, message };
    default:
      return {
        ...failure,
        ...known,
        message,
        remedy: `Nothing was measured. Run \`${command.join(' ')}\` in ${cwd}, mend it or "prepare" of the build, and start again.`,
      };
  }
}

/** The last bytes of what was written, whole characters only. */
class OutputEnd {
  readonly #decoder = new TextDecoder();
  text = '';
  bytes = 0;

  /** Gives the piece as text; a character that is cut comes with the next piece. */
  add(chunk: Buffer): string {
    const text = this.#decoder.decode(chunk, { stream: true });
    this.bytes += chunk.length;
    this.text = (this.text + text).slice(-KEPT_BYTES);
    return text;
  }
}
