/** The ledger: every pass of every size, with what it cost over the plain run. */
import type { LedgerEntry } from '../../model/answers';
import type { LoadedRecording } from '../../model/loaded';
import { estimateMedian } from '../statistics/estimate-median';
import { wallTimes } from './measure-size';

/** Ledger lines of a recording; the overhead is computed against the median of the time pass where there is one. */
export function listLedger(loaded: LoadedRecording): LedgerEntry[] {
  return loaded.workloads.flatMap(({ record, sizes }) =>
    sizes.flatMap((size) => {
      const median = estimateMedian(wallTimes(size))?.median ?? null;
      return size.record.passes.map(({ ledger, failure }): LedgerEntry => {
        const isTime = ledger.instrument === 'time';
        const overhead =
          !isTime && median !== null && median > 0 && ledger.wallMs > 0
            ? ledger.wallMs / median
            : ledger.overhead;
        return {
          ...ledger,
          overhead,
          build: loaded.recording.build.name,
          workload: record.name,
          n: size.record.n,
          failure,
        };
      });
    }),
  );
}
