/** Heap snapshots: one of them, its lists, what was chosen in them, and its difference to another. */
import { useEffect, type ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../core/model/format-quantity';
import type { HeapCapture, OpenHeap } from '../../../core/model/heap';
import type { Place } from '../../../core/model/view-answers';
import { keyOfHeap, useHeapStore } from '../../state/heap-store';
import { useLocationStore, type SnapshotSection } from '../../state/location-store';
import { BuildDot } from '../parts/build-name';
import { EmptyNote } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { Pick, Segments } from '../parts/pick';
import { PlacePick } from '../parts/place-pick';
import { SplitView } from '../parts/split-view';
import { ChangeDetail, ClassDetail } from './change-detail';
import { chooseCaptures, nameCapture } from './choose-captures';
import { DifferenceList, nameSides } from './difference-list';
import { ObjectDetail } from './object-detail';
import { Reading } from './reading';
import {
  ClassList,
  DetachedNodes,
  DominatorTree,
  DuplicateStrings,
  type SnapshotListProps,
} from './snapshot-lists';
import './heap.css';

const SECTIONS: readonly { value: SnapshotSection; label: string; title: string }[] = [
  { value: 'classes', label: 'Summary', title: 'Classes, their objects and sizes' },
  { value: 'dominators', label: 'Dominators', title: 'What keeps the most alive' },
  { value: 'strings', label: 'Duplicate strings', title: 'Texts that stand there more than once' },
  { value: 'detached', label: 'Detached nodes', title: 'Taken out of their tree, still held' },
  { value: 'difference', label: 'Difference', title: 'What came and went between two snapshots' },
];

/** One height for the detail below every list. */
const DETAIL = { name: 'snapshot-detail', lowerName: 'detail', lowerHeight: 270 } as const;

/** See the head of this file. */
export function Snapshots(props: {
  open: OpenSubject;
  place: Place;
  captures: readonly HeapCapture[];
  lead: ReactNode;
}) {
  const { open, captures, lead } = props;
  const settings = useLocationStore((state) => state.location.snapshots);
  const setSnapshots = useLocationStore((state) => state.setSnapshots);
  const { shown, against } = chooseCaptures(captures, settings);
  const isDifference = settings.section === 'difference';
  const entry = useOpenHeap(shown, isDifference ? against : null);
  const other = useHeapStore((state) =>
    against === null ? undefined : state.entries.get(keyOfHeap(against.place)),
  );
  if (shown === null) return null;
  const choices = captures.map((capture) => ({
    value: keyOfHeap(capture.place),
    label: (
      <>
        <BuildDot role={capture.role} /> {nameCapture(capture, captures)}
      </>
    ),
    hint: formatBytes(capture.bytes),
  }));
  return (
    <div className="filled-view">
      <div className="toolbar">
        {lead}
        <PlacePick open={open} />
        <Pick
          label="Snapshot"
          value={keyOfHeap(shown.place)}
          choices={choices}
          onChoose={(snapshot) =>
            setSnapshots({
              snapshot,
              chosen: null,
              // What was compared by default stays; it is not chosen anew behind the reader's back.
              against: against === null ? null : keyOfHeap(against.place),
            })
          }
        />
        {captures.length > 1 && (
          <>
            <span className="quiet">against</span>
            <Pick
              label="Against"
              value={against === null ? null : keyOfHeap(against.place)}
              placeholder="another snapshot"
              choices={choices.map((choice) => ({
                ...choice,
                disabled: choice.value === keyOfHeap(shown.place),
              }))}
              onChoose={(key) =>
                setSnapshots({ against: key, section: 'difference', chosen: null })
              }
            />
          </>
        )}
      </div>
      <div className="toolbar sections">
        <Segments
          small
          label="List"
          value={settings.section}
          choices={SECTIONS}
          onChoose={(section) => setSnapshots({ section, chosen: null })}
        />
        <span className="quiet">heap pass</span>
        <span className="grow" />
        {entry?.state === 'open' && <Totals open={entry.open} />}
      </div>
      <Reading of={entry} name={nameCapture(shown, captures)}>
        {(opened) =>
          !isDifference ? (
            <SplitView
              {...DETAIL}
              upper={
                <ListOf
                  section={settings.section}
                  open={opened}
                  name={nameCapture(shown, captures)}
                />
              }
              lower={<DetailOf open={opened} />}
            />
          ) : against === null ? (
            <EmptyNote title="There is no other snapshot here">
              <p>
                Take several in one run, by <code>--heap-at start,end</code> or{' '}
                <code>{'"heap": { "at": ["start", "end"] }'}</code>, or compare this recording with
                another one that has a snapshot.
              </p>
            </EmptyNote>
          ) : (
            <Reading of={other} name={nameCapture(against, captures)}>
              {(before) => (
                <SplitView
                  {...DETAIL}
                  upper={
                    <DifferenceList
                      before={{
                        open: before,
                        name: nameCapture(against, captures),
                        role: against.role,
                      }}
                      after={{
                        open: opened,
                        name: nameCapture(shown, captures),
                        role: shown.role,
                      }}
                    />
                  }
                  lower={
                    settings.chosen?.kind === 'change' ? (
                      <ChangeDetail
                        before={before.heap}
                        after={opened.heap}
                        row={settings.chosen.row}
                        names={nameSides(
                          { name: nameCapture(against, captures), role: against.role },
                          { name: nameCapture(shown, captures), role: shown.role },
                        )}
                      />
                    ) : (
                      <Unchosen what="class" shows="what holds the objects that came or went" />
                    )
                  }
                />
              )}
            </Reading>
          )
        }
      </Reading>
    </div>
  );
}

/** Opens what is shown and releases the rest. */
function useOpenHeap(shown: HeapCapture | null, against: HeapCapture | null) {
  const open = useHeapStore((state) => state.open);
  const keepOnly = useHeapStore((state) => state.keepOnly);
  const key = shown === null ? null : keyOfHeap(shown.place);
  const otherKey = against === null ? null : keyOfHeap(against.place);
  useEffect(() => {
    const places = [shown, against].flatMap((one) => (one === null ? [] : [one.place]));
    keepOnly(places);
    for (const place of places) void open(place);
    // The places are those that the keys name.
  }, [key, otherKey, shown, against, open, keepOnly]);
  return useHeapStore((state) => (key === null ? undefined : state.entries.get(key)));
}

function Totals({ open: { overview } }: { open: OpenHeap }) {
  return (
    <dl className="memory-figures">
      {[
        ['heap', formatBytes(overview.totalBytes)],
        ['objects', formatCount(overview.nodes)],
        ['strings', formatBytes(overview.stringBytes)],
        ['code', formatBytes(overview.codeBytes)],
        ['native', formatBytes(overview.nativeBytes)],
      ].map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

function ListOf({ section, ...of }: SnapshotListProps & { section: SnapshotSection }) {
  if (section === 'dominators') return <DominatorTree {...of} />;
  if (section === 'strings') return <DuplicateStrings {...of} />;
  if (section === 'detached') return <DetachedNodes {...of} />;
  return <ClassList {...of} />;
}

function DetailOf({ open }: { open: OpenHeap }) {
  const chosen = useLocationStore((state) => state.location.snapshots.chosen);
  if (chosen?.kind === 'node') return <ObjectDetail open={open} node={chosen.node} />;
  if (chosen?.kind === 'class') {
    return <ClassDetail heap={open.heap} classIndex={chosen.classIndex} name={chosen.name} />;
  }
  return <Unchosen what="class or object" shows="what holds it and where it was allocated" />;
}

function Unchosen({ what, shows }: { what: string; shows: string }) {
  return (
    <EmptyNote title={`No ${what} chosen`}>
      <p>Choose one above: {shows} appears here.</p>
    </EmptyNote>
  );
}
