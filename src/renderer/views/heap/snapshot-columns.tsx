/** Columns of figures of the lists of a snapshot. */
import {
  formatBytes,
  formatCount,
  formatShare,
  NOT_MEASURED,
} from '../../../core/model/format-quantity';
import type { Bytes, Count } from '../../../core/model/units';
import type { TreeColumn } from './tree-table';

const NONE = '';

/** Objects, where rows are groups of them. */
export function countColumn<Row>(read: (row: Row) => Count | null): TreeColumn<Row> {
  return {
    id: 'count',
    label: 'objects',
    title: 'Number of objects that are alive',
    width: '84px',
    cell: (row) => {
      const count = read(row);
      return count === null ? NONE : formatCount(count);
    },
  };
}

/** References to the nearest global. */
export function distanceColumn<Row>(read: (row: Row) => Count | null | undefined): TreeColumn<Row> {
  return {
    id: 'distance',
    label: 'distance',
    title: 'References on the shortest way from a global; – where no global leads to it',
    width: '76px',
    cell: (row) => {
      const distance = read(row);
      if (distance === undefined) return NONE;
      return distance === null ? NOT_MEASURED : formatCount(distance);
    },
  };
}

/** Own size, retained size, and the share of the heap that it is. */
export function sizeColumns<Row>(
  read: (row: Row) => { selfBytes: Bytes; retainedBytes: Bytes },
  totalBytes: Bytes,
): [TreeColumn<Row>, TreeColumn<Row>, TreeColumn<Row>] {
  return [
    {
      id: 'self',
      label: 'self',
      title: 'Bytes of the objects themselves',
      width: '88px',
      cell: (row) => formatBytes(read(row).selfBytes),
    },
    {
      id: 'retained',
      label: 'retained',
      title: 'Bytes that would be freed if they went',
      width: '88px',
      cell: (row) => formatBytes(read(row).retainedBytes),
    },
    {
      id: 'share',
      label: 'of heap',
      title: 'Retained bytes as a share of the whole heap',
      width: '72px',
      cell: (row) => (
        <span className="quiet">
          {totalBytes > 0 ? formatShare(read(row).retainedBytes / totalBytes) : NOT_MEASURED}
        </span>
      ),
    },
  ];
}
