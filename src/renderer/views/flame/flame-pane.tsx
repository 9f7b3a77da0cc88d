/** A flame graph with its controls, way back, legend and menu. Used by three tabs, each with its own settings. */
import { Fragment, useCallback, useState, type ReactNode } from 'react';
import type { FlameAnswer, FlameQuestion, Place, Side } from '../../../core/model/view-answers';
import { formatCount, formatQuantity, formatShare } from '../../../core/model/format-quantity';
import { FlameGraph } from '../../charts/flame-graph';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore, type FlameSlot } from '../../state/location-store';
import { shortPlace } from '../parts/frame-link';
import { EmptyNote, Loaded, Remarks } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { useSize } from '../parts/use-size';
import { FlameControls } from './flame-controls';
import { FlameLegend } from './flame-legend';
import { FlameMenu } from './flame-menu';
import './flame.css';
import { FrameTooltip, quantityUnit, type HoveredFrame } from './frame-tooltip';

/** See the head of this file. */
export function FlamePane(props: {
  slot: FlameSlot;
  open: OpenSubject;
  place: Place;
  /** Controls before those that every flame graph has. */
  children?: ReactNode;
}) {
  const { slot, open, place } = props;
  const settings = useLocationStore((state) => state.location[slot]);
  const setFlame = useLocationStore((state) => state.setFlame);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const side: Side = settings.side ?? (open.reference === null ? 'candidate' : 'difference');
  const question: FlameQuestion = {
    ...place,
    metric: settings.metric,
    mode: settings.mode,
    side,
    basis: settings.basis,
    filter: settings.filter,
    root: settings.root,
    widthPx: width,
    search: settings.search === '' ? null : settings.search,
  };
  const answer = useAnswer('view.flame', width === 0 ? null : question);
  const shown = shownValue(answer);
  return (
    <div className="flame-pane">
      <FlameControls slot={slot} open={open} side={side} threads={shown?.threads ?? []}>
        {props.children}
      </FlameControls>
      <div className="flame-above">
        <Breadcrumb answer={shown} onZoom={(root) => setFlame(slot, { root })} />
        <span className="grow" />
        <Matches answer={shown} />
      </div>
      <div ref={ref} className="flame-scroll">
        <Loaded of={answer}>
          {(value) =>
            value.length === 0 ? (
              <NoFrames answer={value} open={open} side={side} metric={settings.metric} />
            ) : (
              <Picture
                // A selection belongs to one picture; another question starts without one.
                key={`${place.workload} ${place.n} ${settings.metric} ${settings.mode} ${side}`}
                {...props}
                answer={value}
                side={side}
                width={width}
              />
            )
          }
        </Loaded>
      </div>
      {shown !== null && shown.length > 0 && (
        <div className="flame-below">
          <FlameLegend palette={side} open={open} answer={shown} />
          <span className="grow" />
          <span title="Boxes narrower than a pixel are merged; zoom in to see them.">
            showing {formatCount(shown.shownNodes)} of {formatCount(shown.totalNodes)} frames,{' '}
            {formatShare(shown.shownShare)} of cost
          </span>
          <Remarks notes={shown.notes} />
        </div>
      )}
    </div>
  );
}

function Picture(props: {
  slot: FlameSlot;
  open: OpenSubject;
  place: Place;
  answer: FlameAnswer;
  side: Side;
  width: number;
}) {
  const { slot, open, place, answer, side, width } = props;
  const setFlame = useLocationStore((state) => state.setFlame);
  const [chosen, setSelected] = useState(-1);
  const [hovered, setHovered] = useState<HoveredFrame | null>(null);
  const hover = useCallback(
    (row: number, x: number, y: number) => setHovered(row < 0 ? null : { row, x, y }),
    [],
  );
  // The answer changes with every zoom; a row beyond it is no selection.
  const selected = chosen < answer.length ? chosen : -1;
  const zoom = (root: number | null) => {
    setSelected(-1);
    setHovered(null);
    setFlame(slot, { root });
  };
  return (
    <>
      <FlameMenu
        slot={slot}
        place={place}
        answer={answer}
        row={selected}
        onZoom={zoom}
        onOpen={() => setHovered(null)}
      >
        <div>
          <FlameGraph
            answer={answer}
            palette={side}
            label={`Flame graph of ${place.workload}, n = ${formatCount(place.n)}`}
            widthPx={width}
            selected={selected}
            onSelect={setSelected}
            onZoom={zoom}
            onHover={hover}
          />
        </div>
      </FlameMenu>
      <p className="visually-hidden" role="status">
        {selected >= 0 && describeFrame(answer, selected, open, side)}
      </p>
      <FrameTooltip answer={answer} hovered={hovered} open={open} side={side} />
    </>
  );
}

