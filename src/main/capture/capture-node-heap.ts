import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { HeapMoment } from '../../core/model/heap-plan';
import type { Bytes } from '../../core/model/units';
import { describeSnapshotCost, formatMegabytes } from './estimate-snapshot-cost';
import type { Mechanism, MechanismContext } from './mechanism';
import { runNodeAgent } from './run-node-agent';

/** A heap of 100 MB takes some 12 s and 1.3 GB; who wants more has to say so. */
const DEFAULT_LIMIT_BYTES = 100_000_000;
const FLUSH_LIMIT_MS = 120_000;

/** Heap snapshots of Node targets: at the start, at the end, at sizes of the heap, or at each SIGUSR2. */
export const captureNodeHeap: Mechanism = {
  instrument: 'heap',
  targets: ['node'],
  name: 'v8.writeHeapSnapshot in process',
  async capture(context, signal) {
    const at = context.options.heapAt ?? [{ kind: 'end' }];
    const limit = context.options.heapLimitBytes ?? DEFAULT_LIMIT_BYTES;
    const outcome = await runNodeAgent(
      {
        instrument: 'heap',
        format: 'heapsnapshot',
        extension: 'heapsnapshot',
        name: captureNodeHeap.name,
        describe: () => `v8.writeHeapSnapshot in process, ${at.map(describeMoment).join(', ')}`,
        settings: {
          heapAt: at,
          heapLimitBytes: limit,
          moments: at.some(({ kind }) => kind === 'size'),
        },
        flushLimitMs: FLUSH_LIMIT_MS,
      },
      context,
      signal,
    );
    const refused = await takeRefusals(context);
    const notes = outcome.files.map(
      (file) =>
        `The snapshot of ${file.process ?? 'the process'}, ${file.label}, stopped it while ${formatMegabytes(file.bytes)} were written.`,
    );
    const most = Math.max(0, ...refused);
    const missing = most === 0 ? null : describeRefusal(context, most, limit);
    // Beside snapshots that were taken, one that was not is worth a note only.
    if (missing !== null && outcome.files.length > 0) notes.push(missing.message);
    return {
      ...outcome,
      notes: [...outcome.notes, ...notes],
      failure: outcome.files.length > 0 ? null : (missing ?? outcome.failure),
    };
  },
};

function describeMoment(moment: HeapMoment): string {
  if (moment.kind === 'size') return `once the heap holds ${formatMegabytes(moment.bytes)}`;
  return { start: 'at the start', end: 'at the end', signal: 'at each SIGUSR2' }[moment.kind];
}

/** Sizes of the heaps of which no snapshot was taken. */
async function takeRefusals({ directory, prefix }: MechanismContext): Promise<Bytes[]> {
  const sizes: Bytes[] = [];
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${prefix}-`) || !name.endsWith('.heapsnapshot.json')) continue;
    const path = join(directory, name);
    const { touchstone } = JSON.parse(await readFile(path, 'utf8')) as {
      touchstone: { heapBytes: Bytes; refused: boolean };
    };
    if (touchstone.refused) sizes.push(touchstone.heapBytes);
    await rm(path, { force: true });
  }
  return sizes;
}

function describeRefusal({ plan }: MechanismContext, heapBytes: Bytes, limit: Bytes): Failure {
  return {
    kind: 'capture-invalid',
    message: `The heap of \`${plan.command.join(' ')}\` held ${formatMegabytes(heapBytes)}, more than the ${formatMegabytes(limit)} of which snapshots are taken: it would have been stopped for ${describeSnapshotCost(heapBytes)}.`,
    remedy:
      'Choose a smaller size, ask for a snapshot at a smaller size of the heap, or raise "limit" of "heap" in the project file.',
  };
}
