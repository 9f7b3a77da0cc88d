/** What `touchstone heap` says; docs/json.md describes it. */
import type {
  DuplicateStringRow,
  HeapAllocationRow,
  HeapClassRow,
  HeapDiff,
  HeapDiffDetail,
  HeapDiffRow,
  HeapNodeRow,
  HeapOverview,
  HeapReferenceRow,
  Page,
  RetainerShapeRow,
} from '../core/model/heap';

/** What is said of one snapshot; `--json` prints it with its schemaVersion. */
export interface HeapSummary {
  kind: 'heap';
  file: string;
  overview: HeapOverview;
  classes: { byRetained: Page<HeapClassRow>; bySelf: Page<HeapClassRow> };
  /** The objects that retain most, each not below another of the list. */
  dominators: Page<HeapNodeRow>;
  /** How the largest classes of the program are held, with the way of their largest object. */
  retainers: {
    class: string;
    object: HeapNodeRow;
    pathToRoot: HeapReferenceRow[];
    shapes: Page<RetainerShapeRow>;
  }[];
  duplicateStrings: Page<DuplicateStringRow>;
  detached: Page<HeapNodeRow>;
  /** Null where allocations were not tracked. */
  allocations: Page<HeapAllocationRow> | null;
}

/** What is said of two snapshots. */
export interface HeapComparison {
  kind: 'heap-difference';
  before: { file: string; overview: HeapOverview };
  after: { file: string; overview: HeapOverview };
  by: HeapDiff['by'];
  classes: Page<HeapDiffRow>;
  /** The classes that changed most. */
  details: HeapDiffDetail[];
}
