/** Heap summaries and differences as text. */
import { formatCount, formatQuantity } from '../core/model/format-quantity';
import type { HeapAllocationRow, HeapLocation, HeapReferenceRow, Page } from '../core/model/heap';
import type { HeapComparison, HeapSummary } from './heap-answers';

/** Rows of each list. */
const SHOWN = 12;
const MOST_NAME_CHARACTERS = 76;

/** The summary, list by list. */
export function formatHeapSummary(summary: HeapSummary): string {
  const { overview, classes, dominators, duplicateStrings, detached, allocations } = summary;
  const lines = [
    `${summary.file}: heap snapshot, ${bytes(overview.totalBytes)} in ${formatCount(overview.nodes)} objects with ${formatCount(overview.edges)} references`,
    `  strings ${bytes(overview.stringBytes)}, code ${bytes(overview.codeBytes)}, native ${bytes(overview.nativeBytes)}, engine ${bytes(overview.systemBytes)}`,
  ];
  const classRow = (row: (typeof classes)['bySelf']['rows'][number]): string =>
    `${cell(bytes(row.retainedBytes))} ${cell(bytes(row.selfBytes))} ${cell(formatCount(row.count))}  ${clean(row.name)}${place(row.location)}`;
  const classHead = `${cell('retained')} ${cell('self')} ${cell('objects')}  class`;
  section(lines, 'Classes by retained size', classHead, classes.byRetained, classRow);
  section(lines, 'Classes by self size', classHead, classes.bySelf, classRow);
  section(
    lines,
    'Largest dominators: objects that keep the most alive',
    `${cell('retained')} ${cell('self')}  object`,
    dominators,
    (row) =>
      `${cell(bytes(row.retainedBytes))} ${cell(bytes(row.selfBytes))}  ${clean(row.name)} @${row.id} (${row.type})`,
  );
  for (const { class: name, object, pathToRoot, shapes } of summary.retainers) {
    lines.push('', `What holds ${clean(name)}`);
    for (const { shape, count, selfBytes } of shapes.rows) {
      lines.push(`  ${cell(formatCount(count))} ${cell(bytes(selfBytes))}  ${clean(shape, 200)}`);
    }
    lines.push(
      `  the largest, @${object.id} (${bytes(object.retainedBytes)} retained): ${pathText(pathToRoot)}`,
    );
  }
  if (duplicateStrings.total > 0) {
    section(
      lines,
      'Strings that stand in the heap more than once',
      `${cell('retained')} ${cell('copies')}  text`,
      duplicateStrings,
      (row) =>
        `${cell(bytes(row.retainedBytes))} ${cell(formatCount(row.count))}  ${clean(JSON.stringify(row.text))}`,
    );
  }
  if (detached.total > 0) {
    section(
      lines,
      'Detached nodes and native objects, still held',
      `${cell('retained')}  node`,
      detached,
      (row) => `${cell(bytes(row.retainedBytes))}  ${clean(row.name)} @${row.id}`,
    );
  }
  if (allocations !== null) {
    section(
      lines,
      'Live objects by the call path that allocated them',
      `${cell('self')} ${cell('objects')}  allocated at`,
      allocations,
      (row) =>
        `${cell(bytes(row.selfBytes))} ${cell(formatCount(row.count))}  ${stackText(row.frames)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The difference, with what holds the classes that changed most. */
export function formatHeapDifference({
  before,
  after,
  by,
  classes,
  details,
}: HeapComparison): string {
  const lines = [
    `Heap of ${after.file} against ${before.file}`,
    `  ${bytes(before.overview.totalBytes)} in ${formatCount(before.overview.nodes)} objects before, ${bytes(after.overview.totalBytes)} in ${formatCount(after.overview.nodes)} after: ${signedBytes(after.overview.totalBytes - before.overview.totalBytes)}`,
    by === 'object'
      ? '  taken as two snapshots of one process: objects are matched by their ids'
      : '  taken as snapshots of two processes: classes are matched by name',
  ];
  if (classes.total === 0) lines.push('', 'No class differs.');
  else {
    section(
      lines,
      'Classes by change of self size',
      `${cell('change')} ${cell('before')} ${cell('after')} ${cell('objects')} ${cell('new')} ${cell('gone')}  class`,
      classes,
      (row) =>
        [
          cell(signedBytes(row.bytesAfter - row.bytesBefore)),
          cell(bytes(row.bytesBefore)),
          cell(bytes(row.bytesAfter)),
          cell(signed(row.countAfter - row.countBefore)),
          cell(row.newObjects === null ? '' : formatCount(row.newObjects.count)),
          cell(row.deletedObjects === null ? '' : formatCount(row.deletedObjects.count)),
          ` ${clean(row.name)}${place(row.location)}`,
        ].join(' '),
    );
  }
  for (const { name, retainers, allocations } of details) {
    lines.push('', `What changed about ${clean(name)}`);
    for (const { row, countBefore, countAfter, bytesBefore, bytesAfter } of retainers.slice(0, 5)) {
      lines.push(
        `  ${cell(signedBytes(bytesAfter - bytesBefore))} ${cell(signed(countAfter - countBefore))}  held as ${clean(row.shape, 200)}`,
      );
    }
    for (const { row, countBefore, countAfter, bytesBefore, bytesAfter } of (
      allocations ?? []
    ).slice(0, 5)) {
      lines.push(
        `  ${cell(signedBytes(bytesAfter - bytesBefore))} ${cell(signed(countAfter - countBefore))}  allocated at ${stackText(row.frames)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function section<Row>(
  lines: string[],
  title: string,
  head: string,
  page: Page<Row>,
  format: (row: Row) => string,
): void {
  const rows = page.rows.slice(0, SHOWN);
  lines.push('', title, `  ${head}`, ...rows.map((row) => `  ${format(row)}`));
  if (page.total > rows.length) {
    lines.push(`  showing ${rows.length} of ${formatCount(page.total)}`);
  }
}

/** The way up, from the object's holder to the root. */
function pathText(path: readonly HeapReferenceRow[]): string {
  const steps = path.slice(0, 8).map(({ edgeName, edgeType, name, type }) => {
    const isPlace = edgeType === 'element' || /^\d+$/.test(edgeName);
    const reference = isPlace ? `[${edgeName}]` : `.${edgeName}`;
    return `${clean(reference, 40)} of ${clean(name === '' ? `(${type})` : name, 40)}`;
  });
  if (path.length > steps.length) steps.push(`… ${path.length - steps.length} more`);
  return steps.length === 0 ? 'nothing holds it' : steps.join(', ');
}

function stackText(frames: HeapAllocationRow['frames']): string {
  const shown = frames.slice(0, 4).map(({ function: name, script, line }) => {
    const file = script.split(/[\\/]/).at(-1) ?? '';
    return `${clean(name === '' ? '(anonymous)' : name, 60)}${file === '' ? '' : ` (${clean(file)}:${line})`}`;
  });
  if (frames.length > shown.length) shown.push('…');
  return shown.length === 0 ? '(unknown)' : shown.join(' ← ');
}

function place(location: HeapLocation | null): string {
  return location === null ? '' : ` (script ${location.scriptId}:${location.line})`;
}

function bytes(value: number): string {
  return formatQuantity(value, 'bytes');
}

function signedBytes(value: number): string {
  if (value === 0) return '0 B';
  return `${value > 0 ? '+' : '−'}${bytes(Math.abs(value))}`;
}

function signed(value: number): string {
  if (value === 0) return '0';
  return `${value > 0 ? '+' : '−'}${formatCount(Math.abs(value))}`;
}

function cell(text: string): string {
  return text.padStart(10);
}

/** A name may hold line breaks and control characters, which a terminal would obey. */
function clean(name: string, most = MOST_NAME_CHARACTERS): string {
  const plain = name.replace(/\p{Cc}/gu, '\uFFFD');
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}
