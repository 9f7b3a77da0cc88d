/** How one workload grows, and the functions that grow with it. */
import { formatCount, formatShare, formatTime } from '../../../core/model/format-quantity';
import type { ComparisonAnswer, ProfileAnswer } from '../../../core/model/answers';
import type { Place, ScalingFrameRow } from '../../../core/model/view-answers';
import { ScalingPlot } from '../../charts/scaling-plot';
import { useAnswer } from '../../state/answers-store';
import { useLocationStore } from '../../state/location-store';
import { BuildDot } from '../parts/build-name';
import { FrameLink } from '../parts/frame-link';
import { Loaded } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { Pick } from '../parts/pick';
import { useSize } from '../parts/use-size';
import { GrowthFigure } from '../scaling/growth-figure';

/** Functions listed here; all of them are in the Scaling tab. */
const SHOWN = 6;

/** See the head of this file. */
export function GrowthCard({ open, place }: { open: OpenSubject; place: Place }) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const go = useLocationStore((state) => state.go);
  const goToPlace = useLocationStore((state) => state.goToPlace);
  const metric = tellingMetric(open.answer, place.workload);
  const answer = useAnswer('view.scaling', {
    subject: open.subject,
    workload: place.workload,
    metric,
    frame: null,
  });
  return (
    <div ref={ref}>
      <h2 className="section-title">
        <span>Scaling of</span>
        <Pick
          small
          label="Workload shown below"
          value={place.workload}
          choices={open.workloads.map(({ name }) => ({ value: name, label: name }))}
          onChoose={(workload) => goToPlace(workload, null)}
        />
        <span className="grow" />
        <button
          type="button"
          className="disclosure"
          onClick={() => go({ tab: 'Scaling', scaling: { metric, frame: null } })}
        >
          Open Scaling
        </button>
      </h2>
      <Loaded of={answer}>
        {(value) => (
          <>
            <p className="quiet small">
              {METRIC_NAMES[metric]}
              {value.perOperation ? ' per operation' : ''}, log-log
            </p>
            {width > 0 && (
              <ScalingPlot
                series={value.series}
                width={width}
                height={224}
                format={metric === 'calls' ? formatCount : formatTime}
                label={`${METRIC_NAMES[metric]} of ${place.workload} over n`}
                showExtrapolation={false}
              />
            )}
            {value.frames.length > 0 && (
              <FramesByGrowth
                rows={onceEach(value.frames).slice(0, SHOWN)}
                open={open}
                place={place}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

/** Each function by the metric it stands out most in; the Scaling tab has its others. */
function onceEach(rows: readonly ScalingFrameRow[]): ScalingFrameRow[] {
  const first = new Map<string, ScalingFrameRow>();
  for (const row of rows) {
    const name = `${row.key.function}:${row.key.file}:${row.key.line}`;
    if (!first.has(name)) first.set(name, row);
  }
  return [...first.values()];
}

const METRIC_NAMES = { wall: 'wall time', calls: 'exact calls' } as const;

/** Time where it decides the growth; else the exact counts, which no neighbour on the machine disturbs. */
function tellingMetric(
  answer: ProfileAnswer | ComparisonAnswer,
  workload: string,
): 'wall' | 'calls' {
  const growth =
    answer.kind === 'comparison'
      ? answer.workloads.find((one) => one.name === workload)?.growth.candidate
      : answer.workloads.find((one) => one.name === workload)?.growth;
  const timeDecides = growth?.wall?.class != null && growth.wall.confidence !== 'low';
  return !timeDecides && growth?.calls?.class != null ? 'calls' : 'wall';
}

function FramesByGrowth(props: {
  rows: readonly ScalingFrameRow[];
  open: OpenSubject;
  place: Place;
}) {
  const { open, place } = props;
  return (
    <>
      <h2 className="section-title frames-title">
        Functions by growth{' '}
        <small title={describeMetric(props.rows)}>{describeMetric(props.rows)}</small>
      </h2>
      <table>
        <thead>
          <tr>
            <th>function</th>
            <th>
              <BuildDot role="candidate" />
              {open.reference === null && 'growth'}
              <span className="visually-hidden">growth in {open.candidate}</span>
            </th>
            {open.reference !== null && (
              <th>
                <BuildDot role="reference" />
                <span className="visually-hidden">growth in {open.reference}</span>
              </th>
            )}
            <th>share</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={`${row.key.function}:${row.key.file}:${row.key.line}`}>
              <td className="function">
                <FrameLink frame={row.key} workload={place.workload} />
              </td>
              <td>
                <GrowthFigure compact fit={row.candidate} />
              </td>
              {open.reference !== null && (
                <td>
                  <GrowthFigure compact fit={row.reference} />
                </td>
              )}
              <td>{formatShare(row.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Unit of a frame's figure per operation. */
export function unitOf(metric: ScalingFrameRow['metric']): string {
  if (metric === 'calls') return 'calls/op';
  return metric === 'allocated' ? 'bytes/op' : 'ms/op';
}

const METRIC_WORDS: Record<ScalingFrameRow['metric'], string> = {
  calls: 'calls, exact counts',
  'cpu-self': 'own time, cpu pass',
  'cpu-total': 'time, cpu pass',
  allocated: 'bytes, alloc pass',
};

function describeMetric(rows: readonly ScalingFrameRow[]): string {
  return [...new Set(rows.map((row) => METRIC_WORDS[row.metric]))].join('; ');
}
