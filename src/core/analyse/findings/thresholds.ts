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
  /**
   * Calls of both builds may differ by what starts and timers call; one function has to hold most of the time, in calls enough for a time of
   * one of them to mean something.
   */
  costly: { slack: 0.1, calls: 100, share: 0.5 },
  grows: {
    /** Half an order: between O(1) and O(√n), far above what caches bend. */
    exponent: 0.5,
    /** Calls of a growing function at the largest size, over its counterpart's. */
    callsRatio: 2,
    /** Growth of fewer calls than this in a whole run costs nothing. */
    calls: 100,
    /** Share of CPU under the growing functions for the growth to matter. */
    cpuShare: 0.1,
    /** Part of that share that has to be able to show in the ratio of the CPU times. */
    shownPart: 0.5,
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
    /** The same between builds that share no names: a linear part that is eight times cheaper would have to be an accident. */
    referenceStranger: 1 / 8,
    /** Share of CPU that such a function holds. */
    loopShare: 0.3,
    /** Rise of the reference's time from which on its own exponent can be told apart from process start. */
    referenceRise: 1.5,
    /** Part of the rise that has to go with the square of the operations: n log n shows a tenth, n to the 1.5 a half, a linear cost none. */
    convexPart: 0.5,
    /** Rise of the ratio without exact counts to support it: noise of a few per cent at both ends is far below. */
    ratioRiseAlone: 1.5,
    /** Rise of a run that was ended at its time limit, over that of the reference: noise stays far below, and limits are round numbers. */
    cutRise: 4,
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
    /** High needs a cost that is seen: a collector that takes a twentieth of the CPU, or as much again as a cache of tens of MiB. */
    collectorShare: 0.05,
    highBytes: 64 * 2 ** 20,
  },
  setup: {
    /** At least this often for each operation: once, with a start that is not counted. */
    callsPerOperation: 0.9,
    /** Preparation is done once or a few times for each operation; what is called more often is part of a loop's work. */
    mostCallsPerOperation: 10,
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
    /** Part of all calls, and calls for each operation, that are what the reference does once: a preparation of its own, not a stray start. */
    workShare: 0.5,
    workCalls: 20,
    /** Part of the CPU time under a preparation of which nobody counted the calls. */
    sampledShare: 0.3,
    /** Part of the time of a function, known by its name alone, that has to lie below code that called it. */
    calledShare: 0.5,
    /** Things that the reference prepares once each, over the operations: beyond, most operations have one of their own. */
    distinctShare: 0.5,
    /** Functions that have to agree on that number: one alone agrees with itself, two by chance. */
    agreeing: 3,
    /** Connections or processes, each of which costs a millisecond or more, so that fewer count. */
    starts: 8,
  },
  /**
   * Calls may differ by timers and the run time's own work, a hundredth of the operations; at least half of the time under the function has
   * to be missing in the reference, or it was done elsewhere there.
   */
  extra: { slack: 0.01, difference: 0.5, highShare: 0.5 },
  /** A copy for each operation costs what a person would notice: a twentieth of the CPU (and ten samples), or a tenth of all bytes. */
  copy: {
    cpuShare: 0.05,
    cpuMs: 10,
    bytesShare: 0.1,
    callsPerOperation: 1,
    ratio: 2,
    highShare: 0.2,
    highBytesShare: 0.5,
  },
  /**
   * A block of a round size, of 1 KiB or more, for each operation: a page or a buffer. Data are seldom of one size in all operations
   * and at all sizes, and seldom of a power of two or a multiple of 4 KiB; headers add some bytes, sampling of V8's heap some per cent.
   */
  blocks: {
    bytes: 1024,
    perOperation: 0.9,
    /** How seldom the reference allocates such a block, relative to the candidate. */
    referenceShare: 0.1,
    /** Change of the blocks for each operation over the sizes. */
    flatness: 0.15,
    /** Distance of the mean from the round size, relative. */
    roundness: 0.02,
    /** Blocks, and bytes in all, below which nobody notices. */
    count: 100,
    totalBytes: 2 * 2 ** 20,
    /** From here on the blocks are a large part of all memory traffic. */
    highShare: 0.5,
  },
  /** Ten points above the reference is what the field calls pressure; alone a quarter of the CPU. */
  collector: {
    points: 0.1,
    share: 0.15,
    shareAlone: 0.25,
    highShare: 0.4,
    ms: 60,
    bytesRatio: 1.5,
  },
  /**
   * A garbage-collected heap grows by some ten MiB before it is collected at all, and by a half from luck. Alone, n itself may be data that the
   * task has to hold: there it takes four times the size of the smallest run, and memory that grows as fast as n.
   */
  memory: {
    ratio: 1.5,
    ratioLow: 1.3,
    differenceBytes: 32 * 2 ** 20,
    highRatio: 4,
    referenceRise: 3,
    aloneRise: 3,
    aloneBytes: 128 * 2 ** 20,
    aloneExponent: 0.7,
  },
  /**
   * Half of the time, and twice the reference's. A process that has to share its processors waits as well: the wait that the
   * reference has for its CPU time is taken off first, and a voluntary switch in every other operation at least has to say
   * that it waited by itself.
   */
  waiting: {
    share: 0.5,
    excessShare: 0.3,
    ratio: 2,
    differenceMs: 50,
    highShare: 0.8,
    /** One for each operation; they are read some milliseconds before a run ends, so that up to half of them may be missed. */
    switchesPerOperation: 0.5,
    /** Alone: three quarters of a run of at least 200 ms, for nothing is known of what has to be waited for. */
    shareAlone: 0.75,
    msAlone: 200,
  },
  /**
   * Polling: both take as long (within a third, waits for a processor taken off), the reference sleeps for half of its time at least, the
   * candidate for less than half as long, and uses three times the CPU time. Runs that merely start differ by some ten ms of CPU.
   */
  polling: {
    wallRatio: 1.34,
    /** On a busy machine a loop that never sleeps is late by what its neighbours take: one of two cores, and as much again. */
    wallRatioBusy: 3,
    idleShare: 0.5,
    busyShare: 0.5,
    cpuRatio: 3,
    cpuRatioLow: 1.5,
    differenceMs: 50,
    /** Part of the reference's sleep below which the candidate hardly sleeps at all. */
    highShare: 0.1,
  },
  /**
   * Calls of less than 200 bytes, ten or more for each operation (The Rust Performance Book, I/O). One write for each operation is enough where
   * the reference makes none and they are larger than the eight bytes of an event counter, by which run times wake their threads; smaller
   * ones count where both builds move as many bytes, within a tenth: then they are the data itself, cut up.
   */
  smallIo: {
    bytesPerCall: 200,
    callsPerOperation: 10,
    ratio: 4,
    calls: 1000,
    onePerOperation: 0.9,
    onePerOperationRatio: 10,
    counterBytes: 12,
    sameBytes: 0.1,
    /** Share of the CPU time beyond the reference at which the calls are what the run does. */
    highShare: 0.5,
  },
  /**
   * Operations that nobody counted: the reference does at least this much for each further n (a call, some instructions, a byte), and
   * no more than twice as much for one n as for another, which a logarithm stays below and a square does not.
   */
  assumed: { perN: 0.9, steadiness: 1.5 },
  /** A test run that touches nothing: the program touches at least this many files, connections, children or syncs at its largest size. */
  tests: { uses: 1 },
  /** A function of a third of the CPU of a run of at least 100 ms. */
  hot: { share: 0.33, runMs: 100 },
  /** Above n log n over any practical range of sizes (1.2 from 100 to 10,000). */
  superlinear: { exponent: 1.35, exponentLow: 1.2 },
  /** A budget on a noisy number breaks only when its whole interval does; counts may exceed by rounding. */
  budget: {
    slack: 1.02,
    /** A cost that has not even grown by a half over all sizes is not told apart from steps of a tree or a page. */
    rise: 1.5,
    /** Neighbouring classes differ by a logarithm, which noise and lower terms imitate: their exponents have to differ by this much. */
    exponent: 0.35,
    /** Sampling of V8's heap is right to about 9 % at 4 MiB. */
    bytesSlack: 0.1,
  },
  /** A run of this much CPU is sampled fifty times at 1 ms; so many samples in one function are no luck but stacks not resolved. */
  evidence: {
    cpuMs: 50,
    samples: 20,
    /** A run time that starts on a busy machine uses up to this before it can be sampled, at any size: Python 261 ms at a load of 8. */
    shortMs: 400,
    /** Samples that stand for less than this part of a pass of so much CPU time do not show where it went. */
    seenShare: 0.1,
    seenFromMs: 500,
  },
  /**
   * Frames are evidence while they hold a part that matters: of an excess a fiftieth, of the CPU of a hot run a twentieth, of all syncs or
   * all waiting a tenth, of what grows three hundredths. A loop with less than a quarter of the costliest one's time may be noise: exact counts
   * stand before it. Ten samples are needed before a function's own time can be said to grow, twenty where no reference bounds it.
   */
  frames: {
    excess: 0.02,
    hot: 0.05,
    syncs: 0.1,
    waits: 0.1,
    loop: 0.03,
    majorLoop: 0.25,
    ownMs: 10,
    ownMsAlone: 20,
    /** Calls for each operation of a function that does an operation's part, not a loop's body. */
    steadyCalls: [0.9, 3],
  },
} as const;
