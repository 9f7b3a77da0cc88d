/** Tables as data: rendered to HTML, Markdown and plain text from the same rows. */

/** Which build's colour a column or cell has. */
export type Role = 'candidate' | 'reference';

export interface Column {
  label: string;
  role?: Role;
  /** Right-aligned, tabular figures. */
  numeric: boolean;
}

/** A cell: the value, and what stands fainter behind it (an interval, a second figure). */
export interface Cell {
  text: string;
  aside?: string;
  /** Set as code: function names, commands. */
  code?: boolean;
}

export interface ReportTable {
  columns: Column[];
  rows: Cell[][];
}

/** A cell of text alone, or with an aside when there is one. */
export function cell(text: string, aside = ''): Cell {
  return aside === '' ? { text } : { text, aside };
}

/** A cell set as code. */
export function codeCell(text: string): Cell {
  return { text, code: true };
}