/** A frame in words, for a screen reader that follows the arrow keys. */
function describeFrame(answer: FlameAnswer, row: number, open: OpenSubject, side: Side): string {
  const frame = answer.frame[row]!;
  const unit = quantityUnit(answer);
  const show = (value: number) => formatQuantity(value, unit);
  const where = shortPlace(answer.files[frame] ?? null, answer.lines[frame] ?? 0);
  const cost =
    side === 'difference'
      ? `${open.candidate} ${show(answer.candidate[row]!)}, ${open.reference} ${show(answer.reference[row]!)}`
      : `total ${show(answer.total[row]!)}, self ${show(answer.self[row]!)}`;
  return `${answer.names[frame]} ${where}: ${cost}`;
}

function Breadcrumb(props: { answer: FlameAnswer | null; onZoom: (root: number | null) => void }) {
  const crumbs = props.answer?.breadcrumb ?? [];
  if (crumbs.length <= 1) return <span className="quiet">Click a frame to zoom in</span>;
  // A deep way is cut in the middle: its start and its end tell where one is.
  const shown = crumbs.length > 7 ? [...crumbs.slice(0, 2), null, ...crumbs.slice(-4)] : crumbs;
  return (
    <ol className="breadcrumb" aria-label="Way to the frame shown">
      {shown.map((crumb, index) => (
        <Fragment key={crumb?.node ?? 'cut'}>
          <li>
            {index > 0 && <span aria-hidden="true">›</span>}
            {crumb === null ? (
              <span>… {crumbs.length - 6} more …</span>
            ) : (
              <button
                type="button"
                onClick={() => props.onZoom(index === 0 ? null : crumb.node)}
                aria-current={index === shown.length - 1}
              >
                {crumb.name}
              </button>
            )}
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

function Matches({ answer }: { answer: FlameAnswer | null }) {
  if (answer?.matches === null || answer?.matches === undefined) return null;
  const { count, share } = answer.matches;
  return (
    <span role="status" className="nowrap">
      {count === 0
        ? 'no match'
        : `${formatCount(count)} ${count === 1 ? 'match' : 'matches'}, ${formatShare(share)} of cost`}
    </span>
  );
}

const METRIC_WORDS = {
  cpu: { nothing: 'No CPU samples', pass: 'cpu' },
  allocated: { nothing: 'No allocations recorded', pass: 'alloc' },
  syncs: { nothing: 'No syncs', pass: 'stacks' },
} as const;

function NoFrames(props: {
  answer: FlameAnswer;
  open: OpenSubject;
  side: Side;
  metric: FlameQuestion['metric'];
}) {
  const { answer, open, side, metric } = props;
  const words = METRIC_WORDS[metric];
  const whose =
    side === 'difference'
      ? `${open.candidate} and ${open.reference}`
      : side === 'candidate'
        ? open.candidate
        : open.reference;
  return (
    <EmptyNote title={`${words.nothing} in ${whose}`}>
      {answer.notes.length > 0 ? (
        answer.notes.map((note) => <p key={note}>{note}</p>)
      ) : (
        <p>
          The {words.pass} pass of this size holds nothing to draw. Try a larger size; “What can be
          captured here” in the status line says whether the instrument works on this machine.
        </p>
      )}
    </EmptyNote>
  );
}
