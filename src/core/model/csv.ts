/** Comma-separated values, as RFC 4180 has them: the one door for every table that leaves for a spreadsheet. */

/** A text, a plain number, or nothing: a number that is not finite is nothing as well. */
export type CsvCell = string | number | null;

/**
 * One line with its end. Numbers stand as they are, without separators of thousands. A text that a spreadsheet would run as
 * a formula gets an apostrophe, which spreadsheets do not show.
 */
export function writeCsvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(cell: CsvCell): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (cell === null) return '';
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
