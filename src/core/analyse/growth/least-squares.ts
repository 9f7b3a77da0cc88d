/** Weighted linear least squares for a handful of terms. */

/**
 * Coefficients that minimise Σ (weight · (y − Σ coefficient · term))², by modified Gram–Schmidt, which keeps
 * its digits where normal equations lose them (n³ beside a constant). Null where the terms are not independent.
 */
export function solveLeastSquares(
  terms: readonly (readonly number[])[],
  y: readonly number[],
  weights: readonly number[],
): number[] | null {
  const columns = terms.map((term) => term.map((value, row) => value * weights[row]!));
  const rest = y.map((value, row) => value * weights[row]!);
  const upper = columns.map(() => new Array<number>(columns.length).fill(0));
  const projected: number[] = [];
  for (let k = 0; k < columns.length; k += 1) {
    const column = columns[k]!;
    const before = norm(terms[k]!.map((value, row) => value * weights[row]!));
    const length = norm(column);
    if (!(length > 1e-9 * before)) return null;
    upper[k]![k] = length;
    const unit = column.map((value) => value / length);
    for (let j = k + 1; j < columns.length; j += 1) {
      const share = dot(unit, columns[j]!);
      upper[k]![j] = share;
      columns[j] = columns[j]!.map((value, row) => value - share * unit[row]!);
    }
    const share = dot(unit, rest);
    projected.push(share);
    unit.forEach((value, row) => (rest[row]! -= share * value));
  }
  return substituteBack(upper, projected);
}

function substituteBack(upper: readonly number[][], right: readonly number[]): number[] {
  const solution = new Array<number>(right.length).fill(0);
  for (let k = right.length - 1; k >= 0; k -= 1) {
    let value = right[k]!;
    for (let j = k + 1; j < right.length; j += 1) value -= upper[k]![j]! * solution[j]!;
    solution[k] = value / upper[k]![k]!;
  }
  return solution;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function norm(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}
