/** The run over time: processor, memory, input and output, collections and the program's own marks. */
import { formatBytes, formatCount, formatTime } from '../../../core/model/format-quantity';
import type {
  LaneId,
  PartAnswer,
  Place,
  TimelineAnswer,
  TimelineLane,
} from '../../../core/model/view-answers';
import { TimelinePlot } from '../../charts/timeline-plot';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { BuildName } from '../parts/build-name';
import { EmptyNote, Loaded, Remarks } from '../parts/note';
import { wholeRun, type OpenSubject } from '../parts/open-subject';
import { PlacePick } from '../parts/place-pick';
import { useSize } from '../parts/use-size';
import './timeline.css';

const NAMES: Record<LaneId, { label: string; hint: string }> = {
  cpu: { label: 'CPU', hint: 'Processor time of the whole tree; 100 % is one core' },
  'run-queue': {
    label: 'Waiting for a core',
    hint: 'Time in which threads were ready but had no processor: what a busy machine adds',
  },
  rss: { label: 'Resident memory', hint: 'Resident sizes of the whole tree, added up' },
  heap: { label: 'JavaScript heap', hint: 'Used heap of all Node processes' },
  external: { label: 'Outside the heap', hint: 'Buffers and what native code reports' },
  'loop-delay': {
    label: 'Event loop late',
    hint: 'The longest time that the event loop came late',
  },
  syncs: {
    label: 'Syncs',
    hint: 'Calls that wait for the disk; from the syscalls pass, a run of its own',
  },
  written: { label: 'Written', hint: 'Bytes by calls of any kind, files or not' },
  read: { label: 'Read', hint: 'Bytes by calls of any kind, files or not' },
  threads: { label: 'Threads', hint: 'Of the whole tree' },
  processes: { label: 'Processes', hint: 'Of the whole tree' },
};

/** See the head of this file. */
export function TimelineView({ open, place }: { open: OpenSubject; place: Place }) {
  const part = useLocationStore((state) => state.location.part);
  const range = part === null ? null : { fromMs: part.fromMs, toMs: part.toMs };
  const [ref, { width }] = useSize<HTMLDivElement>();
  const answer = useAnswer(
    'view.timeline',
    width === 0 ? null : { ...wholeRun(place), range, widthPx: width },
  );
  const runs = shownValue(useAnswer('view.part', wholeRun(place)));
  const hasLanes = (shownValue(answer)?.lanes.length ?? 0) > 0;
  return (
    <div className="view timeline">
      <div className="toolbar first">
        <PlacePick open={open} />
        <BuildName role="candidate">{open.candidate}</BuildName>
        {open.reference !== null && <BuildName role="reference">{open.reference}</BuildName>}
        {hasLanes && (
          <span className="quiet">
            timeline pass; drag over the lanes to look at a part, in every view; double-click for
            all of it
          </span>
        )}
      </div>
      <div ref={ref}>
        <Loaded of={answer}>{(value) => <Lanes answer={value} runs={runs} width={width} />}</Loaded>
      </div>
    </div>
  );
}

function Lanes(props: { answer: TimelineAnswer; runs: PartAnswer | null; width: number }) {
  const { answer, runs, width } = props;
  const part = useLocationStore((state) => state.location.part);
  const setPart = useLocationStore((state) => state.setPart);
  if (answer.lanes.length === 0) {
    return <NothingSeen answer={answer} runs={runs} />;
  }
  const hidden = answer.totalMarks - answer.marks.length;
  return (
    <>
      <TimelinePlot
        lanes={answer.lanes.map((lane) => ({ lane, ...NAMES[lane.id] }))}
        marks={answer.marks}
        range={part ?? { fromMs: 0, toMs: answer.durationMs }}
        width={width}
        formatValue={formatValue}
        onChoose={({ fromMs, toMs: to }) => {
          const toMs = Math.min(to, answer.durationMs);
          if (toMs - fromMs < 1) return;
          if (fromMs <= 0 && toMs >= answer.durationMs) setPart(null);
          else setPart({ side: part?.side ?? sideAt(fromMs, runs), fromMs, toMs });
        }}
        onWhole={() => setPart(null)}
      />
      <Remarks
        notes={[
          ...(answer.unavailable === null ? [] : [answer.unavailable]),
          ...(hidden > 0
            ? [
                `Showing ${formatCount(answer.marks.length)} of ${formatCount(answer.totalMarks)} collections and marks, the longest.`,
              ]
            : []),
          ...answer.notes,
        ]}
      />
    </>
  );
}

/** Samples with times let a part be chosen all the same. */
function NothingSeen({ answer, runs }: { answer: TimelineAnswer; runs: PartAnswer | null }) {
  const { location, go } = useLocationStore.getState();
  const own = runs?.candidate ?? null;
  const isTimed = own !== null && own.whole.every(({ pass }) => pass !== 'cpu');
  const showInTime = () =>
    go({
      tab: 'Flame graph',
      flame: {
        ...location.flame,
        metric: 'cpu',
        mode: 'time-order',
        side: 'candidate',
        root: null,
      },
    });
  return (
    <EmptyNote
      title="Nothing was seen over time"
      actions={
        isTimed && (
          <button type="button" className="button" onClick={showInTime}>
            Show the samples in the order of time
          </button>
        )
      }
    >
      <p>{answer.unavailable ?? 'The run was too short: it ended before the second look.'}</p>
      {isTimed && (
        <p>
          The samples have times: in the flame graph in the order of time, a part of the run is
          chosen by a drag over the times.
        </p>
      )}
    </EmptyNote>
  );
}

/** The candidate's clock counts, but where only the reference still ran. */
function sideAt(fromMs: number, runs: PartAnswer | null): 'candidate' | 'reference' {
  const ended = runs?.candidate != null && runs.candidate.ofMs <= fromMs;
  return ended && runs.reference !== null ? 'reference' : 'candidate';
}

function formatValue(value: number, unit: TimelineLane['unit']): string {
  switch (unit) {
    case 'percent':
      return `${formatCount(Math.round(value))} %`;
    case 'bytes':
      return formatBytes(value);
    case 'bytes/s':
      return `${formatBytes(value)}/s`;
    case 'ms':
      return formatTime(value);
    case 'count':
      return formatCount(value);
    case 'count/s':
      return `${formatCount(Math.round(value))}/s`;
  }
}
