/** Checks of the questions about heap snapshots. */
import { z } from 'zod';
import type { HeapAsk, HeapPlace } from '../core/model/heap';

const index = z.number().int().min(0);
const range = z.strictObject({ from: index, to: index });
const pair = {
  before: index,
  after: index,
  by: z.enum(['object', 'class', 'auto']),
};

/** Segments that cannot lead out of the recording. */
const captureFile = z
  .string()
  .max(1000)
  .regex(/^captures(?:\/[\w@+=,-][\w.@+=,-]*)+$/);

export const heapPlace: z.ZodType<HeapPlace> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(10_000) }),
  z.strictObject({
    kind: z.literal('capture'),
    recording: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/),
    file: captureFile,
  }),
]);

const ofNode = z.strictObject({ node: index });
const ofNodePage = z.strictObject({ node: index, range });
const page = z.strictObject({ range });

const heapAsk: z.ZodType<HeapAsk> = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('overview'), question: z.null() }),
  z.strictObject({
    name: z.literal('classes'),
    question: z.strictObject({ order: z.enum(['retained', 'self', 'count']), range }),
  }),
  z.strictObject({
    name: z.literal('classNodes'),
    question: z.strictObject({ classIndex: index, range }),
  }),
  z.strictObject({ name: z.literal('node'), question: ofNode }),
  z.strictObject({ name: z.literal('children'), question: ofNodePage }),
  z.strictObject({ name: z.literal('retainers'), question: ofNodePage }),
  z.strictObject({ name: z.literal('pathToRoot'), question: ofNode }),
  z.strictObject({
    name: z.literal('dominated'),
    question: z.strictObject({ node: index.nullable(), range }),
  }),
  z.strictObject({ name: z.literal('duplicateStrings'), question: page }),
  z.strictObject({ name: z.literal('detachedNodes'), question: page }),
  z.strictObject({
    name: z.literal('retainerShapes'),
    question: z.strictObject({ classIndex: index, range }),
  }),
  z.strictObject({
    name: z.literal('allocations'),
    question: z.strictObject({ classIndex: index.nullable(), range }),
  }),
  z.strictObject({ name: z.literal('stringValue'), question: ofNode }),
]);

export const heapAskQuestion = z.strictObject({ heap: index, ask: heapAsk });
export const heapDiffQuestion = z.strictObject({ ...pair, range });
export const heapExplainQuestion = z.strictObject({ ...pair, row: index });
export const heapReleaseQuestion = z.strictObject({ heap: index });
