/** A growth class with its exponent; what is not decided says so. */
import type { GrowthFit } from '../../../core/model/answers';
import { formatExponent, formatPower, NOT_MEASURED } from '../../../core/model/format-quantity';

/** See the head of this file. */
export function GrowthFigure(props: {
  fit: GrowthFit | null | undefined;
  /** Without the exponent; it is still in the hint. */
  compact?: boolean;
}) {
  const { fit } = props;
  if (fit === null || fit === undefined) return <span className="quiet">none</span>;
  if (fit.sizes < 2) return <span title="One size has no growth">{NOT_MEASURED}</span>;
  const title = `exponent ${formatExponent(fit)} over ${fit.sizes} sizes, confidence ${fit.confidence}${fit.reason === null ? '' : `; ${fit.reason}`}`;
  return (
    <span title={title}>
      {fit.class ?? <span className="quiet">undecided</span>}
      {props.compact !== true && <i className="interval">{formatPower(fit.exponent)}</i>}
    </span>
  );
}
