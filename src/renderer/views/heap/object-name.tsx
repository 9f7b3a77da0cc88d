/** How objects, references and places are written in the lists of a snapshot. */
import type {
  HeapAllocationRow,
  HeapLocation,
  HeapNodeRow,
  HeapReferenceRow,
} from '../../../core/model/heap';
import { shortPlace } from '../parts/frame-link';

/** An object with its number, by which it is found again in another snapshot of the process. */
export function ObjectName({ row }: { row: HeapNodeRow }) {
  return (
    <span title={`${row.name} @${row.id}, ${row.type}`}>
      {nameOf(row)}
      <span className="quiet">
        {' '}
        @{row.id}
        {row.detached ? ' detached' : ''}
      </span>
    </span>
  );
}

/** The name alone: strings in quotes, what has no name by its type. */
export function nameOf({ name, type }: Pick<HeapNodeRow, 'name' | 'type'>): string {
  if (type.endsWith('string')) return JSON.stringify(name.slice(0, 200));
  if (name !== '') return name;
  // V8 gives the root of all no name.
  return type === 'synthetic' ? '(root)' : `(${type})`;
}

/** One object that refers to another: `.table of Map @17` above it, `.table: Array @19` below it. */
export function ReferenceName(props: { row: HeapReferenceRow; direction: 'holder' | 'held' }) {
  const { row, direction } = props;
  return (
    <span title={`${edgeOf(row)}, ${row.edgeType} reference`}>
      <span className="edge">{edgeOf(row)}</span>
      <span className="quiet">{direction === 'holder' ? ' of ' : ' → '}</span>
      <ObjectName row={row} />
    </span>
  );
}

function edgeOf({ edgeName, edgeType }: HeapReferenceRow): string {
  if (edgeType === 'element' || /^\d+$/.test(edgeName)) return `[${edgeName}]`;
  return edgeType === 'property' ? `.${edgeName}` : edgeName;
}

/** Where a constructor stands, as far as V8 says. */
export function placeOf(location: HeapLocation | null): string {
  return location === null ? '' : `script ${location.scriptId}:${location.line}`;
}

/** A call path, innermost first, as short as it tells paths apart. */
export function CallPath({ frames }: Pick<HeapAllocationRow, 'frames'>) {
  const words = frames.map(({ function: name, script, line }) => {
    const place = shortPlace(script, line);
    return `${name === '' ? '(anonymous)' : name}${place === '' ? '' : ` ${place}`}`;
  });
  const shown = words.slice(0, 4).join(' ← ');
  return (
    <span title={words.join('\n')}>
      {words.length === 0 ? 'before tracking began' : shown}
      {words.length > 4 ? ' ← …' : ''}
    </span>
  );
}
