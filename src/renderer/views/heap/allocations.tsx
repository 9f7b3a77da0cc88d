/** Where memory is allocated: by call path above, by function below. */
import { formatBytes, formatRatio, NOT_MEASURED } from '../../../core/model/format-quantity';
import type { BuildNumbers } from '../../../core/model/answers';
import type { FunctionColumn } from '../../../core/model/function-answers';
import type { Place } from '../../../core/model/view-answers';
import { useState, type ReactNode } from 'react';
import { useLocationStore } from '../../state/location-store';
import { FlamePane } from '../flame/flame-pane';
import { columnsOf } from '../functions/columns';
import { FunctionTable } from '../functions/function-table';
import { readFunctions } from '../functions/functions-csv';
import { BuildName } from '../parts/build-name';
import { nameFile } from '../parts/csv-table';
import type { OpenSubject } from '../parts/open-subject';
import { EmptyNote } from '../parts/note';
import { isOnlyPlace, PlacePick } from '../parts/place-pick';
import { SplitView } from '../parts/split-view';
import { TableMenu } from '../parts/table-menu';
import './heap.css';

/** See the head of this file. */
export function Allocations(props: { open: OpenSubject; place: Place; lead: ReactNode }) {
  const { open, place } = props;
  const go = useLocationStore((state) => state.go);
  const functions = useLocationStore((state) => state.location.functions);
  const [sort, setSort] = useState<{ sort: FunctionColumn; descending: boolean }>({
    sort: 'allocated',
    descending: true,
  });
  const question = { ...place, ...sort, search: null, onlyOwnCode: false };
  const isMissing =
    isOnlyPlace(open) && open.answer.ledger.every(({ instrument }) => instrument !== 'alloc');
  return (
    <div className="filled-view">
      <div className="toolbar">
        {props.lead}
        <PlacePick open={open} />
        <span className="grow" />
        {!isMissing && (
          <>
            <MemoryFigures open={open} place={place} />
            <TableMenu
              name="Allocations by function"
              file={nameFile('allocations', open, place)}
              read={() => readFunctions(question, open)}
            />
          </>
        )}
      </div>
      {isMissing ? (
        <EmptyNote title="No allocations in this file">
          <p>
            {open.candidate} holds none. Open a heap profile or the file of an allocation profiler,
            or choose Snapshots for a heap snapshot.
          </p>
        </EmptyNote>
      ) : (
        <SplitView
          name="allocation-table"
          lowerName="table"
          lowerHeight={170}
          upper={<FlamePane slot="heap" open={open} place={place} />}
          lower={
            <FunctionTable
              label="Allocations by function"
              question={question}
              columns={columnsOf(open.reference !== null, 'memory')}
              selected={null}
              onSelect={(selected) =>
                go({ tab: 'Functions', functions: { ...functions, selected, search: '' } })
              }
              onSort={(column, descending) => setSort({ sort: column, descending })}
            />
          }
        />
      )}
    </div>
  );
}

/** What each build needed at this size. */
function MemoryFigures({ open, place }: { open: OpenSubject; place: Place }) {
  const { answer } = open;
  const workload = answer.workloads.find((one) => one.name === place.workload);
  const size = workload?.sizes.find((one) => one.n === place.n);
  if (size === undefined) return null;
  if ('numbers' in size) {
    return (
      <dl className="memory-figures">
        <Figures role="candidate" name={open.candidate} numbers={size.numbers} />
      </dl>
    );
  }
  return (
    <dl className="memory-figures">
      <Figures role="candidate" name={open.candidate} numbers={size.candidate} />
      <Figures role="reference" name={open.reference ?? ''} numbers={size.reference} />
      {size.ratio.allocated !== null && (
        <div>
          <dt>ratio</dt>
          <dd>{formatRatio(size.ratio.allocated)}</dd>
        </div>
      )}
    </dl>
  );
}

function Figures(props: { role: 'candidate' | 'reference'; name: string; numbers: BuildNumbers }) {
  const { allocatedBytesPerOperation: perOperation, peakRssBytes } = props.numbers;
  return (
    <div>
      <dt>
        <BuildName role={props.role}>{props.name}</BuildName>
      </dt>
      <dd title="allocated per operation, alloc pass; peak resident size, time pass">
        {perOperation === null ? NOT_MEASURED : `${formatBytes(perOperation)}/op`}
        <i className="interval">
          {peakRssBytes === null ? '' : `peak ${formatBytes(peakRssBytes.median)}`}
        </i>
      </dd>
    </div>
  );
}
