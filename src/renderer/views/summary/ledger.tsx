/** What each pass did, so that a reader can judge and repeat it; one pass at a time in full, to be copied. */
import { Fragment, useState } from 'react';
import type { AnswerBuild, LedgerEntry } from '../../../core/model/answers';
import {
  formatCount,
  formatRatio,
  formatTime,
  NOT_MEASURED,
} from '../../../core/model/format-quantity';
import { CopyButton } from '../parts/copy-button';
import { nameFile } from '../parts/csv-table';
import { Disclosure } from '../parts/disclosure';
import type { OpenSubject } from '../parts/open-subject';
import { TableMenu } from '../parts/table-menu';
import { formatPass, formatPreparation } from './format-pass';
import { writeLedger } from './numbers-csv';
import './ledger.css';

/** See the head of this file. */
export function Ledger({ open }: { open: OpenSubject }) {
  const { answer } = open;
  const entries = answer.ledger;
  const [isOpen, setOpen] = useState(false);
  const builds =
    answer.kind === 'comparison' ? [answer.candidate, answer.reference] : [answer.build];
  const prepared = builds.filter(({ preparation }) => preparation !== undefined);
  return (
    <div className="ledger">
      <div className="ledger-head">
        <Disclosure isOpen={isOpen} onToggle={setOpen}>
          Ledger of {formatCount(entries.length)} {entries.length === 1 ? 'pass' : 'passes'}:
          commands, overheads, samples
        </Disclosure>
        {isOpen && (
          <TableMenu
            name="Ledger"
            file={nameFile('ledger', open)}
            read={() => writeLedger(entries)}
          />
        )}
      </div>
      {isOpen && (
        <>
          {prepared.map((build) => (
            <Preparation key={build.recording} build={build} />
          ))}
          <div className="scroll-x">
            <table>
              <thead>
                <tr>
                  <th aria-label="Details" />
                  <th className="text">build</th>
                  <th className="text">workload</th>
                  <th>n</th>
                  <th className="text">pass</th>
                  <th>wall time</th>
                  <th title="Wall time over the median of the time pass">overhead</th>
                  <th>samples</th>
                  <th className="text how">how</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry, index) => (
                  <Pass
                    key={`${entry.build} ${entry.workload} ${entry.n} ${entry.instrument} ${index}`}
                    entry={entry}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </div>
  );
}

function Pass({ entry }: { entry: LedgerEntry }) {
  const [isOpen, setOpen] = useState(false);
  const { build, workload, n, instrument, samples, lostSamples, overhead } = entry;
  const name = `${instrument} pass of ${build}, ${workload}, n = ${formatCount(n)}`;
  return (
    <>
      <tr>
        <td className="opener">
          <Disclosure isOpen={isOpen} onToggle={setOpen} label={`Details of the ${name}`} />
        </td>
        <td className="text">{build}</td>
        <td className="text">{workload}</td>
        <td>{formatCount(n)}</td>
        <td className="text">{instrument}</td>
        <td>{formatTime(entry.wallMs)}</td>
        <td>{overhead === null ? NOT_MEASURED : formatRatio(overhead)}</td>
        <td>
          {samples === null ? NOT_MEASURED : formatCount(samples)}
          {instrument === 'time' && samples !== null && (samples === 1 ? ' run' : ' runs')}
          {lostSamples !== null && lostSamples > 0 && (
            <i className="interval">{formatCount(lostSamples)} lost</i>
          )}
        </td>
        <td className="text how">
          {entry.mechanism}
          {entry.failure !== null && <div className="failed">{entry.failure.message}</div>}
          {!isOpen && entry.notes.length > 0 && (
            <div className="quiet">
              {entry.notes.length === 1 ? entry.notes[0] : `${entry.notes.length} notes`}
            </div>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr className="details">
          <td />
          <td colSpan={8}>
            <Facts facts={formatPass(entry)} label={name} />
          </td>
        </tr>
      )}
    </>
  );
}

function Preparation({ build }: { build: AnswerBuild }) {
  const [isOpen, setOpen] = useState(false);
  const { preparation } = build;
  if (preparation === undefined) return null;
  const how = preparation.reused
    ? 'by an earlier run of this commit'
    : `in ${formatTime(preparation.wallMs)}`;
  return (
    <div className="prepared">
      <Disclosure isOpen={isOpen} onToggle={setOpen}>
        {build.name} was prepared {how}: {preparation.command.join(' ')}
      </Disclosure>
      {isOpen && (
        <Facts facts={formatPreparation(preparation)} label={`preparation of ${build.name}`} />
      )}
    </div>
  );
}

function Facts({ facts, label }: { facts: readonly (readonly [string, string])[]; label: string }) {
  const text = facts.map(([name, value]) => `${name}: ${value}`).join('\n');
  return (
    <div className="facts">
      <dl>
        {facts.map(([name, value], index) => (
          <Fragment key={`${name} ${index}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <CopyButton text={text} label={`Copy the ${label}`} />
    </div>
  );
}
