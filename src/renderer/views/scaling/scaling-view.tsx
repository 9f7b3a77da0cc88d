/** How the cost grows with the input: a log-log plot per build, the fitted class, and the functions behind it. */
import type { Metric } from '../../../core/model/answers';
import { formatCount, formatExponent, formatQuantity } from '../../../core/model/format-quantity';
import type { Place, ScalingAnswer, ScalingSeries } from '../../../core/model/view-answers';
import { ScalingPlot } from '../../charts/scaling-plot';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { BuildName } from '../parts/build-name';
import { Chip } from '../parts/chip';
import { nameFile } from '../parts/csv-table';
import { EmptyNote, Loaded, Remarks } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { Segments } from '../parts/pick';
import { PlacePick } from '../parts/place-pick';
import { TableMenu } from '../parts/table-menu';
import { useSize } from '../parts/use-size';
import { GrowthRanking } from './growth-ranking';
import { writeRanking } from './ranking-csv';
import './scaling.css';

const METRIC_LABELS: Record<Metric, string> = {
  wall: 'Wall time',
  cpu: 'CPU time',
  calls: 'Calls',
  allocated: 'Allocated',
  syncs: 'Syncs',
  peakRss: 'Peak memory',
  instructions: 'Instructions',
};

/** See the head of this file. */
export function ScalingView({ open, place }: { open: OpenSubject; place: Place }) {
  const { metric, frame } = useLocationStore((state) => state.location.scaling);
  const go = useLocationStore((state) => state.go);
  const answer = useAnswer('view.scaling', {
    subject: open.subject,
    workload: place.workload,
    metric,
    frame,
  });
  const metrics = shownValue(answer)?.metrics ?? [metric];
  return (
    <div className="view scaling">
      <div className="toolbar" role="toolbar" aria-label="Scaling">
        <PlacePick open={open} sizes={false} />
        {metrics.length > 0 && (
          <Segments
            label="Metric"
            value={metric}
            choices={metrics.map((value) => ({ value, label: METRIC_LABELS[value] }))}
            onChoose={(value) => go({ scaling: { metric: value, frame: null } })}
          />
        )}
        {frame !== null && (
          <Chip
            undo="Show the whole run again"
            onUndo={() => go({ scaling: { metric, frame: null } })}
          >
            only <code>{frame.function}</code>
          </Chip>
        )}
      </div>
      <Loaded of={answer}>{(value) => <Scaling answer={value} open={open} place={place} />}</Loaded>
    </div>
  );
}

function Scaling(props: { answer: ScalingAnswer; open: OpenSubject; place: Place }) {
  const { answer, open, place } = props;
  const { metric, frame } = useLocationStore((state) => state.location.scaling);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const unit = answer.perOperation && answer.unit === 'count' ? 'calls/op' : answer.unit;
  const format = (value: number) => formatQuantity(value, unit);
  const points = Math.max(0, ...answer.series.map((one) => one.points.length));
  if (answer.metrics.length === 0) {
    return (
      <EmptyNote title="No growth to show">
        <p>
          Growth is seen over runs of several sizes, and here is{' '}
          {open.imported.length > 0 ? 'a file of another tool' : 'no size that was measured'}. Run a
          workload of a project at three sizes or more.
        </p>
      </EmptyNote>
    );
  }
  const what = `${METRIC_LABELS[metric]}${frame === null ? '' : ` of ${frame.function}`}`;
  return (
    <>
      <div className="columns">
        <section ref={ref} aria-label="Plot">
          <h2 className="section-title">
            {what}
            <small>
              {place.workload}
              {answer.perOperation ? ', per operation' : ', whole run'}; log-log; bars are 95 %
              intervals
            </small>
          </h2>
          {points === 0 ? (
            <EmptyNote title="Nothing to plot">
              <p>
                This metric was not measured. Choose another one, or record again with its pass.
              </p>
            </EmptyNote>
          ) : (
            width > 0 && (
              <ScalingPlot
                series={answer.series}
                width={width}
                height={Math.round(Math.min(Math.max(width * 0.5, 280), 400))}
                format={format}
                label={`${what} of ${place.workload} over n, log-log`}
                showExtrapolation
              />
            )
          )}
          <Remarks notes={answer.notes} />
        </section>
        <section aria-label="Fit">
          <h2 className="section-title">
            Fit <small>cost ≈ constant + coefficient · f(n)</small>
          </h2>
          {answer.series.map((one) => (
            <Fit key={one.side} one={one} format={format} />
          ))}
        </section>
      </div>
      <section aria-label="Functions by growth" style={{ marginTop: 24 }}>
        <h2 className="section-title">
          Functions by growth{' '}
          <small>fastest growing and most costly first; click for its plot</small>
          {answer.frames.length > 0 && (
            <TableMenu
              name="Functions by growth"
              file={nameFile(`growth of functions ${place.workload}`, open)}
              read={() => writeRanking(answer.frames, open)}
            />
          )}
        </h2>
        <GrowthRanking rows={answer.frames} open={open} selected={frame} />
      </section>
    </>
  );
}

function Fit({ one, format }: { one: ScalingSeries; format: (value: number) => string }) {
  const { fit } = one;
  return (
    <article className="fit">
      <h3>
        <BuildName role={one.side}>{one.build}</BuildName>
        <span className="class">{fit?.class ?? 'undecided'}</span>
      </h3>
      {fit === null || fit.sizes < 2 ? (
        <p className="quiet">One size has no growth; run it at three or more.</p>
      ) : (
        <dl>
          <dt>exponent</dt>
          <dd>{formatExponent(fit)}</dd>
          <dt>constant part</dt>
          <dd>{format(fit.constant)}</dd>
          <dt>sizes fitted</dt>
          <dd>{formatCount(fit.sizes)}</dd>
          <dt>confidence</dt>
          <dd>{fit.confidence}</dd>
          {fit.knee !== null && (
            <>
              <dt>changes at</dt>
              <dd>n = {formatCount(Math.round(fit.knee))}</dd>
            </>
          )}
        </dl>
      )}
      {fit?.reason != null && fit.sizes >= 2 && <p className="quiet">{fit.reason}</p>}
    </article>
  );
}
