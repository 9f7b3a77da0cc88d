/** One finding: severity by shape and word, evidence with its pass, the frames to look at, what would refute it. */
import { useState } from 'react';
import type { Finding } from '../../../core/model/finding';
import { formatQuantity } from '../../../core/model/format-quantity';
import { BuildDot } from '../parts/build-name';
import { Disclosure } from '../parts/disclosure';
import { FrameLink } from '../parts/frame-link';

const SHAPES = { high: '■', medium: '◆', low: '●' } as const;
const WORDS = { high: 'High', medium: 'Medium', low: 'Low' } as const;

/** Evidence shown without opening the rest: a page of findings must be seen at a glance. */
const SHOWN_EVIDENCE = 1;
const SHOWN_FRAMES = 3;

/** See the head of this file. */
export function FindingItem(props: {
  finding: Finding;
  candidate: string;
  reference: string | null;
  /** There is one workload, whose name says nothing. */
  isOnly?: boolean;
}) {
  const { finding } = props;
  const [isOpen, setOpen] = useState(false);
  const evidence = isOpen ? finding.evidence : finding.evidence.slice(0, SHOWN_EVIDENCE);
  const { value, unit, caption } = finding.headline;
  return (
    <article className="finding">
      <span className={`severity ${finding.severity}`}>
        <span aria-hidden="true">{SHAPES[finding.severity]}</span>
        {WORDS[finding.severity]}
      </span>
      {props.isOnly !== true && (
        <span className="workload" title={finding.workload}>
          {finding.workload}
        </span>
      )}
      <h2>{finding.title}</h2>
      <p className="headline">
        <b>{formatQuantity(value, unit)}</b>
        <small>{caption}</small>
      </p>
      <ul className="evidence">
        {evidence.map((fact) => (
          <li key={fact.text}>
            {fact.text} <span className="pass">{fact.pass} pass</span>
          </li>
        ))}
      </ul>
      <div className="frames">
        {!isOpen &&
          finding.frames
            .slice(0, SHOWN_FRAMES)
            .map((frame) => (
              <FrameLink
                key={`${frame.function}:${frame.file}:${frame.line}`}
                frame={frame}
                workload={finding.workload}
              />
            ))}
        <Disclosure isOpen={isOpen} onToggle={setOpen}>
          {isOpen ? 'Less' : describeRest(finding)}
          <span className="visually-hidden"> on: {finding.title}</span>
        </Disclosure>
      </div>
      {isOpen && (
        <div className="more">
          <Details {...props} />
        </div>
      )}
    </article>
  );
}

function describeRest(finding: Finding): string {
  const more = finding.evidence.length - SHOWN_EVIDENCE;
  return more > 0 ? `More, with ${more} more ${more === 1 ? 'fact' : 'facts'}` : 'More';
}

function Details(props: { finding: Finding; candidate: string; reference: string | null }) {
  const { finding, candidate, reference } = props;
  const show = (value: number | null, unit = finding.headline.unit) =>
    value === null ? '–' : formatQuantity(value, unit);
  return (
    <>
      {finding.frames.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>function</th>
              <th>
                <BuildDot role="candidate" />
                {candidate}
              </th>
              {reference !== null && (
                <th>
                  <BuildDot role="reference" />
                  {reference}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {finding.frames.map((frame) => (
              <tr key={`${frame.function}:${frame.file}:${frame.line}`}>
                <td>
                  <FrameLink frame={frame} workload={finding.workload} />
                </td>
                <td>{show(frame.candidate, frame.unit)}</td>
                {reference !== null && <td>{show(frame.reference, frame.unit)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl>
        <dt>What usually helps</dt>
        <dd>{finding.advice}</dd>
        <dt>Refuted if</dt>
        <dd>{finding.refutedBy}</dd>
        <dt>Confidence</dt>
        <dd>{finding.confidence}</dd>
      </dl>
    </>
  );
}
