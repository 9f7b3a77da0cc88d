/**
 * Where findings begin. One place, so that the whole of what counts as a finding can be read and argued about. Each bound
 * stands above what a build shows against itself on a busy two-core machine: medians of ten interleaved runs differ by up
 * to 8 %, of three by up to 25 %, call counts by a few timers and collections, sampled bytes by some per cent.
 */
export const THRESHOLDS = {
  slower: {
    /** A fifth of the pairs of a build with itself reach 1.1 at three runs; none reached 1.3 with an interval above 1.15. */
    ratio: 1.3,
    ratioLow: 1.15,
    /** Process start jitters by some ms; less than this is no work that was measured. */
    differenceMs: 5,
    /** From here on a user waits noticeably longer. */
    mediumRatio: 1.5,
    highRatio: 3,
  },
  grows: {
    /** Half an order: between O(1) and O(√n), far above what caches bend. */
    exponent: 0.5,
    /** Calls of a growing function at the largest size, over its counterpart's. */
    callsRatio: 2,
    /** Growth of fewer calls than this in a whole run costs nothing. */
    calls: 100,
    /** Share of CPU under the growing functions for the growth to matter. */
    cpuShare: 0.1,
    /** Share of calls that has to grow where no CPU pass was made. */
    callsShare: 0.3,
    /** How much the ratio of times has to rise from the smallest to the largest size. */
    ratioRise: 1.25,
    /** Growth of the reference over that of the candidate, at the upper end of its interval, that still counts as flat. */
    referenceGrowth: 1 / 16,
    /** The same as an estimate: a real build of the same class is seldom forty times cheaper for each item. */
    referenceSlope: 1 / 40,
    /** The same where the samples show one function to hold the growth, and its counterpart to cost nothing. */
    referenceMost: 1 / 4,
    /** Share of CPU that such a function holds. */
    loopShare: 0.3,
    /** Rise of the reference's time from which on its own exponent can be told apart from process start. */
    referenceRise: 1.5,
    /** Rise of the ratio without exact counts to support it: noise of a few per cent at both ends is far below. */
    ratioRiseAlone: 1.5,
    highRatio: 2,
  },
  syncs: {
    /** Between none and one for each operation; a checkpoint or a sync at close stays far below. */
    perOperation: 0.5,
    /** The reference may sync too: then the candidate has to do clearly more of it. */
    ratio: 1.5,
    /** Fewer syncs than this in a run are its start and end. */
    count: 10,
    /** Share of the run spent in syncs, or time for each operation, at which it becomes the user's problem. */
    highShare: 0.1,
    highMsPerOperation: 1,
  },
  allocation: {
    /** Three times the reference's is more than sampling (about 9 % at 4 MiB) and loading modules can make. */
    ratio: 3,
    /** An operation's result may take some KiB; a reference that works outside of the heap shows none of its own. */
    bytesPerOperation: 16 * 1024,
    differenceBytes: 8 * 2 ** 20,
    highRatio: 8,
  },
  setup: {
    /** At least this often for each operation: once, with a start that is not counted. */
    callsPerOperation: 0.9,
    /** The reference's counterpart is called this seldom, relative to the candidate's. */
    referenceShare: 0.1,
    /** Calls for each operation may change this much over the sizes and still be constant. */
    flatness: 0.1,
    /** Share of CPU under the function at the size where it is highest. */
    cpuShare: 0.05,
    /** CPU samples under it, so that a share is not three samples of twenty. */
    samples: 10,
    highShare: 0.2,
    /** Opens of one path for each operation, and in all. */
    opensPerOperation: 0.9,
    opens: 20,
  },
  copy: { cpuShare: 0.05, bytesShare: 0.1, callsPerOperation: 1, ratio: 2 },
  /** Ten points above the reference is what the field calls pressure; alone a quarter of the CPU. */
  collector: {
    points: 0.1,
    share: 0.15,
    shareAlone: 0.25,
    highShare: 0.4,
    ms: 60,
    bytesRatio: 1.5,
  },
  memory: { ratio: 1.5, ratioLow: 1.3, differenceBytes: 32 * 2 ** 20, highRatio: 4 },
  /**
   * Half of the time, and twice the reference's. A process that has to share its processors waits as well: the wait that the
   * reference has for its CPU time is taken off first, and at least one voluntary switch an operation has to say that it waited by itself.
   */
  waiting: {
    share: 0.5,
    excessShare: 0.3,
    ratio: 2,
    differenceMs: 50,
    highShare: 0.8,
    switchesPerOperation: 1,
  },
  /** Writes of less than 200 bytes, ten or more for each operation (The Rust Performance Book, I/O). */
  smallIo: { bytesPerCall: 200, callsPerOperation: 10, ratio: 4, calls: 1000 },
  /** A function of a third of the CPU of a run of at least 100 ms. */
  hot: { share: 0.33, runMs: 100 },
  /** Above n log n over any practical range of sizes (1.2 from 100 to 10,000). */
  superlinear: { exponent: 1.35, exponentLow: 1.2 },
  /** A budget on a noisy number breaks only when its whole interval does; counts may exceed by rounding. */
  budget: { slack: 1.02 },
} as const;
