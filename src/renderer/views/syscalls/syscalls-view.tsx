/** System calls: how many syncs and why, by call, by path, how long each took, and the stacks that asked. */
import { useState } from 'react';
import {
  formatBytes,
  formatCount,
  formatPerOperation,
  formatTime,
} from '../../../core/model/format-quantity';
import type { Place, SyscallsAnswer } from '../../../core/model/view-answers';
import { LatencyHistogram } from '../../charts/latency-histogram';
import { useAnswer } from '../../state/answers-store';
import { FlamePane } from '../flame/flame-pane';
import { BuildName } from '../parts/build-name';
import { nameFile } from '../parts/csv-table';
import { EmptyNote, Loaded, Remarks } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { isOnlyPlace, PlacePick } from '../parts/place-pick';
import { TableMenu } from '../parts/table-menu';
import { useSize } from '../parts/use-size';
import { CallTable, writeCalls, type CallRows, type SyscallsSide } from './call-table';
import './syscalls.css';

/** See the head of this file. */
export function SyscallsView({ open, place }: { open: OpenSubject; place: Place }) {
  const answer = useAnswer('view.syscalls', place);
  return (
    <div className="view syscalls">
      <div className="toolbar first">
        <PlacePick open={open} />
        {!isOnlyPlace(open) && (
          <span className="quiet">syscalls pass; its times include the tracer</span>
        )}
      </div>
      <Loaded of={answer}>{(value) => <Calls answer={value} open={open} place={place} />}</Loaded>
    </div>
  );
}

function sidesOf(answer: SyscallsAnswer): SyscallsSide[] {
  return (['candidate', 'reference'] as const).flatMap((role) => {
    const of = answer[role];
    return of === null ? [] : [{ role, of }];
  });
}

/** `1 sync`, `2,000 syncs`. */
function formatNoun(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `8.0 MB in 1,000 writes of 8.0 kB on average`. */
function describeIo(bytes: number, calls: number, noun: string): string {
  const mean = calls === 0 ? '' : ` of ${formatBytes(bytes / calls)} on average`;
  return `${formatBytes(bytes)} in ${formatNoun(calls, noun)}${mean}`;
}

function CallsMenu(props: {
  name: string;
  rows: CallRows;
  sides: readonly SyscallsSide[];
  open: OpenSubject;
  place: Place;
}) {
  const { name, rows, sides, open, place } = props;
  if (sides.every(({ of }) => of[rows].length === 0)) return null;
  return (
    <TableMenu
      name={name}
      file={nameFile(`system calls ${name}`, open, place)}
      read={() => writeCalls(sides, rows)}
    />
  );
}

function Calls(props: { answer: SyscallsAnswer; open: OpenSubject; place: Place }) {
  const { answer, open, place } = props;
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [allPaths, setAllPaths] = useState(false);
  const sides = sidesOf(answer);
  if (sides.length === 0) {
    return (
      <EmptyNote title="System calls were not traced">
        <p>{answer.unavailable ?? 'The syscalls pass was not made for this size.'}</p>
      </EmptyNote>
    );
  }
  const syncs = sides.reduce((sum, { of }) => sum + of.syncs, 0);
  return (
    <>
      <dl className="figures">
        {sides.map(({ role, of }) => (
          <div key={role}>
            <dt>
              <BuildName role={role}>{of.build}</BuildName>
            </dt>
            <dd>
              {formatPerOperation(of.syncsPerOperation)} <small>syncs per operation</small>
            </dd>
            <dd className="more">
              {of.syncs === 0
                ? 'no sync'
                : `${formatNoun(of.syncs, 'sync')}, ${formatTime(of.syncMs)} in ${of.syncs === 1 ? 'it' : 'them'}`}
              {of.io !== null &&
                `; ${describeIo(of.io.writtenBytes, of.io.writeCalls, 'write')}, ${describeIo(of.io.readBytes, of.io.readCalls, 'read')}`}
            </dd>
            {of.outside !== null && (
              <dd className="more">
                {formatNoun(of.outside.connections, 'connection')} made,{' '}
                {formatCount(of.outside.accepted)} taken in;{' '}
                {formatNoun(of.outside.childStarts, 'process', 'processes')} and{' '}
                {formatNoun(of.outside.programs, 'program')} started
              </dd>
            )}
          </div>
        ))}
      </dl>
      <div className="columns">
        <section aria-label="By call">
          <h2 className="section-title">
            By call <small>count and time inside the kernel</small>
            <CallsMenu name="By call" rows="byName" {...{ sides, open, place }} />
          </h2>
          <CallTable sides={sides} rows="byName" limit={20} />
          {sides.some(({ of }) => of.byThread.length > 1) && (
            <>
              <h2 className="section-title" style={{ marginTop: 24 }}>
                By thread <small>numbered by their first calls, most time first</small>
                <CallsMenu name="By thread" rows="byThread" {...{ sides, open, place }} />
              </h2>
              <CallTable sides={sides} rows="byThread" limit={12} />
            </>
          )}
        </section>
        <section aria-label="By path">
          <h2 className="section-title">
            By path <small>most time first</small>
            <CallsMenu name="By path" rows="byPath" {...{ sides, open, place }} />
          </h2>
          <CallTable
            sides={sides}
            rows="byPath"
            limit={allPaths ? Infinity : 12}
            onAll={() => setAllPaths(true)}
          />
        </section>
      </div>
      {syncs > 0 && (
        <section aria-label="Latency of syncs" ref={ref}>
          <h2 className="section-title" style={{ marginTop: 24 }}>
            How long a sync took <small>count by duration, each step twice the last</small>
          </h2>
          {width > 0 && (
            <LatencyHistogram
              bars={sides.map(({ role, of }) => ({
                side: role,
                build: of.build,
                fromMs: of.latency.fromMs,
                counts: of.latency.counts,
              }))}
              width={Math.min(width, 860)}
              height={150}
              label="Histogram of sync durations"
            />
          )}
        </section>
      )}
      {sides.map(({ role, of }) => (
        <Remarks key={role} notes={of.notes.map((note) => `${of.build}: ${note}`)} />
      ))}
      <section aria-label="Syncs by call path">
        <h2 className="section-title" style={{ marginTop: 24 }}>
          Who asked for the syncs <small>stacks pass, count of syncs</small>
        </h2>
        {syncs === 0 ? (
          <p className="quiet">
            No sync was made at n = {formatCount(place.n)}, so there is no stack to show.
          </p>
        ) : (
          <div className="flame-frame">
            <FlamePane slot="syncs" open={open} place={place} />
          </div>
        )}
      </section>
    </>
  );
}
