import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { Bytes } from '../../core/model/units';
import { estimateSnapshotCost } from './estimate-snapshot-cost';
import type { Mechanism, MechanismContext } from './mechanism';
import { runNodeAgent } from './run-node-agent';

/** A heap of 100 MB takes some 12 s and 1.3 GB; who wants more has to say so. */
const DEFAULT_LIMIT_BYTES = 100_000_000;
const FLUSH_LIMIT_MS = 120_000;

/** Heap snapshots of Node targets: at the end, at a size of the heap, or at each SIGUSR2. */
export const captureNodeHeap: Mechanism = {
  instrument: 'heap',
  targets: ['node'],
  name: 'v8.writeHeapSnapshot in process',
  async capture(context, signal) {
    const when = context.options.heapWhen ?? { kind: 'end' };
    const limit = context.options.heapLimitBytes ?? DEFAULT_LIMIT_BYTES;
    const outcome = await runNodeAgent(
      {
        instrument: 'heap',
        format: 'heapsnapshot',
        extension: 'heapsnapshot',
        name: captureNodeHeap.name,
        describe: () => `v8.writeHeapSnapshot in process, ${describeWhen(when)}`,
        settings: { heapWhen: when, heapLimitBytes: limit, moments: when.kind === 'size' },
        flushLimitMs: FLUSH_LIMIT_MS,
      },
      context,
      signal,
    );
    const refused = await takeRefusals(context);
    const notes = outcome.files.map(
      (file) =>
        `The snapshot of ${file.process ?? 'the process'} stopped it while ${megabytes(file.bytes)} were written.`,
    );
    const most = Math.max(0, ...refused);
    if (most === 0) return { ...outcome, notes: [...outcome.notes, ...notes] };
    return {
      ...outcome,
      notes: [...outcome.notes, ...notes],
      failure: outcome.files.length > 0 ? null : describeRefusal(context, most, limit),
    };
  },
};

function describeWhen(when: NonNullable<MechanismContext['options']['heapWhen']>): string {
  if (when.kind === 'size') return `once the heap holds ${megabytes(when.bytes)}`;
  return when.kind === 'signal' ? 'at each SIGUSR2' : 'at the end';
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
  const cost = estimateSnapshotCost(heapBytes);
  return {
    kind: 'capture-invalid',
    message: `The heap of \`${plan.command.join(' ')}\` held ${megabytes(heapBytes)}, more than the ${megabytes(limit)} of which snapshots are taken: it would have been stopped for about ${cost.seconds.toFixed(0)} s, with ${megabytes(cost.memoryBytes)} of memory and a file of ${megabytes(cost.fileBytes)}.`,
    remedy: 'Choose a smaller size, or ask for a snapshot at a smaller size of the heap.',
  };
}

function megabytes(bytes: Bytes): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
