/** The run over time: processor, memory, input and output, collections and the program's own marks. */
import { formatBytes, formatCount, formatTime } from '../../../core/model/format-quantity';
import type { LaneId, Place, TimelineAnswer, TimelineLane } from '../../../core/model/view-answers';
import { TimelinePlot } from '../../charts/timeline-plot';
import { useAnswer } from '../../state/answers-store';
import { useLocationStore } from '../../state/location-store';
import { BuildName } from '../parts/build-name';
import { EmptyNote, Loaded, Remarks } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
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
  const range = useLocationStore((state) => state.location.timeRange);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const answer = useAnswer(
    'view.timeline',
    width === 0 ? null : { ...place, range, widthPx: width },
  );
  return (
    <div className="view timeline">
      <div className="toolbar first">
        <PlacePick open={open} />
        <BuildName role="candidate">{open.candidate}</BuildName>
        {open.reference !== null && <BuildName role="reference">{open.reference}</BuildName>}
        <span className="quiet">
          timeline pass; drag over the lanes to look closer, double-click for all of it
        </span>
        {range !== null && <WholeButton />}
      </div>
      <div ref={ref}>
        <Loaded of={answer}>{(value) => <Lanes answer={value} width={width} />}</Loaded>
      </div>
    </div>
  );
}

function WholeButton() {
  const go = useLocationStore((state) => state.go);
  return (
    <button type="button" className="button" onClick={() => go({ timeRange: null })}>
      Show the whole run
    </button>
  );
}

function Lanes({ answer, width }: { answer: TimelineAnswer; width: number }) {
  const range = useLocationStore((state) => state.location.timeRange);
  const go = useLocationStore((state) => state.go);
  if (answer.lanes.length === 0) {
    return (
      <EmptyNote title="Nothing was seen over time">
        <p>{answer.unavailable ?? 'The run was too short: it ended before the second look.'}</p>
      </EmptyNote>
    );
  }
  const hidden = answer.totalMarks - answer.marks.length;
  return (
    <>
      <TimelinePlot
        lanes={answer.lanes.map((lane) => ({ lane, ...NAMES[lane.id] }))}
        marks={answer.marks}
        range={range ?? { fromMs: 0, toMs: answer.durationMs }}
        width={width}
        formatValue={formatValue}
        onChoose={({ fromMs, toMs }) => {
          const end = Math.min(toMs, answer.durationMs);
          if (end - fromMs >= 1) go({ timeRange: { fromMs, toMs: end } });
        }}
        onWhole={() => range !== null && go({ timeRange: null })}
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
