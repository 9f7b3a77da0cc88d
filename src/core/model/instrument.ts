/** Instruments and what the doctor says of each. */
export const INSTRUMENTS = [
  'time',
  'cpu',
  'calls',
  'alloc',
  'heap',
  'syscalls',
  'stacks',
  'waits',
  'timeline',
] as const;

/** One way of measuring; passes never mix two. */
export type Instrument = (typeof INSTRUMENTS)[number];

/** The run time of a target, found by looking at its command. */
export type TargetKind = 'node' | 'python' | 'native';

/** Whether one instrument can be used here, for one kind of target. */
export interface InstrumentState {
  instrument: Instrument;
  target: TargetKind;
  state: 'available' | 'degraded' | 'unavailable';
  /** The mechanism that would be used, e.g. `strace -f --seccomp-bpf`. */
  mechanism: string;
  version: string | null;
  /** Why degraded or unavailable, from trying it; null when available. */
  reason: string | null;
  /** Exact command or step that mends it; null when available or when nothing helps. */
  remedy: string | null;
}

/** The doctor's answer. */
export interface DoctorReport {
  machine: MachineInfo;
  user: string;
  instruments: InstrumentState[];
}

/** The machine that numbers were made on. */
export interface MachineInfo {
  cpu: string;
  cores: number;
  memoryBytes: number;
  os: string;
  kernel: string;
  /** Node that launched the targets (not the target's own). */
  node: string;
  hostname: string;
  /** What made the numbers less sure than they look, by measurement before and during the run; absent where nothing was watched. */
  warnings?: MachineWarning[];
}

/** Why times of a run may be longer, or scatter more, than the program alone would make them. */
export interface MachineWarning {
  id: 'busy' | 'waited' | 'stolen' | 'throttled' | 'governor' | 'battery' | 'not-pinned';
  /** One sentence with its number, naming what was read. */
  text: string;
  value: number;
  unit: string;
  when: 'before' | 'during';
}
