/** What the recording says: verdict, findings with evidence, numbers, pictures, and how it was measured. */
import type { ComparisonAnswer, ProfileAnswer } from '../../../core/model/answers';
import { formatCount } from '../../../core/model/format-quantity';
import { SEVERITIES } from '../../../core/model/finding';
import { Fragment } from 'react';
import { nameFile } from '../parts/csv-table';
import { FailureNote } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { isOnlyPlace } from '../parts/place-pick';
import { TableMenu } from '../parts/table-menu';
import { FindingItem } from './finding-item';
import { FlamePreview } from './flame-preview';
import { GrowthCard } from './growth-card';
import { HottestTable } from './hottest-table';
import { Ledger } from './ledger';
import { writeNumbers } from './numbers-csv';
import { ComparedNumbers, ProfiledNumbers } from './numbers-table';
import './summary.css';

/** See the head of this file. */
export function SummaryView({ open }: { open: OpenSubject }) {
  const { answer, place } = open;
  // An opened file has no runs: no medians, no sizes.
  const fromFile = open.imported.length > 0;
  const findings = SEVERITIES.flatMap((severity) =>
    answer.findings.filter((finding) => finding.severity === severity),
  );
  return (
    <div className="view summary">
      <h1 className={answer.verdict.length > 130 ? 'long' : ''}>{answer.verdict}</h1>
      <p className="sub">{fromFile ? describeFiles(open) : describe(answer)}</p>
      {answer.failures.length > 0 && (
        <div className="failures">
          {answer.failures.map((failure) => (
            <FailureNote key={failure.message} failure={failure} inline />
          ))}
        </div>
      )}
      <MachineNotice answer={answer} />
      <div className={fromFile ? 'columns wide' : 'columns'}>
        <section aria-label="Findings">
          {findings.map((finding) => (
            <FindingItem
              key={`${finding.id} ${finding.workload} ${finding.title}`}
              finding={finding}
              candidate={open.candidate}
              reference={open.reference}
              isOnly={isOnlyPlace(open)}
            />
          ))}
          {findings.length === 0 && <NoFindings open={open} />}
        </section>
        {place !== null && !fromFile && (
          <section aria-label="Growth">
            <GrowthCard open={open} place={place} />
          </section>
        )}
      </div>
      {!fromFile && <Numbers open={open} />}
      <div className="columns">
        <section aria-label="Flame graph preview">
          {place !== null && <FlamePreview open={open} place={place} />}
        </section>
        <div>
          {answer.kind === 'recording' && place !== null && (
            <section aria-label="Hottest functions">
              <HottestTable answer={answer} workload={place.workload} />
            </section>
          )}
          <section aria-label="How this was measured">
            <h2 className="section-title">How this was measured</h2>
            <dl className="measured">
              {listPasses(answer).map(({ instrument, words }) => (
                <Fragment key={instrument}>
                  <dt>{instrument}</dt>
                  <dd>{words}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        </div>
      </div>
      <section aria-label="Ledger">
        <Ledger open={open} />
      </section>
    </div>
  );
}

function Numbers({ open }: { open: OpenSubject }) {
  const { answer } = open;
  return (
    <section aria-label="Numbers">
      <h2 className="section-title">
        Numbers <small>medians of the time pass, nothing attached; 95 % intervals</small>
        <TableMenu
          name="Numbers"
          file={nameFile('numbers', open)}
          read={() => writeNumbers(answer)}
        />
      </h2>
      {answer.kind === 'comparison' ? (
        <ComparedNumbers answer={answer} />
      ) : (
        <ProfiledNumbers answer={answer} />
      )}
      <ul className="verdicts">
        {answer.workloads.map((workload) => (
          <li key={workload.name}>
            <b>{workload.name}</b>
            <span>{withoutName(workload.verdict, workload.name)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The name stands beside the sentence already. */
function withoutName(verdict: string, name: string): string {
  return verdict.startsWith(`${name}: `) ? verdict.slice(name.length + 2) : verdict;
}

/** The line under the verdict: how many findings, whether outputs agree, what the numbers are. */
function describe(answer: ProfileAnswer | ComparisonAnswer): string {
  const parts: string[] = [];
  const counts = SEVERITIES.flatMap((severity) => {
    const count = answer.findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  parts.push(
    counts.length === 0
      ? 'No findings: nothing stands out of the run-to-run noise.'
      : `${counts.join(', ').replace(/, ([^,]*)$/, ' and $1')} ${answer.findings.length === 1 ? 'finding' : 'findings'}.`,
  );
  if (answer.state === 'interrupted') parts.push('The run was stopped; this is what was captured.');
  if (answer.state === 'failed') parts.push('The run failed; this is what was captured before.');
  if (answer.kind === 'comparison') {
    const judged = answer.workloads.filter((one) => one.output.equal !== null);
    const equal = judged.filter((one) => one.output.equal === true).length;
    const runs = judged.reduce((sum, one) => sum + one.output.runsCompared, 0);
    if (judged.length > 0) {
      parts.push(
        equal === judged.length
          ? `Outputs equal in all ${formatCount(runs)} runs.`
          : `Outputs differ in ${judged.length - equal} of ${judged.length} workloads.`,
      );
    }
    parts.push(
      `${answer.candidate.name} against ${answer.reference.name}, ${answer.interleaved ? 'interleaved runs' : 'recorded at different times, so small differences may be the machine'}, medians with 95 % intervals.`,
    );
  } else {
    parts.push(`${answer.build.name} alone; Compare would say what is avoidable.`);
  }
  return parts.join(' ');
}

/** Which files these are. */
function describeFiles({ imported, answer }: OpenSubject): string {
  const files = imported.map(({ format, path }) => `${format}, ${path}`).join(' against ');
  const count = answer.findings.length;
  return `${files}. ${count === 0 ? 'No findings' : count === 1 ? '1 finding' : `${count} findings`}.`;
}

/** Each instrument once, with what it was. */
function listPasses(answer: ProfileAnswer | ComparisonAnswer) {
  const seen = new Map<string, { mechanism: string; passes: number; samples: number }>();
  for (const entry of answer.ledger) {
    const known = seen.get(entry.instrument) ?? {
      mechanism: entry.mechanism,
      passes: 0,
      samples: 0,
    };
    known.passes += 1;
    known.samples += entry.samples ?? 0;
    seen.set(entry.instrument, known);
  }
  return [...seen].map(([instrument, { mechanism, passes, samples }]) => {
    const counted = samples > 0 ? `, ${formatCount(samples)} samples` : '';
    const times = `${formatCount(passes)} ${passes === 1 ? 'pass' : 'passes'}`;
    return { instrument, words: `${mechanism}; ${times}${counted}` };
  });
}

/** What makes the numbers less sure than they look: measured, never guessed. */
function MachineNotice({ answer }: { answer: ProfileAnswer | ComparisonAnswer }) {
  const builds =
    answer.kind === 'comparison' ? [answer.candidate, answer.reference] : [answer.build];
  const remarks = [
    ...(answer.machine.warnings ?? []).map(({ text }) => text),
    ...builds.flatMap(({ name, notes }) => (notes ?? []).map((note) => `${name}: ${note}`)),
  ];
  if (remarks.length === 0) return null;
  return (
    <ul className="machine-notice" aria-label="What disturbed the run">
      {[...new Set(remarks)].map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}

function NoFindings({ open }: { open: OpenSubject }) {
  return (
    <p className="quiet no-findings">
      {open.reference === null
        ? `Nothing about ${open.candidate} alone stands out. Compare it with a reference to see what is avoidable.`
        : `${open.candidate} and ${open.reference} do not differ beyond the run-to-run noise in anything that was looked for.`}
    </p>
  );
}
