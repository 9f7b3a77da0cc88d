/**
 * All that main and renderer share besides core: each channel with its question and answer. Handlers
 * (main/ipc) and the client (renderer/state) are mapped from these two tables, so a missing one does
 * not compile. Failures cross as data, because `invoke` loses the fields of an Error.
 */
import type { ComparisonAnswer, ProfileAnswer } from '../core/model/answers';
import type { Failure } from '../core/model/failure';
import type {
  HeapAnswer,
  HeapAsk,
  HeapCapture,
  HeapDiff,
  HeapDiffDetail,
  HeapDiffQuestion,
  HeapExplainQuestion,
  HeapPlace,
  OpenHeap,
} from '../core/model/heap';
import type { DoctorReport } from '../core/model/instrument';
import type { FunctionPair } from '../core/model/project';
import type { PreparationEvent, WorkTreeInfo } from '../core/model/preparation';
import type { RecordingSummary } from '../core/model/recording';
import type { Result } from '../core/model/result';
import type { RunOutcome, RunProgress, RunRequest } from '../core/model/run-request';
import type {
  FunctionDetailAnswer,
  FunctionDetailQuestion,
  FunctionsAnswer,
  FunctionsQuestion,
  PairingAnswer,
  PairingQuestion,
} from '../core/model/function-answers';
import type {
  FlameAnswer,
  FlameQuestion,
  FrameKey,
  OutputQuestion,
  OutputViewAnswer,
  PartAnswer,
  Place,
  ScalingAnswer,
  ScalingQuestion,
  Subject,
  SyscallsAnswer,
  SyscallsQuestion,
  TimelineAnswer,
  TimelineQuestion,
} from '../core/model/view-answers';

/** The open project as the window shows it. */
export interface ProjectState {
  name: string;
  path: string;
  /** Commands run only in a trusted folder. */
  trusted: boolean;
  /** False: suggested from package.json and the like, not on disk. */
  saved: boolean;
  builds: {
    name: string;
    role: 'candidate' | 'reference' | null;
    command: string;
    git: string | null;
    /** The command that is run once before anything is measured; absent where there is none. */
    prepare?: string;
  }[];
  workloads: { name: string; sizes: number[]; operations: string }[];
  /** Null: as many as the intervals need. */
  runs: number | null;
}

/** Formats of a report that are text. */
export type ReportFormat = 'html' | 'md' | 'json';

/** Formats in which the window writes a report. */
export type ExportedFormat = ReportFormat | 'pdf';

/** Formats of a picture of the open graph. */
export type PictureFormat = 'png' | 'svg';

/** Settings kept under the data folder. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  /** Command that opens a file at a line, e.g. `code --goto {file}:{line}`; null for none. */
  editor: string | null;
  /** Runs of each build and size where the project names no number; null: as many as the intervals need. */
  runs: number | null;
  /** Milliseconds between two CPU samples. */
  cpuIntervalMs: number;
  /** Widths of panels and other things that the window remembers, by name. */
  layout: Record<string, number>;
}

/** What the application knows of itself. */
export interface AppInfo {
  version: string;
  electron: string;
  /** The lowest Electron that the code supports. */
  electronFloor: string;
  node: string;
  chrome: string;
  dataFolder: string;
  sampleProject: string;
}

/** What became of a pair that was drawn or taken away. */
export interface PairsChanged {
  /** All pairs as they were before. */
  before: FunctionPair[];
  /** The project's file, or the comparison itself where there is none. */
  keptIn: 'project' | 'comparison';
}

/** What became of files that were opened. */
export interface FilesOpened {
  recordings: Subject[];
  failures: Failure[];
}

