/** The part of the run that the views show: of which build's clock, what it is in the other build, and what cannot be cut. */
import { formatShare } from '../../../core/model/format-quantity';
import type { PartAnswer, PartOfBuild, Place, RunPart } from '../../../core/model/view-answers';
import type { Tab } from '../../../ipc/tabs';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { BuildDot } from '../parts/build-name';
import { Chip } from '../parts/chip';
import type { OpenSubject } from '../parts/open-subject';
import { formatStretch } from '../parts/format-stretch';
import { Segments } from '../parts/pick';
import './part-bar.css';

/** Tabs that speak of whole runs: their figures come from runs without times, or from several sizes. */
const OF_WHOLE_RUNS: readonly Tab[] = ['Summary', 'Scaling', 'Output', 'Report'];

/** See the head of this file. */
export function PartBar({ open, tab }: { open: OpenSubject; tab: Tab }) {
  const part = useLocationStore((state) => state.location.part);
  if (part === null || open.place === null) return null;
  return <Bar open={open} tab={tab} part={part} place={open.place} />;
}

function Bar(props: { open: OpenSubject; tab: Tab; part: RunPart; place: Place }) {
  const { open, tab, part, place } = props;
  const setPart = useLocationStore((state) => state.setPart);
  const answer = shownValue(useAnswer('view.part', place));
  const build = part.side === 'candidate' ? open.candidate : (open.reference ?? '');
  return (
    <section className="part-bar" aria-label="Part of the run">
      <Chip
        undo="Clear the part of the run"
        title="Show the whole run (Esc)"
        onUndo={() => setPart(null)}
      >
        <BuildDot role={part.side} />
        <span role="status">
          {formatStretch(part.fromMs, part.toMs)} of {build}
        </span>
      </Chip>
      {open.reference !== null && (
        <Segments
          small
          label="Build whose clock counts"
          value={part.side}
          choices={[
            { value: 'candidate', label: open.candidate, title: 'Times are of its run' },
            { value: 'reference', label: open.reference, title: 'Times are of its run' },
          ]}
          onChoose={(side) => setPart({ ...part, side })}
        />
      )}
      <span className="quiet">
        {OF_WHOLE_RUNS.includes(tab)
          ? `${tab} is of whole runs, not of the part.`
          : answer === null
            ? ''
            : describePart(answer, part.side)}
      </span>
    </section>
  );
}

/** The share of the run, the same in the other build, and the passes that are shown whole. */
export function describePart(answer: PartAnswer, side: RunPart['side']): string {
  const own = answer[side];
  if (own === null) return 'How long this run took is not known: all of it is shown.';
  const other = answer[side === 'candidate' ? 'reference' : 'candidate'];
  const share = own.ofMs > 0 ? (own.toMs - own.fromMs) / own.ofMs : 0;
  const sentences = [
    `${formatShare(share)} of its run; each pass and build shows the same share of its own${other === null ? '' : `, ${other.build} ${formatStretch(other.fromMs, other.toMs)}`}.`,
  ];
  const whole = wholePasses([own, other]);
  if (whole.length > 0) {
    sentences.push(
      `Shown whole: ${whole.join(', ')} ${whole.length === 1 ? 'pass' : 'passes'} (no times).`,
    );
  }
  return sentences.join(' ');
}

function wholePasses(builds: readonly (PartOfBuild | null)[]): string[] {
  return [...new Set(builds.flatMap((build) => build?.whole.map(({ pass }) => pass) ?? []))];
}
