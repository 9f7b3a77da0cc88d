/** Functions ranked by growth; one of them can be plotted alone. */
import { useState } from 'react';
import type { Metric } from '../../../core/model/answers';
import { formatCount, formatQuantity, formatShare } from '../../../core/model/format-quantity';
import type { FrameKey, ScalingFrameRow } from '../../../core/model/view-answers';
import { useLocationStore } from '../../state/location-store';
import { isSame } from '../functions/function-table';
import { BuildName } from '../parts/build-name';
import { shortPlace } from '../parts/frame-link';
import type { OpenSubject } from '../parts/open-subject';
import { unitOf } from '../summary/growth-card';
import { GrowthFigure } from './growth-figure';

const SHOWN = 25;

const METRIC_OF_ROW: Record<ScalingFrameRow['metric'], Metric> = {
  calls: 'calls',
  'cpu-self': 'cpu',
  'cpu-total': 'cpu',
  allocated: 'allocated',
};

const METRIC_WORDS: Record<ScalingFrameRow['metric'], string> = {
  calls: 'calls',
  'cpu-self': 'own CPU time',
  'cpu-total': 'CPU time',
  allocated: 'allocated bytes',
};

/** See the head of this file. */
export function GrowthRanking(props: {
  rows: readonly ScalingFrameRow[];
  open: OpenSubject;
  selected: FrameKey | null;
}) {
  const { rows, open, selected } = props;
  const [all, setAll] = useState(false);
  const go = useLocationStore((state) => state.go);
  if (rows.length === 0) {
    return (
      <p className="quiet">
        No function could be followed over the sizes: at least three sizes with exact counts or
        samples are needed.
      </p>
    );
  }
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>function</th>
            <th className="text">by</th>
            <th>
              <BuildName role="candidate">{open.candidate}</BuildName>
            </th>
            {open.reference !== null && (
              <th>
                <BuildName role="reference">{open.reference}</BuildName>
              </th>
            )}
            <th>per operation</th>
            <th>share</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, all ? rows.length : SHOWN).map((row) => (
            <tr
              key={`${row.key.function}:${row.key.file}:${row.key.line}:${row.metric}`}
              aria-selected={isSame(row.key, selected)}
            >
              <td>
                <button
                  type="button"
                  className="link mono frame-link"
                  title={`Plot ${row.key.function} alone`}
                  onClick={() =>
                    go({ scaling: { metric: METRIC_OF_ROW[row.metric], frame: row.key } })
                  }
                >
                  {row.key.function}
                  <span className="quiet"> {shortPlace(row.key.file, row.key.line)}</span>
                </button>
              </td>
              <td className="text quiet">{METRIC_WORDS[row.metric]}</td>
              <td>
                <GrowthFigure fit={row.candidate} />
              </td>
              {open.reference !== null && (
                <td>
                  <GrowthFigure fit={row.reference} />
                </td>
              )}
              <td>{formatQuantity(row.perOperation, unitOf(row.metric))}</td>
              <td>{formatShare(row.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && rows.length > SHOWN && (
        <button type="button" className="disclosure" onClick={() => setAll(true)}>
          Showing {SHOWN} of {formatCount(rows.length)}; show all
        </button>
      )}
    </>
  );
}
