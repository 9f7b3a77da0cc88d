/** What can be captured on this machine, what is lost, and how to get it. */
import { useEffect, useState } from 'react';
import type { DoctorReport, InstrumentState, TargetKind } from '../../../core/model/instrument';
import { formatBytes } from '../../../core/model/format-quantity';
import { ask } from '../../state/bridge';
import type { Loadable } from '../../state/loadable';
import { DialogFrame } from '../parts/dialog-frame';
import { Loaded } from '../parts/note';

const TARGETS: Record<TargetKind, string> = {
  node: 'Node.js programs',
  python: 'Python programs',
  native: 'Other programs',
};

const WORDS: Record<InstrumentState['state'], string> = {
  available: 'available',
  degraded: 'with limits',
  unavailable: 'not available',
};

/** See the head of this file. */
export function DoctorDialog() {
  return (
    <DialogFrame name="doctor" title="What can be captured here" wide>
      <Check />
    </DialogFrame>
  );
}

/** Mounted only while the dialog is open: each opening tries the instruments anew. */
function Check() {
  const [report, setReport] = useState<Loadable<DoctorReport>>({
    state: 'loading',
    previous: null,
  });
  useEffect(() => {
    let wanted = true;
    void ask('doctor.check', null).then((answer) => {
      if (!wanted) return;
      setReport(
        answer.ok
          ? { state: 'loaded', value: answer.value }
          : { state: 'failed', failure: answer.failure },
      );
    });
    return () => {
      wanted = false;
    };
  }, []);
  return (
    <>
      {report.state === 'loading' && <p className="dim">Trying each instrument…</p>}
      <Loaded of={report}>{(value) => <Report report={value} />}</Loaded>
    </>
  );
}

function Report({ report }: { report: DoctorReport }) {
  const targets = [...new Set(report.instruments.map((one) => one.target))];
  return (
    <div className="doctor">
      <p className="dim">
        {report.machine.cpu}, {report.machine.cores} cores,{' '}
        {formatBytes(report.machine.memoryBytes)} · {report.machine.os}, kernel{' '}
        {report.machine.kernel} · as {report.user}
      </p>
      {targets.map((target) => (
        <section key={target}>
          <h3>{TARGETS[target]}</h3>
          <table>
            <thead>
              <tr>
                <th>instrument</th>
                <th>state</th>
                <th>how, or why not</th>
              </tr>
            </thead>
            <tbody>
              {report.instruments
                .filter((one) => one.target === target)
                .map((one) => (
                  <tr key={one.instrument}>
                    <td>{one.instrument}</td>
                    <td className={`state ${one.state}`}>{WORDS[one.state]}</td>
                    <td>
                      {one.reason ?? one.mechanism}
                      {one.version !== null && <span className="quiet"> {one.version}</span>}
                      {one.remedy !== null && (
                        <div>
                          <code>{one.remedy}</code>
                        </div>
                      )}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </section>
      ))}
    </div>
  );
}