/** A question answered by main: `invoke(channel, question)` gives a Result of the answer. */
export interface Questions {
  'app.info': { question: null; answer: AppInfo };
  'settings.get': { question: null; answer: Settings };
  'settings.set': { question: Partial<Settings>; answer: Settings };
  'project.current': { question: null; answer: ProjectState | null };
  'project.open': { question: { path: string }; answer: ProjectState };
  'project.choose': { question: null; answer: ProjectState | null };
  'project.trust': { question: null; answer: ProjectState };
  /** Reads files of any profiler into the open project, or into the list of imports where none is open. Null asks for them by a dialog. */
  'files.open': { question: { paths: string[] | null }; answer: FilesOpened };
  'project.recent': { question: null; answer: { name: string; path: string }[] };
  'doctor.check': { question: null; answer: DoctorReport };
  'run.start': { question: RunRequest; answer: null };
  'run.stop': { question: null; answer: null };
  /** Has the Node processes of the heap pass under way take a snapshot; fails with `usage` where there is none to ask. */
  'run.snapshot': { question: null; answer: { processes: number } };
  /** Progress of the run under way, for a window that was reloaded; null when none runs. */
  'run.current': { question: null; answer: RunProgress | null };
  /** Work trees of git builds on disk, of all projects. */
  'builds.list': { question: null; answer: WorkTreeInfo[] };
  /** Removes one; it is made anew when it is needed. */
  'builds.remove': { question: { id: string }; answer: null };
  'recordings.list': { question: null; answer: RecordingSummary[] };
  'recordings.rename': { question: { subject: Subject; name: string }; answer: null };
  'recordings.pin': { question: { subject: Subject; pinned: boolean }; answer: null };
  'recordings.delete': { question: { subject: Subject }; answer: null };
  'recordings.restore': { question: { subject: Subject }; answer: null };
  /** Puts two recordings side by side; the answer is the new comparison. */
  'recordings.compare': { question: { candidate: string; reference: string }; answer: Subject };
  'view.summary': { question: { subject: Subject }; answer: ProfileAnswer | ComparisonAnswer };
  'view.flame': { question: FlameQuestion; answer: FlameAnswer };
  'view.functions': { question: FunctionsQuestion; answer: FunctionsAnswer };
  'view.function': { question: FunctionDetailQuestion; answer: FunctionDetailAnswer };
  'view.syscalls': { question: SyscallsQuestion; answer: SyscallsAnswer };
  'view.timeline': { question: TimelineQuestion; answer: TimelineAnswer };
  /** What the part of a run that the place names means for each build. */
  'view.part': { question: Place; answer: PartAnswer };
  'view.scaling': { question: ScalingQuestion; answer: ScalingAnswer };
  'view.output': { question: OutputQuestion; answer: OutputViewAnswer };
  'view.pairing': { question: PairingQuestion; answer: PairingAnswer | null };
  /** Pairs two functions of a comparison, or takes their pair away; answers of the comparison change. */
  'pairs.change': {
    question: { subject: Subject; candidate: FrameKey; reference: FrameKey; paired: boolean };
    answer: PairsChanged;
  };
  /** Puts the pairs back as `pairs.change` found them. */
  'pairs.restore': { question: { subject: Subject; pairs: FunctionPair[] }; answer: null };
  /** The snapshots of one size, candidate's first, each build's in the order of its files. */
  'heap.captures': { question: Place; answer: HeapCapture[] };
  /** Takes seconds and gigabytes; `heap.progress` tells how far it is. Release what is no longer shown. */
  'heap.open': { question: HeapPlace; answer: OpenHeap };
  /** Ends the reading of a snapshot: its `heap.open` fails with `interrupted`. */
  'heap.stop': { question: HeapPlace; answer: null };
  'heap.ask': { question: { heap: number; ask: HeapAsk }; answer: HeapAnswer };
  'heap.diff': { question: HeapDiffQuestion; answer: HeapDiff };
  'heap.explain': { question: HeapExplainQuestion; answer: HeapDiffDetail | null };
  'heap.release': { question: { heap: number }; answer: null };
  'report.preview': {
    question: { subject: Subject; format: ReportFormat };
    answer: { text: string };
  };
  /** Writes to `path`, or asks for one by a dialog when it is null; the answer is null when the user cancels. */
  'report.export': {
    question: { subject: Subject; format: ExportedFormat; path: string | null };
    answer: { path: string } | null;
  };
  /** Asks for a file by a dialog and writes what the window has drawn; the answer is null when the user cancels. */
  'picture.save': {
    question: { name: string; format: PictureFormat; bytes: Uint8Array };
    answer: { path: string } | null;
  };
  /** Asks for a file by a dialog and writes a table as CSV; the answer is null when the user cancels. */
  'table.save': {
    question: { name: string; text: string };
    answer: { path: string } | null;
  };
  /** Shows a file that this session exported in the file manager. */
  'report.show': { question: { path: string }; answer: null };
  'editor.open': { question: { file: string; line: number }; answer: null };
}

/** Scheme and host of the window's own pages; nothing else is ever loaded. */
export const APP_ORIGIN = 'app://touchstone';

/** Address under APP_ORIGIN that shows a subject's HTML report, isolated by a policy of its own. */
export function reportAddress(subject: Subject): string {
  return `${APP_ORIGIN}/report/${subject.kind}/${encodeURIComponent(subject.id)}`;
}

/** The same report with everything unfolded, for paper. */
export function paperAddress(subject: Subject): string {
  return `${reportAddress(subject)}/paper`;
}

/** What main tells without being asked. */
export interface Events {
  /** Share of a snapshot that was read, 0 to 1. */
  'heap.progress': { place: HeapPlace; share: number };
  'run.progress': RunProgress;
  /** A `prepare` command under way; pieces of its output are joined, at most ten a second. */
  'run.preparation': PreparationEvent;
  'run.finished': RunOutcome;
  'project.changed': ProjectState | null;
  'recordings.changed': null;
  /** Files that were named from outside the window, and what became of them. */
  'files.opened': FilesOpened;
  /** Files that are being read, by name; empty when all are. */
  'files.reading': { names: string[] };
  /** A project or file could not be opened from outside the window: an argument, a drop, the menu. */
  'app.failure': Failure;
  /** A command of the application menu for the renderer, e.g. `profile`, `compare`, `stop`, `find`, `keyboard`. */
  'menu.command': { command: string };
}

export type Channel = keyof Questions;
export type EventName = keyof Events;

/** What the preload script puts on `window.touchstone`; it never grows beyond this. */
export interface Bridge {
  invoke<C extends Channel>(
    channel: C,
    question: Questions[C]['question'],
  ): Promise<Result<Questions[C]['answer'], Failure>>;
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (value: Events[E]) => void): () => void;
  /** Absolute path of a dropped file, which the web platform hides. */
  pathOfFile(file: unknown): string;
}
