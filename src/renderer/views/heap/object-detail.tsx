/** What lies around one object: what refers to it, the way to the root, what it refers to. */
import { useMemo, useState } from 'react';
import { formatBytes, formatCount } from '../../../core/model/format-quantity';
import type { HeapNodeRow, HeapReferenceRow, OpenHeap } from '../../../core/model/heap';
import { useAnswer } from '../../state/answers-store';
import { askHeap } from '../../state/heap-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { EmptyNote, Loaded } from '../parts/note';
import { Segments } from '../parts/pick';
import { nameOf, ObjectName, ReferenceName } from './object-name';
import { distanceColumn, sizeColumns } from './snapshot-columns';
import { REFERENCE_COLUMNS } from './snapshot-csv';
import { TreeTable } from './tree-table';
import type { RowSource } from './use-row-tree';

type Aspect = 'retainers' | 'path' | 'references' | 'text';

/** See the head of this file. */
export function ObjectDetail({ open, node }: { open: OpenHeap; node: number }) {
  const [aspect, setAspect] = useState<Aspect>('retainers');
  const { heap } = open;
  const found = useAnswer('heap.ask', { heap, ask: { name: 'node', question: { node } } });
  const answer = shownValue(found);
  const row = answer?.name === 'node' ? answer.answer : null;
  const isText = row?.type.endsWith('string') ?? false;
  const shown = aspect === 'text' && !isText ? 'retainers' : aspect;
  return (
    <div className="heap-detail">
      <div className="toolbar object-head">
        <Segments
          small
          label="About the object"
          value={shown}
          choices={[
            { value: 'retainers', label: 'Retainers', title: 'What refers to it, and to that' },
            { value: 'path', label: 'Path to root', title: 'The shortest way on which it is held' },
            { value: 'references', label: 'References', title: 'What it refers to' },
            ...(isText ? [{ value: 'text' as const, label: 'Text' }] : []),
          ]}
          onChoose={setAspect}
        />
        {row !== null && <ObjectHead row={row} />}
      </div>
      <div className="grow">
        {shown === 'path' && <PathToRoot heap={heap} node={node} />}
        {shown === 'text' && <TextOf heap={heap} node={node} />}
        {(shown === 'retainers' || shown === 'references') && (
          <References open={open} node={node} direction={shown} />
        )}
      </div>
    </div>
  );
}

function ObjectHead({ row }: { row: HeapNodeRow }) {
  return (
    <>
      <h2 className="mono">
        <ObjectName row={row} />
      </h2>
      <span className="quiet">
        {row.type}, self {formatBytes(row.selfBytes)}, retained {formatBytes(row.retainedBytes)}
        {row.distance === null ? '' : `, distance ${formatCount(row.distance)}`}
      </span>
    </>
  );
}

function References(props: {
  open: OpenHeap;
  node: number;
  direction: 'retainers' | 'references';
}) {
  const { node, direction } = props;
  const { heap, overview } = props.open;
  const isUp = direction === 'retainers';
  const source = useMemo(
    (): RowSource<HeapReferenceRow> => ({
      key: `${direction} ${heap} ${node}`,
      fetch: (under, range) =>
        askHeap(heap, isUp ? 'retainers' : 'children', { node: under?.node ?? node, range }),
    }),
    [heap, node, direction, isUp],
  );
  return (
    <TreeTable
      label={isUp ? 'Retainers' : 'References'}
      source={source}
      unit={isUp ? 'objects that refer to it' : 'references'}
      heading={isUp ? 'reference, of the object that holds it' : 'reference, to what it holds'}
      name={(row) => <ReferenceName row={row} direction={isUp ? 'holder' : 'held'} />}
      columns={[
        distanceColumn<HeapReferenceRow>((row) => row.distance),
        ...sizeColumns<HeapReferenceRow>((row) => row, overview.totalBytes),
      ]}
      csv={{ columns: REFERENCE_COLUMNS, file: `${isUp ? 'retainers' : 'references'} of ${node}` }}
      canExpand={(row) => (isUp ? row.distance !== 0 : row.type !== 'string')}
      empty={
        <EmptyNote title={isUp ? 'Nothing refers to it but weakly' : 'It refers to nothing'} />
      }
    />
  );
}

function PathToRoot({ heap, node }: { heap: number; node: number }) {
  const setSnapshots = useLocationStore((state) => state.setSnapshots);
  const answer = useAnswer('heap.ask', {
    heap,
    ask: { name: 'pathToRoot', question: { node } },
  });
  return (
    <Loaded of={answer}>
      {(value) => {
        const path = value.name === 'pathToRoot' ? value.answer : [];
        if (path.length === 0) return <EmptyNote title="Nothing holds it" />;
        return (
          <div className="scroll" tabIndex={0} role="region" aria-label="Way to the root">
            <ol className="path-to-root" aria-label="Path to root">
              {path.map((row, step) => (
                <li key={step}>
                  <button
                    type="button"
                    className="link mono"
                    title="Show what lies around this object"
                    onClick={() => setSnapshots({ chosen: { kind: 'node', node: row.node } })}
                  >
                    <ReferenceName row={row} direction="holder" />
                  </button>
                  <span className="quiet">retains {formatBytes(row.retainedBytes)}</span>
                </li>
              ))}
            </ol>
          </div>
        );
      }}
    </Loaded>
  );
}

function TextOf({ heap, node }: { heap: number; node: number }) {
  const answer = useAnswer('heap.ask', {
    heap,
    ask: { name: 'stringValue', question: { node } },
  });
  return (
    <Loaded of={answer}>
      {(value) => {
        const text = value.name === 'stringValue' ? (value.answer ?? '') : '';
        return (
          <div className="scroll" tabIndex={0} role="region" aria-label="Text">
            <pre className="object-text">
              {text === '' ? nameOf({ name: '', type: 'string' }) : text}
            </pre>
            {text.length >= 10_000 && <p className="quiet">Showing the first 10,000 characters.</p>}
          </div>
        );
      }}
    </Loaded>
  );
}
