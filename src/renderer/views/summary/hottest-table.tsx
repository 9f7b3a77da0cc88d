/** Functions of one build by own time, in the CPU pass at the largest size. */
import type { ProfileAnswer } from '../../../core/model/answers';
import { formatShare, formatTime } from '../../../core/model/format-quantity';
import { nameFile } from '../parts/csv-table';
import { FrameLink } from '../parts/frame-link';
import { TableMenu } from '../parts/table-menu';
import { writeHottest } from './numbers-csv';

const SHOWN = 8;

/** See the head of this file. */
export function HottestTable({ answer, workload }: { answer: ProfileAnswer; workload: string }) {
  const hottest = answer.workloads.find((one) => one.name === workload)?.hottest ?? [];
  if (hottest.length === 0) return null;
  const build = { candidate: answer.build.name, reference: null };
  return (
    <>
      <h2 className="section-title">
        Hottest functions <small>own time, cpu pass</small>
        <TableMenu
          name="Hottest functions"
          file={nameFile(`hottest functions ${workload}`, build)}
          read={() => writeHottest(hottest, build.candidate)}
        />
      </h2>
      <table>
        <thead>
          <tr>
            <th>function</th>
            <th>self</th>
            <th>share</th>
            <th>total</th>
          </tr>
        </thead>
        <tbody>
          {hottest.slice(0, SHOWN).map((row) => (
            <tr key={`${row.function}:${row.file}:${row.line}`}>
              <td className="function">
                <FrameLink frame={row} workload={workload} />
              </td>
              <td>{formatTime(row.selfMs)}</td>
              <td>{formatShare(row.selfShare)}</td>
              <td>{formatShare(row.totalShare)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
