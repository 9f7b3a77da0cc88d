/** What lies under the pointer: cost, share, samples, place. */
import type { CSSProperties } from 'react';
import {
  formatDifference,
  formatQuantity,
  formatRatio,
  formatShare,
} from '../../../core/model/format-quantity';
import type { FlameAnswer, Side } from '../../../core/model/view-answers';
import { BuildDot } from '../parts/build-name';
import { projectPath } from '../parts/frame-link';
import type { OpenSubject } from '../parts/open-subject';
import './frame-tooltip.css';

/** A row and where the pointer is, in window coordinates. */
export interface HoveredFrame {
  row: number;
  x: number;
  y: number;
}

/** See the head of this file. */
export function FrameTooltip(props: {
  answer: FlameAnswer;
  hovered: HoveredFrame | null;
  open: OpenSubject;
  side: Side;
}) {
  const { answer, hovered, open, side } = props;
  if (hovered === null || hovered.row >= answer.length) return null;
  const { row, x, y } = hovered;
  // Kept inside the window: to the left of the pointer in the right half, above it in the lower part.
  const style: CSSProperties = {
    ...(x > window.innerWidth * 0.62 ? { right: window.innerWidth - x + 14 } : { left: x + 14 }),
    ...(y > window.innerHeight * 0.66 ? { bottom: window.innerHeight - y + 14 } : { top: y + 16 }),
  };
  const frame = answer.frame[row]!;
  const file = answer.files[frame] ?? null;
  const line = answer.lines[frame] ?? 0;
  const unit = answer.unit;
  const per = answer.perOperation ? ' per operation' : '';
  const total = answer.total[row]!;
  return (
    <div className="frame-tooltip" style={style} role="tooltip">
      <b className="mono">{answer.names[frame]}</b>
      {file !== null && (
        <span className="quiet place">
          {projectPath(file, open.answer.project.path)}
          {line > 0 && `:${line}`}
        </span>
      )}
      <dl>
        {answer.candidate.length > 0 ? (
          <Compared answer={answer} row={row} open={open} unit={unit} />
        ) : (
          <>
            <dt>total{per}</dt>
            <dd>
              {formatQuantity(total, unit)} <i>{formatShare(total / answer.rootTotal)}</i>
            </dd>
            <dt>self{per}</dt>
            <dd>
              {formatQuantity(answer.self[row]!, unit)}{' '}
              <i>{formatShare(answer.self[row]! / answer.rootTotal)}</i>
            </dd>
            <SampleCount answer={answer} share={total / answer.rootTotal} side={side} />
          </>
        )}
      </dl>
    </div>
  );
}

function Compared(props: { answer: FlameAnswer; row: number; open: OpenSubject; unit: string }) {
  const { answer, row, open, unit } = props;
  const candidate = answer.candidate[row]!;
  const reference = answer.reference[row]!;
  const show = (value: number) => formatQuantity(value, unit);
  return (
    <>
      <dt>
        <BuildDot role="candidate" /> {open.candidate}
      </dt>
      <dd>{candidate === 0 ? 'not there' : show(candidate)}</dd>
      <dt>
        <BuildDot role="reference" /> {open.reference}
      </dt>
      <dd>{reference === 0 ? 'not there' : show(reference)}</dd>
      <dt>difference</dt>
      <dd>
        {formatDifference(candidate - reference, unit)}{' '}
        <i>
          {answer.noise[row] === 1
            ? 'within noise'
            : candidate > 0 && reference > 0
              ? formatRatio(candidate / reference)
              : ''}
        </i>
      </dd>
    </>
  );
}

function SampleCount(props: { answer: FlameAnswer; share: number; side: Side }) {
  const { samples, unit } = props.answer;
  const all = props.side === 'reference' ? samples.reference : samples.candidate;
  if (all === null || all === 0 || unit !== 'ms') return null;
  return (
    <>
      <dt>samples</dt>
      <dd>about {formatQuantity(Math.round(all * props.share), 'count')}</dd>
    </>
  );
}
