/** What will run, what is running, and how the last run ended. */
import { create } from 'zustand';
import type { PreparationEvent } from '../../core/model/preparation';
import type { Instrument } from '../../core/model/instrument';
import {
  CPU_INTERVAL_MS,
  type RunOutcome,
  type RunProgress,
  type RunRequest,
} from '../../core/model/run-request';
import type { ProjectState, Settings } from '../../ipc/contract';
import { ask } from './bridge';
import { useNoticesStore } from './notices-store';
import { useProjectStore } from './project-store';
import { useSettingsStore } from './settings-store';

/** The choices in the top bar. Null: all that the project has. */
export interface RunChoice {
  candidate: string | null;
  reference: string | null;
  workloads: string[] | null;
  sizes: number[] | null;
  runs: number | null;
  /** Null: the passes that a run makes unless told otherwise. */
  passes: Instrument[] | null;
  /** CPU samples of Node programs with native functions in their stacks. */
  nativeStacks: boolean;
  /** Timed runs on one core chosen by the machine. False: as the project says, which is not to pin unless it does. */
  pinned: boolean;
}

interface RunState {
  choice: RunChoice;
  /** From the click on Profile or Compare until main says that the run ended. */
  running: 'profile' | 'compare' | null;
  stopping: boolean;
  progress: RunProgress | null;
  /** The `prepare` command under way, with the end of what it wrote; null while none runs. */
  preparation: Preparation | null;
  /** Null until a run ended, and again when the next starts. */
  outcome: RunOutcome | null;
  /** What was asked for in a folder that is not trusted yet: it starts once it is. */
  awaitingTrust: 'profile' | 'compare' | null;
  choose: (change: Partial<RunChoice>) => void;
  /** Sets the choices back to what the project suggests. */
  reset: (project: ProjectState | null) => void;
  start: (kind: 'profile' | 'compare') => Promise<void>;
  /** Starts what waited for trust, or forgets it. */
  settleTrust: (trusted: boolean) => void;
  stop: () => Promise<void>;
  /** Has the Node program of the heap pass under way take a snapshot, and says what became of it. */
  takeSnapshot: () => Promise<void>;
  load: () => Promise<void>;
  receiveProgress: (progress: RunProgress) => void;
  receivePreparation: (event: PreparationEvent) => void;
  finish: (outcome: RunOutcome) => void;
}

/** See RunState.preparation. */
export interface Preparation {
  build: string;
  command: string;
  cwd: string;
  output: string;
}

/** About 400 lines: more than a screen, little to keep. */
const KEPT_OUTPUT = 32_768;

const NO_CHOICE: RunChoice = {
  candidate: null,
  reference: null,
  workloads: null,
  sizes: null,
  runs: null,
  passes: null,
  nativeStacks: false,
  pinned: false,
};

/** The choices that a project suggests: its roles, else its first two builds. */
export function suggestChoice(project: ProjectState | null): RunChoice {
  if (project === null) return NO_CHOICE;
  const byRole = (role: 'candidate' | 'reference') =>
    project.builds.find((build) => build.role === role)?.name ?? null;
  const candidate = byRole('candidate') ?? project.builds[0]?.name ?? null;
  const other = project.builds.find((build) => build.name !== candidate)?.name ?? null;
  const reference = byRole('reference') ?? other;
  return { ...NO_CHOICE, candidate, reference: reference === candidate ? other : reference };
}

/** What a run does unless chosen otherwise. */
type UsualOptions = Pick<Settings, 'runs' | 'cpuIntervalMs'>;

/** From the settings; a project that names a number of runs keeps it. */
function usualOptions(): UsualOptions {
  const { runs, cpuIntervalMs } = useSettingsStore.getState().settings;
  const { project } = useProjectStore.getState();
  return { runs: project?.runs == null ? runs : null, cpuIntervalMs };
}

/** The request that the choices mean; null where a build is missing. */
export function requestOf(
  kind: 'profile' | 'compare',
  choice: RunChoice,
  usual: UsualOptions = { runs: null, cpuIntervalMs: CPU_INTERVAL_MS.usual },
): RunRequest | null {
  const { candidate, reference, workloads, sizes, runs, passes } = choice;
  const options = {
    workloads,
    sizes,
    runs: runs ?? usual.runs,
    passes,
    cpuIntervalMs: usual.cpuIntervalMs,
    ...(choice.nativeStacks ? { nativeStacks: true } : {}),
    ...(choice.pinned ? { pinCore: 'auto' as const } : {}),
  };
  if (candidate === null) return null;
  if (kind === 'profile') return { kind, build: candidate, options };
  return reference === null ? null : { kind, candidate, reference, options };
}

/** What a terminal would show: a carriage return starts its line anew, and colours are left out. */
function foldReturns(text: string): string {
  return (
    text
      // Escape sequences of terminals.
      .replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g'), '')
      .replace(/\r+\n/g, '\n')
      .replace(/[^\n]*\r(?!$)/g, '')
  );
}

/** See the head of this file. */
export const useRunStore = create<RunState>((set, get) => ({
  choice: NO_CHOICE,
  running: null,
  stopping: false,
  progress: null,
  preparation: null,
  outcome: null,
  awaitingTrust: null,
  choose: (change) => set(({ choice }) => ({ choice: { ...choice, ...change } })),
  reset: (project) => set({ choice: suggestChoice(project), outcome: null }),
  start: async (kind) => {
    const request = requestOf(kind, get().choice, usualOptions());
    if (request === null || get().running !== null) return;
    set({ running: kind, stopping: false, progress: null, outcome: null });
    const answer = await ask('run.start', request);
    if (answer.ok) return;
    set({ running: null });
    if (answer.failure.kind === 'project-not-trusted') {
      set({ awaitingTrust: kind });
      useNoticesStore.getState().openDialog('trust');
    } else {
      set({ outcome: { state: 'failed', subject: null, failures: [answer.failure] } });
    }
  },
  settleTrust: (trusted) => {
    const kind = get().awaitingTrust;
    set({ awaitingTrust: null });
    if (trusted && kind !== null) void get().start(kind);
  },
  takeSnapshot: async () => {
    const { notify, notifyFailure } = useNoticesStore.getState();
    const answer = await ask('run.snapshot', null);
    if (!answer.ok) notifyFailure(answer.failure);
    else {
      const { processes } = answer.value;
      const who = processes === 1 ? 'The program' : `${processes} processes`;
      notify('Heap snapshot asked for', `${who} will write it as soon as the event loop is free.`);
    }
  },
  stop: async () => {
    if (get().running === null) return;
    set({ stopping: true });
    await ask('run.stop', null);
  },
  load: async () => {
    const current = await ask('run.current', null);
    if (current.ok && current.value !== null) {
      set({ running: 'compare', progress: current.value });
    }
  },
  receiveProgress: (progress) => set({ progress }),
  receivePreparation: (event) =>
    set(({ preparation }) => {
      if (event.kind === 'started') {
        const { build, command, cwd } = event;
        return { preparation: { build, command: command.join(' '), cwd, output: '' } };
      }
      if (event.kind === 'waiting') {
        const output = 'Another run is preparing this build; waiting for it.';
        return { preparation: { build: event.build, command: '', cwd: '', output } };
      }
      if (event.kind !== 'output' || preparation === null) return { preparation: null };
      const output = foldReturns(preparation.output + event.text).slice(-KEPT_OUTPUT);
      return { preparation: { ...preparation, output } };
    }),
  finish: (outcome) =>
    set({ outcome, running: null, stopping: false, progress: null, preparation: null }),
}));
