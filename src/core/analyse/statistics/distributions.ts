/** Quantiles of Student's t, needed where few runs carry an interval. */

const T_975 = [
  Infinity,
  12.706,
  4.303,
  3.182,
  2.776,
  2.571,
  2.447,
  2.365,
  2.306,
  2.262,
  2.228,
  2.201,
  2.179,
  2.16,
  2.145,
  2.131,
  2.12,
  2.11,
  2.101,
  2.093,
  2.086,
  2.08,
  2.074,
  2.069,
  2.064,
  2.06,
  2.056,
  2.052,
  2.048,
  2.045,
  2.042,
];

/** The two-sided 95 % quantile of Student's t; tabulated to 30 degrees of freedom, then 1.96 + 2.5 / df (error below 0.002). */
export function studentT95(degreesOfFreedom: number): number {
  const df = Math.floor(degreesOfFreedom);
  if (df < 1) return Infinity;
  return T_975[df] ?? 1.96 + 2.5 / df;
}
