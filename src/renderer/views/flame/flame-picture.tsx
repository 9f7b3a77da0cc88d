/** One painted flame graph with its menu and tooltip, or why there is none. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { formatCount, formatQuantity } from '../../../core/model/format-quantity';
import type {
  FlameAnswer,
  FlameMetric,
  FrameKey,
  Place,
  Side,
} from '../../../core/model/view-answers';
import type { PictureFormat } from '../../../ipc/contract';
import { FlameGraph } from '../../charts/flame-graph';
import type { FlameColour } from '../../charts/flame-tone';
import { momentAt, stretchOfBox } from '../../charts/time-axis';
import { TimeRuler } from '../../charts/time-ruler';
import { useStretch } from '../../charts/use-stretch';
import type { Loadable } from '../../state/loadable';
import { useLocationStore, type FlameSlot } from '../../state/location-store';
import { formatStretch } from '../parts/format-stretch';
import { shortPlace } from '../parts/frame-link';
import { EmptyNote, Loaded } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { FlameMenu, keyOfRow } from './flame-menu';
import { FrameTooltip, type HoveredFrame } from './frame-tooltip';
import { savePicture } from './save-picture';

/** A frame of one picture, as a linked picture finds it. */
export interface MarkedPlace {
  node: number;
  key: FrameKey;
}

/** See the head of this file. */
export interface FlamePictureProps {
  slot: FlameSlot;
  open: OpenSubject;
  place: Place;
  answer: Loadable<FlameAnswer>;
  side: Side;
  metric: FlameMetric;
  colour: FlameColour;
  onZoom: (node: number | null) => void;
  upwards?: boolean;
  /** Goes before the accessible name, where there are two pictures. */
  part?: string;
  /** What is marked in a picture beside this one. */
  linked?: MarkedPlace | null;
  /** Tells what the pointer or the keyboard marks, for a picture beside this one. */
  onMark?: (marked: MarkedPlace | null) => void;
  scrollTop?: number;
  onScroll?: (top: number, height: number) => void;
}

/** See the head of this file. */
export function FlamePicture(props: FlamePictureProps) {
  return (
    <Loaded of={props.answer}>
      {(value) =>
        value.length === 0 ? (
          <NoFrames {...props} shown={value} />
        ) : (
          <Picture {...props} shown={value} />
        )
      }
    </Loaded>
  );
}

function Picture(props: FlamePictureProps & { shown: FlameAnswer }) {
  const { slot, open, place, shown, side, onZoom, onMark, linked = null } = props;
  const [chosen, setSelected] = useState(-1);
  const [hovered, setHovered] = useState<HoveredFrame | null>(null);
  const trigger = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(shown.breadcrumb);
  // Node and row belong to one zoom: a selection does not survive another root.
  if (seen.at(-1)?.node !== shown.breadcrumb.at(-1)?.node) {
    setSeen(shown.breadcrumb);
    setSelected(-1);
    setHovered(null);
  }
  const selected = chosen < shown.length ? chosen : -1;
  const hover = useCallback(
    (row: number, x: number, y: number) => {
      setHovered(row < 0 ? null : { row, x, y });
      onMark?.(markOf(shown, row));
    },
    [onMark, shown],
  );
  const select = (row: number) => {
    setSelected(row);
    onMark?.(markOf(shown, row));
  };
  const showPart = useCallback(
    (fromMs: number, toMs: number) => {
      const { setPart } = useLocationStore.getState();
      setPart({ side: side === 'reference' ? 'reference' : 'candidate', fromMs, toMs });
    },
    [side],
  );
  const choice = useStretch(shown.timeAxes, showPart);
  const isTimed = shown.timeAxes.length > 0;
  const ofRow = useMemo(
    () => stretchOfBox(shown.timeAxes, shown.x0[selected] ?? 0, shown.x1[selected] ?? 0),
    [shown, selected],
  );
  const name = `Flame graph of ${place.workload}, n = ${formatCount(place.n)}`;
  const save = (format: PictureFormat) => {
    const host = trigger.current?.querySelector('.flame-graph');
    if (host === null || host === undefined) return;
    const style = { palette: side, colour: props.colour, upwards: props.upwards === true };
    const file = `${place.workload}-${place.n}-${props.metric}-${side}`;
    void savePicture(host, shown, style, { format, name: file });
  };
  return (
    <>
      {isTimed && (
        <TimeRuler
          choice={choice}
          build={(side === 'reference' ? open.reference : open.candidate) ?? ''}
          say={formatStretch}
        />
      )}
      <FlameMenu
        slot={slot}
        place={place}
        answer={shown}
        row={selected}
        onZoom={onZoom}
        onPart={
          ofRow === null
            ? null
            : () => showPart(momentAt(ofRow.axis, ofRow.from), momentAt(ofRow.axis, ofRow.to))
        }
        onSave={save}
        onOpen={() => setHovered(null)}
      >
        <div className="flame-trigger" ref={trigger}>
          <FlameGraph
            answer={shown}
            palette={side}
            colour={props.colour}
            label={props.part === undefined ? name : `${props.part}: ${name}`}
            selected={selected}
            linked={findLinked(shown, linked)}
            upwards={props.upwards === true}
            describe={(row) => describeFrame(shown, row, open)}
            onSelect={select}
            onZoom={onZoom}
            onHover={hover}
            choice={isTimed ? choice : undefined}
            {...(props.scrollTop === undefined ? {} : { scrollTop: props.scrollTop })}
            {...(props.onScroll === undefined ? {} : { onScroll: props.onScroll })}
          />
        </div>
      </FlameMenu>
      <FrameTooltip answer={shown} hovered={hovered} open={open} side={side} />
    </>
  );
}

