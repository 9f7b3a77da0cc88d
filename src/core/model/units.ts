/**
 * Units, named. They are aliases, not brands: they document a number, the name of the
 * variable or column repeats the unit where it is not the base one.
 */

/** Time span in milliseconds. Everything in the model is in milliseconds; V8's microseconds are converted when parsed. */
export type Milliseconds = number;

/** Size in bytes. */
export type Bytes = number;

/** A number of things: calls, samples, syncs, objects. */
export type Count = number;

/** Moment as ISO 8601 text in UTC. */
export type Timestamp = string;

/** 1-based line of a source file; 0 where unknown. */
export type LineNumber = number;

/** Lower and upper bound of a 95 % confidence interval. */
export type Interval95 = readonly [lo: number, hi: number];
