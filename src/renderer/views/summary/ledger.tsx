/** What each pass did, so that a reader can judge and repeat it. */
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { LedgerEntry } from '../../../core/model/answers';
import {
  formatCount,
  formatRatio,
  formatTime,
  NOT_MEASURED,
} from '../../../core/model/format-quantity';

/** See the head of this file. */
export function Ledger({ entries }: { entries: readonly LedgerEntry[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="ledger">
      <button
        type="button"
        className="disclosure"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight size={12} aria-hidden="true" />
        Ledger of {formatCount(entries.length)} passes: commands, overheads, samples
      </button>
      {isOpen && (
        <div className="scroll-x">
          <table>
            <thead>
              <tr>
                <th>build</th>
                <th className="text">workload</th>
                <th>n</th>
                <th className="text">pass</th>
                <th>wall</th>
                <th>overhead</th>
                <th>samples</th>
                <th className="text">how</th>
                <th className="text">command</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry, index) => (
                <tr
                  key={`${entry.build} ${entry.workload} ${entry.n} ${entry.instrument} ${index}`}
                >
                  <td>{entry.build}</td>
                  <td className="text">{entry.workload}</td>
                  <td>{formatCount(entry.n)}</td>
                  <td className="text">{entry.instrument}</td>
                  <td>{formatTime(entry.wallMs)}</td>
                  <td>{entry.overhead === null ? NOT_MEASURED : formatRatio(entry.overhead)}</td>
                  <td>
                    {entry.samples === null ? NOT_MEASURED : formatCount(entry.samples)}
                    {entry.lostSamples !== null && entry.lostSamples > 0 && (
                      <i className="interval">{formatCount(entry.lostSamples)} lost</i>
                    )}
                  </td>
                  <td className="text command">
                    {entry.mechanism}
                    {entry.failure !== null && <div className="dim">{entry.failure.message}</div>}
                    {entry.notes.map((note) => (
                      <div key={note} className="quiet">
                        {note}
                      </div>
                    ))}
                  </td>
                  <td className="text command mono">{entry.command.join(' ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
