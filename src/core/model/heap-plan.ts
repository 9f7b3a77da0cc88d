/** When heap snapshots are taken, as the project file and the command line say it. */
import { z } from 'zod';
import type { Bytes } from './units';

const SIZE = /^(\d+(?:\.\d+)?) ?(k|M|G)B$/;
const UNITS = { k: 1e3, M: 1e6, G: 1e9 } as const;

/** A moment: when the program starts, when it ends, at SIGUSR2, or once the heap has reached a size. */
export type HeapMoment = { kind: 'start' | 'end' | 'signal' } | { kind: 'size'; bytes: Bytes };

const sizeSchema = z.string().regex(SIZE, 'a size such as 200MB');

/** As text: `start`, `end`, `signal` or `size:200MB`. */
export const heapMomentSchema = z.union([
  z.enum(['start', 'end', 'signal']),
  z.string().regex(/^size:(\d+(?:\.\d+)?) ?(k|M|G)B$/, 'start, end, signal, or size:200MB'),
]);

/** The heap pass of a project or workload. */
export const heapPlanSchema = z.strictObject({
  /** Moments of the heap pass's snapshots; a snapshot at the end when absent. */
  at: z.array(heapMomentSchema).min(1).max(20).default(['end']),
  /** Of a heap above this no snapshot is taken, since one costs far more than the heap. 100MB when absent. */
  limit: sizeSchema.optional(),
});
export type HeapPlan = z.infer<typeof heapPlanSchema>;

/** `200MB` in bytes, decimal units; null for another text. */
export function parseByteSize(text: string): Bytes | null {
  const match = SIZE.exec(text);
  if (match === null) return null;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** A moment's text as the program uses it; null where the text is none. */
export function parseHeapMoment(text: string): HeapMoment | null {
  if (text === 'start' || text === 'end' || text === 'signal') return { kind: text };
  const bytes = text.startsWith('size:') ? parseByteSize(text.slice(5)) : null;
  return bytes === null ? null : { kind: 'size', bytes };
}
