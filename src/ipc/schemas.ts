/** Checks what the window sends before main acts on it: one schema for each channel's question. */
import { z } from 'zod';
import { METRICS } from '../core/model/answers';
import { heapMomentSchema } from '../core/model/heap-plan';
import { INSTRUMENTS } from '../core/model/instrument';
import { functionPairsSchema, pinCoreSchema } from '../core/model/project';
import { CPU_INTERVAL_MS } from '../core/model/run-request';
import type { Channel, Questions } from './contract';
import {
  heapAskQuestion,
  heapDiffQuestion,
  heapExplainQuestion,
  heapPlace,
  heapReleaseQuestion,
} from './heap-schemas';

/** Characters of a table: 100,000 rows with the longest names that a profile has stay far below. */
const MOST_TABLE_TEXT = 1 << 28;

const nothing = z.null();
const text = z.string().max(10_000);
const name = z.string().min(1).max(500);
const size = z.number().positive();

// An id becomes a folder's name: nothing that could leave the data folder.
const recordingId = z
  .string()
  .regex(/^[\w.-]{1,200}$/)
  .refine((id) => !id.includes('..'));

const subject = z.strictObject({ kind: z.enum(['recording', 'comparison']), id: recordingId });

const moment = z.number().min(0);

const place = {
  subject,
  workload: name,
  n: size,
  part: z
    .strictObject({ side: z.enum(['candidate', 'reference']), fromMs: moment, toMs: moment })
    .exactOptional(),
};

const frameKey = z.strictObject({
  function: text,
  file: text.nullable(),
  line: z.number().int().min(0),
});

/** Milliseconds between two CPU samples. */
const cpuInterval = z.number().min(CPU_INTERVAL_MS.least).max(CPU_INTERVAL_MS.most);

const runOptions = z.strictObject({
  workloads: z.array(name).min(1).nullable(),
  sizes: z.array(size).min(1).nullable(),
  runs: z.number().int().min(1).max(1000).nullable(),
  passes: z.array(z.enum(INSTRUMENTS)).min(1).nullable(),
  pinCore: pinCoreSchema.nullable().exactOptional(),
  nativeStacks: z.boolean().exactOptional(),
  cpuIntervalMs: cpuInterval.exactOptional(),
  heapAt: z.array(heapMomentSchema).min(1).nullable().exactOptional(),
});

const flameQuestion = z.strictObject({
  ...place,
  metric: z.enum(['cpu', 'allocated', 'syncs', 'waiting']),
  mode: z.enum(['merged', 'inverted', 'time-order', 'callers', 'callees']),
  side: z.enum(['candidate', 'reference', 'difference']),
  basis: z.enum(['absolute', 'share']),
  filter: z.strictObject({
    thread: text.nullable(),
    onlyOwnCode: z.boolean(),
    collapseRecursion: z.boolean(),
    focus: frameKey.nullable(),
    hidden: z.array(frameKey).max(1000).exactOptional(),
    collapsedModules: z.array(text).max(1000).exactOptional(),
    splitThreads: z.boolean().exactOptional(),
  }),
  root: z.number().int().nullable(),
  widthPx: z.number().min(1).max(20_000),
  search: text.nullable(),
  linked: z.boolean().exactOptional(),
});

const functionsQuestion = z.strictObject({
  ...place,
  sort: z.enum([
    'function',
    'file',
    'self',
    'total',
    'calls',
    'callsPerOperation',
    'allocated',
    'growth',
    'referenceSelf',
    'referenceTotal',
    'referenceCalls',
    'difference',
  ]),
  descending: z.boolean(),
  search: text.nullable(),
  onlyOwnCode: z.boolean(),
  offset: z.number().int().min(0),
  count: z.number().int().min(0).max(10_000),
});

/** Settings as they are changed and saved: any part of them. */
export const SETTINGS_SCHEMA = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).exactOptional(),
  editor: text.nullable().exactOptional(),
  runs: z.number().int().min(1).max(1000).nullable().exactOptional(),
  cpuIntervalMs: cpuInterval.exactOptional(),
  layout: z.record(name, z.number()).exactOptional(),
});

const reportFormat = z.enum(['html', 'md', 'json']);

/** Schemas of the questions; a channel left out does not compile. */
export const QUESTION_SCHEMAS: { [C in Channel]: z.ZodType<Questions[C]['question']> } = {
  'app.info': nothing,
  'settings.get': nothing,
  'settings.set': SETTINGS_SCHEMA,
  'project.current': nothing,
  'project.open': z.strictObject({ path: name }),
  'project.choose': nothing,
  'project.trust': nothing,
  'files.open': z.strictObject({ paths: z.array(name).min(1).max(100).nullable() }),
  'project.recent': nothing,
  'doctor.check': nothing,
  'run.start': z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('profile'), build: name, options: runOptions }),
    z.strictObject({
      kind: z.literal('compare'),
      candidate: name,
      reference: name,
      options: runOptions,
    }),
  ]),
  'run.stop': nothing,
  'run.snapshot': nothing,
  'run.current': nothing,
  'builds.list': nothing,
  'builds.remove': z.strictObject({ id: z.string().regex(/^[\w-]+\/[\w-]+$/) }),
  'recordings.list': nothing,
  'recordings.rename': z.strictObject({ subject, name: z.string().trim().min(1).max(200) }),
  'recordings.pin': z.strictObject({ subject, pinned: z.boolean() }),
  'recordings.delete': z.strictObject({ subject }),
  'recordings.restore': z.strictObject({ subject }),
  'recordings.compare': z.strictObject({ candidate: recordingId, reference: recordingId }),
  'view.summary': z.strictObject({ subject }),
  'view.flame': flameQuestion,
  'view.functions': functionsQuestion,
  'view.function': z.strictObject({
    ...place,
    side: z.enum(['candidate', 'reference']),
    key: frameKey,
  }),
  'view.syscalls': z.strictObject(place),
  'view.timeline': z.strictObject({
    ...place,
    range: z.strictObject({ fromMs: moment, toMs: moment }).nullable(),
    widthPx: z.number().min(1).max(20_000),
  }),
  'view.part': z.strictObject(place),
  'view.scaling': z.strictObject({
    subject,
    workload: name,
    metric: z.enum(METRICS),
    frame: frameKey.nullable(),
  }),
  'view.output': z.strictObject({ subject, workload: name }),
  'view.pairing': z.strictObject({
    ...place,
    side: z.enum(['candidate', 'reference']).nullable(),
    key: frameKey,
  }),
  'pairs.change': z.strictObject({
    subject,
    candidate: frameKey,
    reference: frameKey,
    paired: z.boolean(),
  }),
  'pairs.restore': z.strictObject({ subject, pairs: functionPairsSchema }),
  'heap.captures': z.strictObject(place),
  'heap.open': heapPlace,
  'heap.stop': heapPlace,
  'heap.ask': heapAskQuestion,
  'heap.diff': heapDiffQuestion,
  'heap.explain': heapExplainQuestion,
  'heap.release': heapReleaseQuestion,
  'report.preview': z.strictObject({ subject, format: reportFormat }),
  'report.export': z.strictObject({
    subject,
    format: z.enum(['html', 'md', 'json', 'pdf']),
    path: name.nullable(),
  }),
  'picture.save': z.strictObject({
    name,
    format: z.enum(['png', 'svg']),
    bytes: z.instanceof(Uint8Array),
  }),
  'table.save': z.strictObject({ name, text: z.string().max(MOST_TABLE_TEXT) }),
  'report.show': z.strictObject({ path: name }),
  'editor.open': z.strictObject({ file: name, line: z.number().int().min(0) }),
};
