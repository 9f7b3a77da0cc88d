/** The columns of the functions table: what they show and how wide they are. */
import type { ReactNode } from 'react';
import {
  formatBytes,
  formatCount,
  formatDifference,
  formatPerOperation,
  formatTime,
  NOT_MEASURED,
} from '../../../core/model/format-quantity';
import type {
  FunctionColumn,
  FunctionCost,
  FunctionRow,
} from '../../../core/model/function-answers';
import type { Instrument } from '../../../core/model/instrument';
import type { OpenSubject } from '../parts/open-subject';
import { isOnlyPlace } from '../parts/place-pick';
import { GrowthFigure } from '../scaling/growth-figure';

/** One column. */
export interface Column {
  /** Null: not to be ordered by. */
  sort: FunctionColumn | null;
  label: string;
  /** Whose numbers: a coloured mark stands in the heading. */
  role: 'candidate' | 'reference' | null;
  /** CSS width of the column. */
  width: string;
  title: string;
  cell: (row: FunctionRow) => ReactNode;
}

type Write = (cost: FunctionCost) => string | null;

/** A figure of one build; a function that the build does not have says so. */
function figure(cost: FunctionCost | null, write: Write): ReactNode {
  if (cost === null) return <span className="quiet">none</span>;
  return write(cost) ?? NOT_MEASURED;
}

function withBar(cost: FunctionCost | null, role: string, share: number | null, write: Write) {
  return (
    <div
      className={`bar ${role}`}
      style={{ '--share': visibleShare(share) } as React.CSSProperties}
    >
      {figure(cost, write)}
    </div>
  );
}

/** A bar shorter than 3 of a column's 62 pixels would be a speck, to be taken for a comma. */
function visibleShare(share: number | null): number {
  return share === null || share < 0.05 ? 0 : share;
}

const time = (ms: number | null) => (ms === null ? null : formatTime(ms));
const count = (value: number | null) => (value === null ? null : formatCount(value));
const perOperation = (value: number | null) => (value === null ? null : formatPerOperation(value));
const bytes = (value: number | null) => (value === null ? null : formatBytes(value));

function selfColumn(role: 'candidate' | 'reference'): Column {
  return {
    sort: role === 'candidate' ? 'self' : 'referenceSelf',
    label: 'self',
    role,
    width: '74px',
    title: 'Time in the function itself, cpu pass',
    cell: (row) =>
      withBar(row[role], role, row[role]?.selfShare ?? null, (cost) => time(cost.selfMs)),
  };
}

function totalColumn(role: 'candidate' | 'reference'): Column {
  return {
    sort: role === 'candidate' ? 'total' : 'referenceTotal',
    label: 'total',
    role,
    width: '74px',
    title: 'Time in the function and what it calls, cpu pass',
    cell: (row) =>
      withBar(row[role], role, row[role]?.totalShare ?? null, (cost) => time(cost.totalMs)),
  };
}

const CALLS: Column = {
  sort: 'calls',
  label: 'calls',
  role: 'candidate',
  width: '92px',
  title: 'Exact number of calls, calls pass',
  cell: (row) => figure(row.candidate, (cost) => count(cost.calls)),
};

const CALLS_PER_OPERATION: Column = {
  sort: 'callsPerOperation',
  label: 'calls/op',
  role: 'candidate',
  width: '70px',
  title: 'Exact number of calls per operation, calls pass',
  cell: (row) => figure(row.candidate, (cost) => perOperation(cost.callsPerOperation)),
};

const REFERENCE_CALLS: Column = {
  sort: 'referenceCalls',
  label: 'calls/op',
  role: 'reference',
  width: '70px',
  title: 'Exact number of calls per operation, calls pass',
  cell: (row) => figure(row.reference, (cost) => perOperation(cost.callsPerOperation)),
};

