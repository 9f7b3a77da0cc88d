/** What lies around one function: who calls it, what it calls, and its source with the cost of each line. */
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { formatShare, formatTime } from '../../../core/model/format-quantity';
import type { FunctionDetailAnswer, NeighbourRow } from '../../../core/model/function-answers';
import type { FrameKey, Place } from '../../../core/model/view-answers';
import { useAnswer } from '../../state/answers-store';
import { openInEditor } from '../flame/flame-menu';
import { buildChoices } from '../parts/build-name';
import { nameBuilds, nameFile } from '../parts/csv-table';
import { FrameLink, projectPath } from '../parts/frame-link';
import { EmptyNote, Loaded } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { Segments } from '../parts/pick';
import { TableMenu } from '../parts/table-menu';
import { writeNeighbours } from './functions-csv';
import { SourceCode } from './source-code';

/** See the head of this file. */
export function FunctionDetail(props: {
  open: OpenSubject;
  place: Place;
  selected: FrameKey | null;
}) {
  const { open, place, selected } = props;
  const [side, setSide] = useState<'candidate' | 'reference'>('candidate');
  const shownSide = open.reference === null ? 'candidate' : side;
  const detail = useAnswer(
    'view.function',
    selected === null ? null : { ...place, side: shownSide, key: selected },
  );
  if (selected === null) {
    return (
      <EmptyNote title="No function selected">
        <p>
          Choose one above: its callers, what it calls, and its source with the time of each line
          appear here.
        </p>
      </EmptyNote>
    );
  }
  return (
    <Loaded of={detail}>
      {(value) => (
        <div className="function-detail">
          <section aria-label="Callers">
            <h2 className="section-title">
              Callers <small>time through each</small>
              <NeighboursMenu
                {...{ open, place }}
                name="Callers"
                rows={value.callers}
                side={shownSide}
                of={value.key}
              />
            </h2>
            <Neighbours rows={value.callers} none="Nothing calls it in this pass." />
          </section>
          <section aria-label="Callees">
            <h2 className="section-title">
              Callees <small>time in each</small>
              <NeighboursMenu
                {...{ open, place }}
                name="Callees"
                rows={value.callees}
                side={shownSide}
                of={value.key}
              />
            </h2>
            <Neighbours rows={value.callees} none="It calls nothing that took time." />
          </section>
          <section aria-label="Source">
            <h2 className="section-title">
              Source
              <small>
                {projectPath(value.source?.path ?? value.key.file ?? '', open.answer.project.path)}
              </small>
              <span className="grow" />
              {open.reference !== null && (
                <Segments
                  small
                  label="Build of the detail"
                  value={shownSide}
                  choices={buildChoices(open)}
                  onChoose={setSide}
                />
              )}
              {value.key.file !== null && (
                <button
                  type="button"
                  className="button small"
                  onClick={() =>
                    void openInEditor({ ...value.key, file: value.source?.path ?? value.key.file })
                  }
                >
                  <ExternalLink size={12} aria-hidden="true" />
                  Open in editor
                </button>
              )}
            </h2>
            <Source detail={value} side={shownSide} />
          </section>
        </div>
      )}
    </Loaded>
  );
}

function NeighboursMenu(props: {
  open: OpenSubject;
  place: Place;
  name: 'Callers' | 'Callees';
  rows: readonly NeighbourRow[];
  side: 'candidate' | 'reference';
  of: FrameKey;
}) {
  const { open, place, name, rows, side, of } = props;
  if (rows.length === 0) return null;
  const build = nameBuilds(open)[side] ?? open.candidate;
  return (
    <TableMenu
      name={name}
      file={nameFile(`${name} of ${of.function}`, { candidate: build, reference: null }, place)}
      read={() => writeNeighbours(rows, build)}
    />
  );
}

function Neighbours({ rows, none }: { rows: readonly NeighbourRow[]; none: string }) {
  if (rows.length === 0) return <p className="quiet">{none}</p>;
  return (
    <div className="scroll">
      <table>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.key.function}:${row.key.file}:${row.key.line}`}>
              <td>
                <FrameLink frame={row.key} />
              </td>
              <td>{formatTime(row.ms)}</td>
              <td className="quiet">{formatShare(row.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Source(props: { detail: FunctionDetailAnswer; side: 'candidate' | 'reference' }) {
  const { source, sourceNote, key } = props.detail;
  if (source === null) return <p className="quiet">{sourceNote ?? 'The source is not there.'}</p>;
  return (
    <>
      {sourceNote !== null && <p className="quiet">{sourceNote}</p>}
      <SourceCode source={source} start={key.line} side={props.side} />
    </>
  );
}
