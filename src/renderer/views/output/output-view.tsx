/** Whether both builds gave the same answer, and the first place where they did not. */
import { Check, CircleHelp, X } from 'lucide-react';
import { useState } from 'react';
import { formatBytes, formatCount } from '../../../core/model/format-quantity';
import type { OutputViewAnswer, Place } from '../../../core/model/view-answers';
import { useAnswer } from '../../state/answers-store';
import { BuildName } from '../parts/build-name';
import { Disclosure } from '../parts/disclosure';
import { EmptyNote, Loaded } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { isOnlyPlace, PlacePick } from '../parts/place-pick';
import { commonPrefix, commonSuffix, selectLines, type ShownLine } from './line-window';
import './output.css';

type OutputSize = OutputViewAnswer['sizes'][number];

/** See the head of this file. */
export function OutputView({ open, place }: { open: OpenSubject; place: Place }) {
  if (isOnlyPlace(open)) {
    return (
      <>
        <h1 className="visually-hidden">Output of {open.candidate}</h1>
        <EmptyNote title="No output in this file">
          <p>
            A file of another tool tells where a program spent its time, not what it printed. Run
            both builds in a project to have their answers compared.
          </p>
        </EmptyNote>
      </>
    );
  }
  return <Outputs open={open} place={place} />;
}

function Outputs({ open, place }: { open: OpenSubject; place: Place }) {
  const answer = useAnswer('view.output', { subject: open.subject, workload: place.workload });
  return (
    <div className="view output">
      <div className="toolbar">
        <PlacePick open={open} sizes={false} />
      </div>
      <Loaded of={answer}>
        {(value) => (
          <>
            <Verdict answer={value} open={open} />
            {value.sizes.map((size) => (
              <Size key={size.n} size={size} open={open} />
            ))}
          </>
        )}
      </Loaded>
    </div>
  );
}

const MODES: Record<string, string> = {
  exact: 'byte for byte',
  unordered: 'line by line, in any order',
  numeric: 'numbers within one part in a billion',
  ignore: 'not at all',
};

function Verdict({ answer, open }: { answer: OutputViewAnswer; open: OpenSubject }) {
  if (open.reference === null) {
    return (
      <>
        <h1>What {open.candidate} printed</h1>
        <p className="dim">Compare it with a reference to have the answers checked.</p>
      </>
    );
  }
  const how = `Compared ${MODES[answer.mode] ?? answer.mode}.`;
  if (answer.equal === null) {
    return (
      <>
        <h1 className="bad">
          <CircleHelp size={18} aria-hidden="true" />
          Outputs were not judged
        </h1>
        <p className="dim">{answer.reason ?? how}</p>
      </>
    );
  }
  const differing = answer.sizes.filter((size) => size.equal === false).length;
  return (
    <>
      <h1 className={answer.equal ? '' : 'bad'}>
        {answer.equal ? <Check size={18} aria-hidden="true" /> : <X size={18} aria-hidden="true" />}
        {answer.equal
          ? `${open.candidate} and ${open.reference} printed the same`
          : `${open.candidate} and ${open.reference} differ at ${differing} of ${answer.sizes.length} sizes`}
      </h1>
      <p className="dim">
        {how} {answer.reason}
      </p>
    </>
  );
}

function Size({ size, open }: { size: OutputSize; open: OpenSubject }) {
  const compared = open.reference !== null;
  // Equal outputs say nothing more by being read twice.
  const [isOpen, setOpen] = useState(size.equal !== true);
  const at = size.firstDifferentLine;
  const candidate = size.candidate === null ? null : selectLines(size.candidate, at);
  const reference = size.reference === null ? null : selectLines(size.reference, at);
  const lineOf = (lines: ShownLine[] | null) => lines?.find((line) => line.differs)?.text ?? '';
  return (
    <section className="output-size" aria-label={`n = ${formatCount(size.n)}`}>
      <h2 className="section-title">
        <Disclosure isOpen={isOpen} onToggle={setOpen}>
          <b>n = {formatCount(size.n)}</b>
        </Disclosure>
        <small>
          {size.equal === true && `equal, ${formatBytes(size.candidateBytes)} each`}
          {size.equal === false &&
            (at > 0 ? `first difference in line ${formatCount(at)}` : 'different')}
          {size.equal === null && compared && 'not judged'}
          {size.truncated && '; only the first part was kept, digests cover all of it'}
        </small>
      </h2>
      {isOpen && (
        <div className={compared ? 'output-sides' : 'output-sides one'}>
          <Side
            role="candidate"
            name={open.candidate}
            lines={candidate}
            bytes={size.candidateBytes}
            other={lineOf(reference)}
          />
          {compared && (
            <Side
              role="reference"
              name={open.reference ?? ''}
              lines={reference}
              bytes={size.referenceBytes}
              other={lineOf(candidate)}
            />
          )}
        </div>
      )}
    </section>
  );
}

function Side(props: {
  role: 'candidate' | 'reference';
  name: string;
  lines: ShownLine[] | null;
  bytes: number;
  other: string;
}) {
  const { role, name, lines, bytes, other } = props;
  return (
    <div>
      <h3>
        <BuildName role={role}>{name}</BuildName>{' '}
        <span className="quiet">{formatBytes(bytes)}</span>
      </h3>
      {lines === null ? (
        <p className="quiet">No output was kept: the run failed before it printed.</p>
      ) : lines.length === 0 ? (
        <p className="quiet">It printed nothing.</p>
      ) : (
        <ol className={`output-text ${role}`} tabIndex={0} aria-label={`Output of ${name}`}>
          {lines.map((line) => (
            <li key={line.number} className={line.differs ? 'different' : undefined}>
              <span className="number">{line.number}</span>
              <span className="text">
                {line.differs ? <Marked text={line.text} other={other} /> : line.text}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Marked({ text, other }: { text: string; other: string }) {
  const prefix = commonPrefix(text, other);
  const end = text.length - commonSuffix(text, other, prefix);
  return (
    <>
      {text.slice(0, prefix)}
      <mark>{text.slice(prefix, end)}</mark>
      {text.slice(end)}
    </>
  );
}
