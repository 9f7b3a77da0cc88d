/** The tabs in their order, by the names that people read; the window has them, and the menu of main offers them. */
export const TABS = [
  'Summary',
  'Flame graph',
  'Functions',
  'Heap',
  'Syscalls',
  'Timeline',
  'Scaling',
  'Output',
  'Report',
] as const;

/** See TABS. */
export type Tab = (typeof TABS)[number];
