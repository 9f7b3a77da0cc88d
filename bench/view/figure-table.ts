/** The figures of a run, and the table that they are printed as. */

/** Longer than anybody waits for a picture, in milliseconds. */
export const PATIENCE_MS = 120_000;

const rows: { subject: string; figure: string; values: number[]; unit: string }[] = [];

/** Keeps one value; Infinity where it did not come within PATIENCE_MS, NaN where the page crashed before. */
export function note(subject: string, figure: string, value: number, unit: string): void {
  const row = rows.find((each) => each.subject === subject && each.figure === figure);
  if (row === undefined) rows.push({ subject, figure, values: [value], unit });
  else row.values.push(value);
}

/** Prints all figures so far. */
export function printFigures(): void {
  console.log(
    '\nsubject          figure                                    n    median       p95   worst',
  );
  for (const { subject, figure, values, unit } of rows) {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
    // Of frames a second the fewest are the worst.
    const [late, worst] = unit === 'frames/s' ? [at(0.05), sorted[0]!] : [at(0.95), sorted.at(-1)!];
    const write = (value: number) => {
      if (Number.isNaN(value)) return 'crashed';
      if (value === Infinity) return `>${PATIENCE_MS / 1000} s`;
      return value.toFixed(value < 100 && unit !== 'count' ? 1 : 0);
    };
    console.log(
      `${subject.padEnd(16)} ${`${figure}, ${unit}`.padEnd(40)} ${String(values.length).padStart(3)} ${write(at(0.5)).padStart(9)} ${write(late).padStart(9)} ${write(worst).padStart(7)}`,
    );
  }
}
