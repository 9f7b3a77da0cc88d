/** The numbers: the largest size of each workload, all sizes on demand. */
import { Fragment, useState, type ReactNode } from 'react';
import type {
  BuildNumbers,
  ComparedSize,
  ComparisonAnswer,
  GrowthByMetric,
  MedianEstimate,
  ProfileAnswer,
  RatioEstimate,
} from '../../../core/model/answers';
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatPerOperation,
  formatRatio,
  formatSpread,
  formatTime,
  NOT_MEASURED,
} from '../../../core/model/format-quantity';
import { useLocationStore } from '../../state/location-store';
import { BuildDot } from '../parts/build-name';
import { Disclosure } from '../parts/disclosure';

/** See the head of this file. */
export function ComparedNumbers({ answer }: { answer: ComparisonAnswer }) {
  const { candidate, reference } = answer;
  return (
    <div className="scroll-x">
      <table>
        <thead>
          <tr>
            <th>workload</th>
            <th>n</th>
            <th>
              <BuildDot role="candidate" />
              {candidate.name}
            </th>
            <th>
              <BuildDot role="reference" />
              {reference.name}
            </th>
            <th>ratio</th>
            <th>growth</th>
            <th>syncs/op</th>
            <th>bytes/op</th>
          </tr>
        </thead>
        <tbody>
          {answer.workloads.map((workload) => (
            <WorkloadRows
              key={workload.name}
              name={workload.name}
              rows={workload.sizes.map((size) => ({
                n: size.n,
                isTimed: size.candidate.wallMs !== null,
                cells: comparedCells(size),
              }))}
              growth={
                <>
                  <Growth of={workload.growth.candidate} /> /{' '}
                  <Growth of={workload.growth.reference} />
                </>
              }
              growthColumn={3}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same for one build. */
export function ProfiledNumbers({ answer }: { answer: ProfileAnswer }) {
  return (
    <div className="scroll-x">
      <table>
        <thead>
          <tr>
            <th>workload</th>
            <th>n</th>
            <th>
              <BuildDot role="candidate" />
              wall time
            </th>
            <th>per operation</th>
            <th>CPU time</th>
            <th>growth</th>
            <th>calls/op</th>
            <th>syncs/op</th>
            <th>bytes/op</th>
          </tr>
        </thead>
        <tbody>
          {answer.workloads.map((workload) => (
            <WorkloadRows
              key={workload.name}
              name={workload.name}
              rows={workload.sizes.map(({ n, operations, numbers }) => ({
                n,
                isTimed: numbers.wallMs !== null,
                cells: [
                  <Median key="wall" of={numbers.wallMs} notes={numbers.notes} />,
                  numbers.wallMs === null
                    ? NOT_MEASURED
                    : formatTime(numbers.wallMs.median / operations),
                  <Median key="cpu" of={numbers.cpuMs} />,
                  perOperation(numbers.callsPerOperation),
                  perOperation(numbers.syncsPerOperation),
                  bytes(numbers),
                ],
              }))}
              growth={<Growth of={workload.growth} />}
              growthColumn={3}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function comparedCells(size: ComparedSize): ReactNode[] {
  const { candidate, reference } = size;
  const pair = (write: (numbers: BuildNumbers) => string) =>
    `${write(candidate)} / ${write(reference)}`;
  return [
    <Median key="candidate" of={candidate.wallMs} notes={candidate.notes} />,
    <Median key="reference" of={reference.wallMs} notes={reference.notes} />,
    <Ratio key="ratio" of={size.ratio.wall} />,
    pair((numbers) => perOperation(numbers.syncsPerOperation)),
    pair(bytes),
  ];
}

/** One workload: its largest size that ended well, and the others when opened. The growth belongs to all sizes, so it stands once. */
function WorkloadRows(props: {
  name: string;
  rows: { n: number; isTimed: boolean; cells: ReactNode[] }[];
  growth: ReactNode;
  growthColumn: number;
}) {
  const [isOpen, setOpen] = useState(false);
  const goToPlace = useLocationStore((state) => state.goToPlace);
  const rows = [...props.rows].sort((a, b) => b.n - a.n);
  const main = rows.find(({ isTimed }) => isTimed) ?? rows[0];
  const shown = isOpen ? rows : rows.filter((row) => row === main);
  return shown.map((row, index) => {
    const before = row.cells.slice(0, props.growthColumn);
    const after = row.cells.slice(props.growthColumn);
    return (
      <tr
        key={row.n}
        className={index === 0 ? 'clickable' : 'clickable sub-row'}
        onDoubleClick={() => goToPlace(props.name, row.n, { tab: 'Flame graph' })}
      >
        <td>
          {index === 0 &&
            (rows.length > 1 ? (
              <Disclosure
                isOpen={isOpen}
                onToggle={setOpen}
                className="workload"
                label={`${props.name}: ${isOpen ? 'only the largest size' : `all ${rows.length} sizes`}`}
              >
                {props.name}
              </Disclosure>
            ) : (
              props.name
            ))}
        </td>
        <td>{formatCount(row.n)}</td>
        {before.map((cell, i) => (
          <Fragment key={`before ${i}`}>
            <td>{cell}</td>
          </Fragment>
        ))}
        <td>{index === 0 ? props.growth : ''}</td>
        {after.map((cell, i) => (
          <td key={`after ${i}`}>{cell}</td>
        ))}
      </tr>
    );
  });
}

/** `notes` are what to know of the runs; a mark tells that there are some. */
function Median({ of, notes }: { of: MedianEstimate | null; notes?: string[] | undefined }) {
  if (of === null) return NOT_MEASURED;
  return (
    <>
      {formatTime(of.median)}
      {notes !== undefined && (
        <abbr title={notes.join('\n')} aria-label={notes.join(' ')}>
          *
        </abbr>
      )}
      {of.runs > 1 && <i className="interval">{formatSpread(of.median, of.ci95, 'ms')}</i>}
    </>
  );
}

function Ratio({ of }: { of: RatioEstimate | null }) {
  if (of === null) return NOT_MEASURED;
  if (of.insideNoise) {
    return (
      <span title={`${formatRatio(of.value)} ${formatInterval(of.ci95)}`}>
        no difference<i className="interval">{formatInterval(of.ci95)}</i>
      </span>
    );
  }
  return (
    <>
      <b>{formatRatio(of.value)}</b>
      <i className="interval">{formatInterval(of.ci95)}</i>
    </>
  );
}

function perOperation(value: number | null): string {
  return value === null ? NOT_MEASURED : formatPerOperation(value);
}

function bytes(numbers: BuildNumbers): string {
  const { allocatedBytesPerOperation: value } = numbers;
  return value === null ? NOT_MEASURED : formatBytes(value);
}

/** The class of wall time; where noise hides it, that of the exact calls, which says so. */
function Growth({ of }: { of: GrowthByMetric }) {
  const { wall, calls } = of;
  if (wall?.class != null && wall.confidence !== 'low') {
    return <span title="growth of wall time">{wall.class}</span>;
  }
  if (calls?.class != null) {
    return (
      <span title="growth of exact calls; wall time does not decide">
        {calls.class}
        <i className="interval">calls</i>
      </span>
    );
  }
  if (wall === undefined) return NOT_MEASURED;
  return <span title={wall.reason ?? undefined}>{wall.class ?? 'undecided'}</span>;
}
