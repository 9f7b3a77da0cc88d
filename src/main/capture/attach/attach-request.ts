import type { RunningProcess } from './find-process';

/** What can be had of a process that runs already. */
export const ATTACH_INSTRUMENTS = ['cpu', 'alloc', 'heap'] as const;
export type AttachInstrument = (typeof ATTACH_INSTRUMENTS)[number];

/** What is wanted of a running process. */
export interface AttachRequest {
  process: RunningProcess;
  /** Made one after the other, each for `seconds`; heap is one snapshot. */
  instruments: readonly AttachInstrument[];
  seconds: number;
  /** Absolute folder for the captures; made when missing. */
  directory: string;
}
