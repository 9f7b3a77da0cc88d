/** The open recording or comparison, as tabs. */
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import type { ComparisonAnswer, ProfileAnswer } from '../../../core/model/answers';
import { formatCount } from '../../../core/model/format-quantity';
import type { Subject } from '../../../core/model/view-answers';
import { TABS, type Tab } from '../../../ipc/tabs';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { FlameView } from '../flame/flame-view';
import { FunctionsView } from '../functions/functions-view';
import { HeapView } from '../heap/heap-view';
import { OutputView } from '../output/output-view';
import { EmptyNote, Loaded } from '../parts/note';
import { useOpenSubject, type OpenSubject } from '../parts/open-subject';
import { ReportView } from '../report/report-view';
import { PartBar } from './part-bar';
import { ScalingView } from '../scaling/scaling-view';
import { SummaryView } from '../summary/summary-view';
import { SyscallsView } from '../syscalls/syscalls-view';
import { TimelineView } from '../timeline/timeline-view';

/** See the head of this file. */
export function OpenTabs({ subject }: { subject: Subject }) {
  const answer = useAnswer('view.summary', { subject });
  return (
    <>
      {answer.state === 'loading' && shownValue(answer) === null && (
        <p className="reading quiet">Reading what was captured…</p>
      )}
      <Loaded of={answer}>{(value) => <TabsOf key={value.id} answer={value} />}</Loaded>
    </>
  );
}

/** Views that fill the height and scroll inside. */
const FILLED: readonly Tab[] = ['Flame graph', 'Functions', 'Heap', 'Report'];

/** Views with a heading of their own. */
const TITLED: readonly Tab[] = ['Summary', 'Output'];

function TabsOf({ answer }: { answer: ProfileAnswer | ComparisonAnswer }) {
  const open = useOpenSubject(answer);
  const tab = useLocationStore((state) => state.location.tab);
  const canGoBack = useLocationStore((state) => state.past.length > 0);
  const canGoForward = useLocationStore((state) => state.future.length > 0);
  const { go, back, forward } = useLocationStore.getState();
  return (
    <Tabs.Root
      className="tabs"
      value={idOf(tab)}
      onValueChange={(value) => {
        const next = TABS.find((one) => idOf(one) === value);
        if (next !== undefined) go({ tab: next });
      }}
    >
      {!TITLED.includes(tab) && (
        <h1 className="visually-hidden">
          {tab} of {open.candidate}
          {open.reference === null ? '' : ` against ${open.reference}`}
        </h1>
      )}
      <div className="tab-strip">
        <Tabs.List className="tab-list" aria-label="Views">
          {TABS.map((name) => (
            <TabTrigger key={name} name={name} badge={badgeOf(name, answer)} />
          ))}
        </Tabs.List>
        <span className="grow" />
        <div className="history">
          <button
            type="button"
            className="icon-button"
            aria-label="Back"
            title="Back (Alt+←)"
            disabled={!canGoBack}
            onClick={back}
          >
            <ArrowLeft size={15} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Forward"
            title="Forward (Alt+→)"
            disabled={!canGoForward}
            onClick={forward}
          >
            <ArrowRight size={15} aria-hidden="true" />
          </button>
        </div>
      </div>
      <PartBar open={open} tab={tab} />
      {TABS.map((name) => (
        <Tabs.Content
          key={name}
          value={idOf(name)}
          className={FILLED.includes(name) ? 'tab-panel filled' : 'tab-panel'}
        >
          {name === tab && viewOf(name, open)}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

function viewOf(tab: Tab, open: OpenSubject): ReactNode {
  if (tab === 'Summary') return <SummaryView open={open} />;
  if (tab === 'Report') return <ReportView open={open} />;
  if (open.place === null) {
    return (
      <EmptyNote title="Nothing was measured">
        <p>
          No size of any workload was finished in this recording. The Summary says what went wrong;
          run again once that is mended.
        </p>
      </EmptyNote>
    );
  }
  const place = open.place;
  switch (tab) {
    case 'Flame graph':
      return <FlameView open={open} place={place} />;
    case 'Functions':
      return <FunctionsView open={open} place={place} />;
    case 'Heap':
      return <HeapView open={open} place={place} />;
    case 'Syscalls':
      return <SyscallsView open={open} place={place} />;
    case 'Timeline':
      return <TimelineView open={open} place={place} />;
    case 'Scaling':
      return <ScalingView open={open} place={place} />;
    case 'Output':
      return <OutputView open={open} place={place} />;
  }
}

/** A tab's value becomes part of element ids, which have no blanks. */
function idOf(tab: Tab): string {
  return tab.toLowerCase().replace(' ', '-');
}

interface Badge {
  text: string;
  bad: boolean;
}

/** The badge is drawn by the stylesheet, so that the tab's name stays its own. */
function TabTrigger({ name, badge }: { name: Tab; badge: Badge | null }) {
  return (
    <Tabs.Trigger
      className="tab"
      value={idOf(name)}
      aria-label={name}
      aria-description={badge?.text}
      data-badge={badge?.text}
      data-bad={badge?.bad === true ? '' : undefined}
    >
      {name}
    </Tabs.Trigger>
  );
}

/** The one figure of a tab that is worth knowing before opening it. */
function badgeOf(tab: Tab, answer: ProfileAnswer | ComparisonAnswer): Badge | null {
  const plain = (text: string): Badge => ({ text, bad: false });
  if (tab === 'Summary' && answer.findings.length > 0) {
    return plain(formatCount(answer.findings.length));
  }
  if (tab === 'Syscalls') {
    const syncs =
      answer.kind === 'comparison'
        ? answer.workloads.flatMap((one) => one.sizes.map((size) => size.candidate.syncs))
        : answer.workloads.flatMap((one) => one.sizes.map((size) => size.numbers.syncs));
    const sum = syncs.reduce<number>((total, count) => total + (count ?? 0), 0);
    return sum > 0 ? plain(formatCount(sum)) : null;
  }
  if (tab === 'Output' && answer.kind === 'comparison') {
    const verdicts = answer.workloads.map((one) => one.output.equal);
    if (verdicts.includes(false)) return { text: 'differs', bad: true };
    return verdicts.includes(true) ? plain('equal') : null;
  }
  return null;
}
