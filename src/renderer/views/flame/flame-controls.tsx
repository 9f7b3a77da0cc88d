/** What a flame graph can be set to. */
import { RotateCcw } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import type { FlameAnswer, Side } from '../../../core/model/view-answers';
import {
  INITIAL_FLAME,
  useLocationStore,
  type FlameOrder,
  type FlameSlot,
} from '../../state/location-store';
import { buildChoices } from '../parts/build-name';
import type { OpenSubject } from '../parts/open-subject';
import { Pick, Segments } from '../parts/pick';
import { SearchField } from '../parts/search-field';
import { Toggle } from '../parts/toggle';

/** What is drawn: one build, the difference of both, or both in panes of their own. */
export type ShownSide = Side | 'both';

const ORDERS: readonly { value: FlameOrder; label: string; hint: string }[] = [
  { value: 'merged', label: 'Merged', hint: 'same stacks joined, heaviest first' },
  { value: 'inverted', label: 'Inverted', hint: 'callees first: who ends up costing' },
  { value: 'time-order', label: 'Time order', hint: 'as it happened' },
  { value: 'sandwich', label: 'Sandwich', hint: 'callers and callees of one function' },
];

/** See the head of this file. */
export function FlameControls(props: {
  slot: FlameSlot;
  open: OpenSubject;
  side: ShownSide;
  threads: FlameAnswer['threads'];
  children?: ReactNode;
}) {
  const { slot, open, side, threads } = props;
  const settings = useLocationStore((state) => state.location[slot]);
  const setFlame = useLocationStore((state) => state.setFlame);
  const { filter } = settings;
  const search = useCallback((text: string) => setFlame(slot, { search: text }), [setFlame, slot]);
  return (
    <div className="toolbar" role="toolbar" aria-label="Flame graph">
      {props.children}
      {open.reference !== null && (
        <Segments
          label="Build"
          value={side}
          choices={[
            { value: 'difference', label: 'Difference' },
            ...buildChoices(open),
            {
              value: 'both',
              label: 'Both',
              title: 'Two linked panes: what is done in one is followed in the other',
              disabled: settings.mode === 'sandwich',
            },
          ]}
          onChoose={(value) => setFlame(slot, { side: value })}
        />
      )}
      <Pick
        label="Order"
        value={settings.mode}
        choices={ORDERS.map((order) =>
          // Two builds have no common time.
          order.value === 'time-order' && (side === 'difference' || side === 'both')
            ? { ...order, hint: 'of one build: choose it first', disabled: true }
            : order,
        )}
        onChoose={(value) => {
          const mode = ORDERS.find((one) => one.value === value)?.value;
          if (mode !== undefined) setFlame(slot, { mode });
        }}
      />
      {(side === 'difference' || side === 'both') && (
        <Segments
          label="Basis"
          value={settings.basis}
          choices={[
            {
              value: 'absolute',
              label: 'Per operation',
              title: 'Cost per operation, in its unit',
            },
            { value: 'share', label: 'Share', title: "Share of each build's own total" },
          ]}
          onChoose={(basis) => setFlame(slot, { basis })}
        />
      )}
      {side !== 'difference' && (
        <Pick
          label="Colour"
          value={settings.colour}
          choices={[
            { value: 'kind', label: 'By kind', hint: 'your code, packages, run time' },
            { value: 'module', label: 'By module', hint: 'the costliest eight' },
          ]}
          onChoose={(colour) => setFlame(slot, { colour: colour === 'module' ? 'module' : 'kind' })}
        />
      )}
      {threads.length > 1 && <ThreadPick slot={slot} threads={threads} />}
      <SearchField label="Search frames" value={settings.search} onSearch={search} pauseMs={0} />
      <Toggle
        label="Only my code"
        title="Frames outside the project's folder are folded into their callers"
        checked={filter.onlyOwnCode}
        onChange={(onlyOwnCode) => setFlame(slot, { filter: { ...filter, onlyOwnCode } })}
      />
      <Toggle
        label="Collapse recursion"
        title="A function that calls itself, directly or through others, is drawn once"
        checked={filter.collapseRecursion}
        onChange={(collapseRecursion) =>
          setFlame(slot, { filter: { ...filter, collapseRecursion } })
        }
      />
      <button
        type="button"
        className="button plain"
        title="Everything back to how it was at first"
        onClick={() => setFlame(slot, { ...INITIAL_FLAME, metric: settings.metric, root: null })}
      >
        <RotateCcw size={13} aria-hidden="true" />
        Reset
      </button>
    </div>
  );
}

/** Threads all together, each by itself, or one of them. Threads of two builds have no common numbers. */
function ThreadPick({ slot, threads }: { slot: FlameSlot; threads: FlameAnswer['threads'] }) {
  const filter = useLocationStore((state) => state.location[slot].filter);
  const setFlame = useLocationStore((state) => state.setFlame);
  const single = threads.filter(({ key }) => key !== '');
  return (
    <Pick
      label="Threads"
      value={filter.thread ?? (filter.splitThreads === true ? 'split' : 'merged')}
      choices={[
        { value: 'merged', label: `All ${threads.length} threads`, hint: 'merged' },
        { value: 'split', label: 'Each thread by itself', hint: 'below its process' },
        ...single.map(({ key, label }) => ({ value: key, label })),
      ]}
      onChoose={(value) =>
        setFlame(slot, {
          filter: {
            ...filter,
            splitThreads: value === 'split',
            thread: value === 'split' || value === 'merged' ? null : value,
          },
        })
      }
    />
  );
}