const ALLOCATED: Column = {
  sort: 'allocated',
  label: 'allocated',
  role: 'candidate',
  width: '78px',
  title: 'Bytes allocated in the function itself, garbage included, alloc pass',
  cell: (row) => figure(row.candidate, (cost) => bytes(cost.allocatedBytes)),
};

const REFERENCE_ALLOCATED: Column = {
  ...ALLOCATED,
  sort: null,
  role: 'reference',
  cell: (row) => figure(row.reference, (cost) => bytes(cost.allocatedBytes)),
};

const GROWTH: Column = {
  sort: 'growth',
  label: 'growth',
  role: 'candidate',
  width: '112px',
  title: 'How its calls, else its time, grow over the sizes',
  cell: (row) =>
    row.candidate === null ? (
      <span className="quiet">none</span>
    ) : row.candidate.growth === null ? (
      NOT_MEASURED
    ) : (
      <GrowthFigure fit={row.candidate.growth} />
    ),
};

const DIFFERENCE: Column = {
  sort: 'difference',
  label: 'difference/op',
  role: null,
  width: '102px',
  title: "Self: candidate's own time per operation minus the reference's",
  cell: (row) => {
    const { differenceMs } = row;
    if (differenceMs === null) return NOT_MEASURED;
    const isQuiet = row.insideNoise === true || differenceMs === 0;
    const more = isQuiet ? 'quiet' : differenceMs > 0 ? 'more-in-candidate' : 'more-in-reference';
    const [lo, hi] = row.differenceCi95Ms ?? [differenceMs, differenceMs];
    const interval = `95 % interval ${formatDifference(lo, 'ms')} to ${formatDifference(hi, 'ms')}`;
    return (
      <span className={more} title={isQuiet ? `Within the noise: ${interval}` : interval}>
        {formatDifference(differenceMs, 'ms')}
      </span>
    );
  },
};

const HEADROOM: Column = {
  sort: null,
  label: 'run would cost',
  role: 'candidate',
  width: '110px',
  title:
    'CPU time of the whole run if this function, callees included, cost what it costs in the reference',
  cell: ({ headroom }) => {
    if (headroom === undefined) return NOT_MEASURED;
    const { runMs, wouldCostMs, insideNoise } = headroom;
    return (
      <span className={insideNoise ? 'quiet' : ''} title={`now ${formatTime(runMs)}`}>
        {formatTime(wouldCostMs)}
      </span>
    );
  },
};

/** Columns of a table of functions, by what is compared and what the table is about. */
export function columnsOf(compared: boolean, about: 'time' | 'memory'): readonly Column[] {
  if (about === 'memory') {
    return compared
      ? [ALLOCATED, REFERENCE_ALLOCATED, CALLS_PER_OPERATION, REFERENCE_CALLS]
      : [ALLOCATED, CALLS, CALLS_PER_OPERATION];
  }
  return compared
    ? [
        selfColumn('candidate'),
        selfColumn('reference'),
        DIFFERENCE,
        totalColumn('candidate'),
        totalColumn('reference'),
        HEADROOM,
        CALLS_PER_OPERATION,
        REFERENCE_CALLS,
        ALLOCATED,
        GROWTH,
      ]
    : [
        selfColumn('candidate'),
        totalColumn('candidate'),
        CALLS,
        CALLS_PER_OPERATION,
        ALLOCATED,
        GROWTH,
      ];
}

const PASSES: Partial<Record<FunctionColumn, Instrument>> = {
  calls: 'calls',
  callsPerOperation: 'calls',
  referenceCalls: 'calls',
  allocated: 'alloc',
};

/** Without the columns that a file of another tool cannot fill. */
export function knownColumns(open: OpenSubject, columns: readonly Column[]): readonly Column[] {
  if (!isOnlyPlace(open)) return columns;
  const held = new Set(open.answer.ledger.map(({ instrument }) => instrument));
  return columns.filter(({ sort }) => {
    const pass = sort === null ? undefined : PASSES[sort];
    return sort !== 'growth' && (pass === undefined || held.has(pass));
  });
}