function markOf(answer: FlameAnswer, row: number): MarkedPlace | null {
  const node = answer.node[row] ?? -1;
  return node < 0 ? null : { node, key: keyOfRow(answer, row) };
}

/** Row of the same place; where this build does not pass there, of the widest place of the same function. */
function findLinked(answer: FlameAnswer, linked: MarkedPlace | null): number {
  if (linked === null) return -1;
  const same = answer.node.indexOf(linked.node);
  if (same >= 0) return same;
  let best = -1;
  let width = 0;
  for (let row = 1; row < answer.length; row++) {
    const wide = answer.x1[row]! - answer.x0[row]!;
    if (wide <= width || answer.node[row]! < 0) continue;
    const frame = answer.frame[row]!;
    const isSame =
      answer.names[frame] === linked.key.function &&
      answer.files[frame] === linked.key.file &&
      answer.lines[frame] === linked.key.line;
    if (isSame) [best, width] = [row, wide];
  }
  return best;
}

/** A frame in words, for a screen reader that follows the arrow keys. */
function describeFrame(answer: FlameAnswer, row: number, open: OpenSubject): string {
  const frame = answer.frame[row]!;
  const show = (value: number) => formatQuantity(value, answer.unit);
  const where = shortPlace(answer.files[frame] ?? null, answer.lines[frame] ?? 0);
  const cost =
    answer.candidate.length > 0
      ? `${open.candidate} ${show(answer.candidate[row]!)}, ${open.reference} ${show(answer.reference[row]!)}${answer.noise[row] === 1 ? ', within noise' : ''}`
      : `total ${show(answer.total[row]!)}, self ${show(answer.self[row]!)}`;
  return `${[answer.names[frame], where].filter((part) => part !== '').join(' ')}: ${cost}`;
}

const METRIC_WORDS = {
  cpu: { nothing: 'No CPU samples', pass: 'cpu' },
  allocated: { nothing: 'No allocations recorded', pass: 'alloc' },
  syncs: { nothing: 'No syncs', pass: 'stacks' },
  waiting: { nothing: 'No waits', pass: 'waits' },
} as const;

function NoFrames({
  shown,
  open,
  side,
  metric,
  onZoom,
}: FlamePictureProps & { shown: FlameAnswer }) {
  const words = METRIC_WORDS[metric];
  const whose =
    side === 'difference'
      ? `${open.candidate} and ${open.reference}`
      : side === 'candidate'
        ? open.candidate
        : open.reference;
  const zoomedTo = shown.breadcrumb.length > 1 ? shown.breadcrumb.at(-1) : undefined;
  if (zoomedTo !== undefined) {
    return (
      <EmptyNote
        title={`${zoomedTo.name} costs nothing in ${whose}`}
        actions={
          <button type="button" className="button" onClick={() => onZoom(null)}>
            Show the whole
          </button>
        }
      >
        <p>No sample of this build passed through this place.</p>
      </EmptyNote>
    );
  }
  return (
    <EmptyNote title={`${words.nothing} in ${whose}`}>
      {shown.notes.length > 0 ? (
        shown.notes.map((note) => <p key={note}>{note}</p>)
      ) : (
        <p>
          The {words.pass} pass of this size holds nothing to draw. Try a larger size; “What can be
          captured here” in the status line says whether the instrument works on this machine.
        </p>
      )}
    </EmptyNote>
  );
}
