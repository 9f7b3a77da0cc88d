/** An expected outcome: either a value or a failure that the caller has to look at. What is not expected throws. */
export type Result<Value, Problem> = { ok: true; value: Value } | { ok: false; failure: Problem };

/** Wraps a value as a success. */
export function succeed<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

/** Wraps a problem as a failure. */
export function fail<Problem>(failure: Problem): { ok: false; failure: Problem } {
  return { ok: false, failure };
}
