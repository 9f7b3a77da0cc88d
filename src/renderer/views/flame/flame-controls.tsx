/** What a flame graph can be set to. */
import { RotateCcw, X } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import type { FlameAnswer, FlameMode, Side } from '../../../core/model/view-answers';
import { INITIAL_FLAME, useLocationStore, type FlameSlot } from '../../state/location-store';
import { BuildDot } from '../parts/build-name';
import type { OpenSubject } from '../parts/open-subject';
import { Pick, Segments } from '../parts/pick';
import { SearchField } from '../parts/search-field';
import { Toggle } from '../parts/toggle';

const MODES: readonly { value: FlameMode; label: string; hint: string }[] = [
  { value: 'merged', label: 'Merged', hint: 'same stacks joined, heaviest first' },
  { value: 'inverted', label: 'Inverted', hint: 'callees first: who ends up costing' },
  { value: 'time-order', label: 'Time order', hint: 'as it happened' },
];

/** See the head of this file. */
export function FlameControls(props: {
  slot: FlameSlot;
  open: OpenSubject;
  side: Side;
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
            {
              value: 'candidate',
              label: (
                <>
                  <BuildDot role="candidate" />
                  {open.candidate}
                </>
              ),
            },
            {
              value: 'reference',
              label: (
                <>
                  <BuildDot role="reference" />
                  {open.reference}
                </>
              ),
            },
          ]}
          onChoose={(value) => setFlame(slot, { side: value })}
        />
      )}
      <Pick
        label="Order"
        value={settings.mode}
        choices={MODES.map((mode) => ({
          ...mode,
          // A difference has no common time.
          disabled: mode.value === 'time-order' && side === 'difference',
        }))}
        onChoose={(value) => {
          const mode = MODES.find((one) => one.value === value)?.value;
          if (mode !== undefined) setFlame(slot, { mode });
        }}
      />
      {side === 'difference' && (
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
      {threads.length > 1 && (
        <Pick
          label="Thread"
          value={filter.thread ?? 'all'}
          choices={[
            { value: 'all', label: `All ${threads.length} threads` },
            ...threads.map(({ key, label }) => ({ value: key, label })),
          ]}
          onChoose={(thread) =>
            setFlame(slot, { filter: { ...filter, thread: thread === 'all' ? null : thread } })
          }
        />
      )}
      <SearchField label="Search frames" value={settings.search} onSearch={search} />
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
      {filter.focus !== null && (
        <span className="focus-chip">
          only through <code>{filter.focus.function}</code>
          <button
            type="button"
            className="icon-button"
            aria-label="Show all stacks again"
            onClick={() => setFlame(slot, { filter: { ...filter, focus: null } })}
          >
            <X size={12} aria-hidden="true" />
          </button>
        </span>
      )}
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
