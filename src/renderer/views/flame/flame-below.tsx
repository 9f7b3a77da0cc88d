/** The lines below a flame graph: what the colours mean, how much is shown, what is doubtful. */
import { formatCount, formatShare } from '../../../core/model/format-quantity';
import type { FlameAnswer } from '../../../core/model/view-answers';
import type { FlameColour, FlamePalette } from '../../charts/flame-tone';
import { Remarks } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { FlameLegend } from './flame-legend';

/** See the head of this file. */
export function FlameBelow(props: {
  answer: FlameAnswer | null;
  open: OpenSubject;
  palette: FlamePalette;
  colour: FlameColour;
  /** The legend of another pane beside this one, which also tells how much is shown. */
  besides?: { answer: FlameAnswer | null; palette: FlamePalette };
}) {
  const { answer, besides } = props;
  if (answer === null || answer.length === 0) return null;
  return (
    <div className="flame-below">
      <FlameLegend {...props} answer={answer} />
      {props.colour === 'kind' && (besides?.answer?.length ?? 0) > 0 && (
        <FlameLegend {...props} {...besides} answer={besides?.answer ?? answer} onlyOwn />
      )}
      <span className="grow" />
      {besides === undefined && <FramesShown answer={answer} />}
      <Remarks notes={[...new Set([...answer.notes, ...(besides?.answer?.notes ?? [])])]} />
    </div>
  );
}

/** How much of the tree is drawn. */
export function FramesShown({ answer }: { answer: FlameAnswer }) {
  return (
    <span className="nowrap" title="Boxes narrower than a pixel are merged; zoom in to see them.">
      showing {formatCount(answer.shownNodes)} of {formatCount(answer.totalNodes)} frames,{' '}
      {formatShare(answer.shownShare)} of cost
    </span>
  );
}
