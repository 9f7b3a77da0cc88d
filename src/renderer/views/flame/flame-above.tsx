/** The line above a flame graph: the way to what is shown, what was left out, what was found. */
import { Fragment } from 'react';
import { formatCount, formatShare } from '../../../core/model/format-quantity';
import type { FlameAnswer, FrameKey, TreeFilter } from '../../../core/model/view-answers';
import { useLocationStore, type FlameSlot } from '../../state/location-store';
import { Chip } from '../parts/chip';

/** See the head of this file. */
export function FlameAbove(props: {
  slot: FlameSlot;
  answer: FlameAnswer | null;
  onZoom: (root: number | null) => void;
  /** Matches of further pictures beside this one. */
  others?: { name: string; answer: FlameAnswer | null }[];
}) {
  const { slot, answer, onZoom } = props;
  return (
    <div className="flame-above">
      <Breadcrumb answer={answer} onZoom={onZoom} />
      <FilterChips slot={slot} />
      <span className="grow" />
      {props.others === undefined ? (
        <Matches answer={answer} />
      ) : (
        props.others.map(({ name, answer: each }) => <Matches key={name} answer={each} of={name} />)
      )}
    </div>
  );
}

function Breadcrumb(props: { answer: FlameAnswer | null; onZoom: (root: number | null) => void }) {
  const crumbs = props.answer?.breadcrumb ?? [];
  if (crumbs.length <= 1) {
    const isTimed = (props.answer?.timeAxes.length ?? 0) > 0;
    return (
      <span className="quiet nowrap">
        Click a frame to zoom in
        {isTimed && '; drag over the times, or with Shift over frames, to show a part of the run'}
      </span>
    );
  }
  // A deep way is cut in the middle: its start and its end tell where one is.
  const shown = crumbs.length > 7 ? [...crumbs.slice(0, 2), null, ...crumbs.slice(-4)] : crumbs;
  return (
    <ol className="breadcrumb" aria-label="Way to the frame shown">
      {shown.map((crumb, index) => (
        <Fragment key={crumb?.node ?? 'cut'}>
          <li>
            {index > 0 && <span aria-hidden="true">›</span>}
            {crumb === null ? (
              <span className="nowrap">… {crumbs.length - 6} more …</span>
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

/** What the filters leave out, each with a way to take it back. */
function FilterChips({ slot }: { slot: FlameSlot }) {
  const filter = useLocationStore((state) => state.location[slot].filter);
  const setFlame = useLocationStore((state) => state.setFlame);
  const change = (part: Partial<TreeFilter>) => setFlame(slot, { filter: { ...filter, ...part } });
  const hidden = filter.hidden ?? [];
  const modules = filter.collapsedModules ?? [];
  return (
    <>
      {filter.focus !== null && (
        <Chip undo="Show all stacks again" onUndo={() => change({ focus: null })}>
          only through <code>{filter.focus.function}</code>
        </Chip>
      )}
      {hidden.map((key) => (
        <Chip
          key={textOf(key)}
          undo={`Show ${key.function} again`}
          onUndo={() => change({ hidden: hidden.filter((each) => each !== key) })}
        >
          hidden <code>{key.function}</code>
        </Chip>
      ))}
      {modules.map((module) => (
        <Chip
          key={module}
          undo={`Show the frames of ${module} again`}
          onUndo={() => change({ collapsedModules: modules.filter((each) => each !== module) })}
        >
          collapsed <code>{module}</code>
        </Chip>
      ))}
    </>
  );
}

function textOf(key: FrameKey): string {
  return `${key.function} ${key.file} ${key.line}`;
}

function Matches({ answer, of }: { answer: FlameAnswer | null; of?: string }) {
  if (answer?.matches === null || answer?.matches === undefined) return null;
  const { count, share } = answer.matches;
  return (
    <span role="status" className="nowrap">
      {of !== undefined && <span className="quiet">{of}: </span>}
      {count === 0
        ? 'no match'
        : `${formatCount(count)} ${count === 1 ? 'match' : 'matches'}, ${formatShare(share)} of cost`}
    </span>
  );
}
