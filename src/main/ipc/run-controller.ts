/** One run at a time: started, told of, stopped, and its end made known. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import type { PreparationEvent } from '../../core/model/preparation';
import type { RunOutcome, RunProgress, RunRequest } from '../../core/model/run-request';
import { createBuildSource } from '../project/find-build';
import { SnapshotRequests } from '../capture/snapshot-requests';
import { recordComparison, recordProfile } from '../record/record-run';
import { joinOutput } from './join-output';
import { applySizes } from './choose-sizes';
import type { Session } from './session';

/** Who hears of runs. */
export interface RunListener {
  onProgress: (progress: RunProgress) => void;
  onPreparation: (event: PreparationEvent) => void;
  /** `seconds` is how long the run took. */
  onEnd: (outcome: RunOutcome, seconds: number) => void;
  /** A defect of Touchstone itself, not of the target. */
  onDefect: (error: unknown) => void;
}

interface Run {
  abort: AbortController;
  ended: Promise<void>;
  progress: RunProgress | null;
}

/** A program that has just started may take so long until it can be asked for a snapshot, on a busy machine. */
const START_MS = 5000;

/** See the head of this file. */
export class RunController {
  readonly #session: Session;
  readonly #listener: RunListener;
  readonly #snapshots = new SnapshotRequests();
  #run: Run | null = null;

  constructor(session: Session, listener: RunListener) {
    this.#session = session;
    this.#listener = listener;
  }

  /** Progress of the run under way; null when none runs or it has not begun to measure. */
  get progress(): RunProgress | null {
    return this.#run?.progress ?? null;
  }

  get isRunning(): boolean {
    return this.#run !== null;
  }

  /** Starts a run and returns at once. Fails with `project-not-trusted`, `project-invalid` or `usage`. */
  async start(request: RunRequest): Promise<Result<null, Failure>> {
    if (this.#run !== null) {
      return fail({
        kind: 'usage',
        message: 'A run is under way.',
        remedy: 'Wait for its end or stop it: two at once would disturb each other.',
      });
    }
    const trusted = this.#session.trustedProject();
    if (!trusted.ok) return trusted;
    const abort = new AbortController();
    const run: Run = { abort, ended: Promise.resolve(), progress: null };
    // Taken before anything is awaited: two clicks must not start two runs.
    this.#run = run;
    const project = await this.#session.reload();
    if (!project.ok) {
      this.#run = null;
      return project;
    }
    run.ended = this.#conduct(run, request, project.value);
    return succeed(null);
  }

  /** Has the Node processes of the heap pass under way take a snapshot each. Fails with `usage` where there is none to ask. */
  async takeSnapshot(): Promise<Result<{ processes: number }, Failure>> {
    const until = performance.now() + START_MS;
    let processes = this.#snapshots.take();
    while (processes === 0 && performance.now() < until) {
      await sleep(50);
      processes = this.#snapshots.take();
    }
    if (processes !== null && processes > 0) return succeed({ processes });
    return fail({
      kind: 'usage',
      message:
        processes === null
          ? 'No heap snapshot was taken: no heap pass of a Node program is under way.'
          : 'No heap snapshot was taken: the program has just started.',
      remedy:
        processes === null
          ? 'Choose the heap pass among the passes, and ask while it runs.'
          : 'Ask again in a moment.',
    });
  }

  /** Asks the run to end; what was captured is kept. Returns when it has ended. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    run.abort.abort();
    await run.ended;
  }

  async #conduct(
    run: Run,
    request: RunRequest,
    opened: Parameters<typeof applySizes>[0],
  ): Promise<void> {
    const startedAt = performance.now();
    const { project, options } = applySizes(opened, request.options);
    const { store } = this.#session;
    const builds = createBuildSource(project, store.folder);
    const services = { store, builds, snapshots: this.#snapshots };
    const listeners = {
      onProgress: (progress: RunProgress) => {
        run.progress = progress;
        this.#listener.onProgress(progress);
      },
      onPreparation: joinOutput((event) => this.#listener.onPreparation(event)),
    };
    const { signal } = run.abort;
    try {
      const outcome =
        request.kind === 'profile'
          ? await recordProfile(project, { ...request, options }, services, listeners, signal)
          : await recordComparison(project, { ...request, options }, services, listeners, signal);
      this.#run = null;
      this.#listener.onEnd(outcome, (performance.now() - startedAt) / 1000);
    } catch (error) {
      this.#run = null;
      this.#listener.onDefect(error);
      const message = error instanceof Error ? error.message : String(error);
      this.#listener.onEnd(
        {
          state: 'failed',
          subject: null,
          failures: [
            {
              kind: 'capture-invalid',
              message: `Touchstone met an error that it did not expect: ${message}`,
              remedy: 'Run again; the error is kept in touchstone.log in the data folder.',
            },
          ],
        },
        (performance.now() - startedAt) / 1000,
      );
    }
  }
}
