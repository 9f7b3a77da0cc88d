/** All functions with their costs; the selected one with callers, callees and source. */
import { useCallback } from 'react';
import { formatCount } from '../../../core/model/format-quantity';
import type { Place } from '../../../core/model/view-answers';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { nameFile } from '../parts/csv-table';
import { Remarks } from '../parts/note';
import type { OpenSubject } from '../parts/open-subject';
import { isOnlyPlace, PlacePick } from '../parts/place-pick';
import { SearchField } from '../parts/search-field';
import { SplitView } from '../parts/split-view';
import { TableMenu } from '../parts/table-menu';
import { Toggle } from '../parts/toggle';
import { columnsOf, knownColumns } from './columns';
import { FunctionDetail } from './function-detail';
import { FunctionTable, type FunctionsSelection } from './function-table';
import { readFunctions } from './functions-csv';

/** See the head of this file. */
export function FunctionsView({ open, place }: { open: OpenSubject; place: Place }) {
  const settings = useLocationStore((state) => state.location.functions);
  const setFunctions = useLocationStore((state) => state.setFunctions);
  const search = useCallback((text: string) => setFunctions({ search: text }), [setFunctions]);
  const compared = open.reference !== null;
  const question: FunctionsSelection = {
    ...place,
    sort: settings.sort ?? (compared ? 'difference' : 'self'),
    descending: settings.descending,
    search: settings.search === '' ? null : settings.search,
    onlyOwnCode: settings.onlyOwnCode,
  };
  const first = shownValue(useAnswer('view.functions', { ...question, offset: 0, count: 200 }));
  // What a file of another tool does not hold has no column, so it needs no remark.
  const notes = isOnlyPlace(open) && place.part === undefined ? [] : (first?.notes ?? []);
  return (
    <div className="filled-view">
      <div className="toolbar" role="toolbar" aria-label="Functions">
        <PlacePick open={open} />
        <SearchField label="Search functions" value={settings.search} onSearch={search} />
        <Toggle
          label="Only my code"
          checked={settings.onlyOwnCode}
          onChange={(onlyOwnCode) => setFunctions({ onlyOwnCode })}
        />
        <span className="grow" />
        {first !== null && (
          <span className="quiet" role="status">
            {first.matching === first.all
              ? `${formatCount(first.all)} functions`
              : `${formatCount(first.matching)} of ${formatCount(first.all)} functions`}
          </span>
        )}
        {first !== null && first.matching > 0 && (
          <TableMenu
            name="Functions"
            file={nameFile('functions', open, place)}
            read={() => readFunctions(question, open)}
          />
        )}
      </div>
      {notes.length > 0 && (
        <div className="toolbar notes-line">
          <Remarks notes={notes} />
        </div>
      )}
      <SplitView
        name="function-detail"
        lowerName="detail"
        lowerHeight={250}
        upper={
          <FunctionTable
            label="Functions"
            question={question}
            columns={knownColumns(open, columnsOf(compared, 'time'))}
            selected={settings.selected}
            onSelect={(selected) => setFunctions({ selected })}
            onSort={(sort, descending) => setFunctions({ sort, descending })}
          />
        }
        lower={<FunctionDetail open={open} place={place} selected={settings.selected} />}
      />
    </div>
  );
}
