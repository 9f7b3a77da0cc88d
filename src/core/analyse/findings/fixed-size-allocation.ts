/** A block of one round size is allocated for each operation, where the reference reuses one. */
import { formatBytes } from '../../model/format-quantity';
import { formatCount, formatShare, formatTimes } from '../format-figure';
import { findFixedBlocks } from './fixed-blocks';
import type { FixedBlock } from './fixed-blocks';
import { fact, MOST_FRAMES, shortenPath } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { blocks: bounds } = THRESHOLDS;

interface Repeated {
  block: FixedBlock;
  perOperation: number;
  theirs: number;
}

/**
 * Blocks by the function that asked for them, at every size with an allocation pass of both builds: the same size of block, a
 * constant number of about one or more for each operation, and hardly any of that size in the reference, whoever asks for it there.
 */
export const fixedSizeAllocation: ComparisonRule = (view) => {
  const sizes = view.common
    .filter(({ candidateSize, referenceSize }) => candidateSize.alloc && referenceSize.alloc)
    .map((size) => ({
      size,
      ours: findFixedBlocks(size.candidateSize.alloc!),
      theirs: findFixedBlocks(size.referenceSize.alloc!),
    }));
  const last = sizes[sizes.length - 1];
  if (last === undefined) return null;
  const { size } = last;
  const found = last.ours
    .flatMap((block): Repeated[] => {
      const perOperation = block.count / size.operations;
      if (block.count < bounds.count || perOperation < bounds.perOperation) return [];
      if (block.count * block.bytes < bounds.totalBytes) return [];
      const rates = sizes.map(({ size: { operations }, ours }) => {
        const same = ours.find((each) => each.bytes === block.bytes && isSame(each, block));
        return (same?.count ?? 0) / operations;
      });
      const [low, high] = [Math.min(...rates), Math.max(...rates)];
      const slack = Math.max(...sizes.map((each) => 8 / each.size.operations));
      if (high - low > bounds.flatness * high + slack) return [];
      const theirs =
        last.theirs
          .filter(({ bytes }) => bytes === block.bytes)
          .reduce((sum, { count }) => sum + count, 0) / size.operations;
      return theirs > bounds.referenceShare * perOperation ? [] : [{ block, perOperation, theirs }];
    })
    .sort((a, b) => b.block.count * b.block.bytes - a.block.count * a.block.bytes);
  const first = found[0];
  if (first === undefined) return null;
  const { block, perOperation, theirs } = first;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const { function: name, file, line } = block.key;
  const place = file === null ? name : `${name} (${shortenPath(file)}:${line})`;
  const all = size.candidate.allocatedBytes;
  const share = all === null || all <= 0 ? null : (block.count * block.bytes) / all;
  const bytes = formatBytes(block.bytes);
  return {
    id: 'fixed-size-allocation',
    severity: share !== null && share >= bounds.highShare && perOperation >= 2 ? 'high' : 'medium',
    confidence: sizes.length >= 2 ? 'high' : 'medium',
    workload: view.name,
    title: `${candidate} allocates a block of ${bytes} ${formatTimes(perOperation)} for each operation of ${view.name}; ${theirs < 0.005 ? `${reference} allocates none` : `${reference} ${formatTimes(theirs)}`}.`,
    headline: {
      value: perOperation,
      unit: 'blocks/op',
      caption: `of ${bytes}, ${reference} ${formatCount(theirs)}`,
    },
    evidence: [
      fact(
        `${place} of ${candidate} allocates ${formatCount(Math.round(block.count))} blocks of ${bytes} in ${formatCount(size.operations)} operations at n = ${formatCount(size.n)}, and as many for each operation at the other sizes.`,
        perOperation,
        'blocks/op',
        'alloc',
      ),
      fact(
        `All of ${reference} allocates ${formatCount(Math.round(theirs * size.operations))} blocks of that size in the same operations.`,
        theirs,
        'blocks/op',
        'alloc',
      ),
      ...(share === null
        ? []
        : [
            fact(
              `That is ${formatShare(Math.min(1, share))} of all bytes that ${candidate} allocates.`,
              Math.min(1, share),
              'share',
              'alloc',
            ),
          ]),
    ],
    frames: found.slice(0, MOST_FRAMES).map((each) => ({
      ...each.block.key,
      candidate: each.perOperation,
      reference: each.theirs,
    })),
    refutedBy:
      'Blocks that outlive their operation, so that each of them is needed at the same time as the others.',
    advice: 'Keep one block and use it again, or take blocks from a pool and give them back.',
  };
};

function isSame(a: FixedBlock, b: FixedBlock): boolean {
  return a.key.function === b.key.function && a.key.file === b.key.file;
}
