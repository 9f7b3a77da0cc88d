/** A flame graph with its controls: one picture, two linked panes, or a sandwich. Used by three tabs, each with its own settings. */
import type { ReactNode } from 'react';
import type { FlameAnswer, Place } from '../../../core/model/view-answers';
import { useLocationStore, type FlameSettings, type FlameSlot } from '../../state/location-store';
import type { OpenSubject } from '../parts/open-subject';
import { FlameControls, type ShownSide } from './flame-controls';
import './flame.css';
import type { FlameForm } from './flame-form';
import { FlamePanes } from './flame-panes';
import { FlameSandwich } from './flame-sandwich';
import { FlameSingle } from './flame-single';

/** See the head of this file. */
export function FlamePane(props: {
  slot: FlameSlot;
  open: OpenSubject;
  place: Place;
  /** Controls before those that every flame graph has. */
  children?: ReactNode;
}) {
  const { slot, open, place } = props;
  const settings = useLocationStore((state) => state.location[slot]);
  const side = sideOf(settings, open);
  const controls = (threads: FlameAnswer['threads']) => (
    <FlameControls slot={slot} open={open} side={side} threads={threads}>
      {props.children}
    </FlameControls>
  );
  const form: FlameForm = { slot, open, place, settings, controls };
  return (
    <div className="flame-pane">
      {settings.mode === 'sandwich' ? (
        <FlameSandwich {...form} side={side === 'both' ? 'difference' : side} />
      ) : side === 'both' ? (
        <FlamePanes {...form} />
      ) : (
        <FlameSingle {...form} side={side} />
      )}
    </div>
  );
}

function sideOf({ side }: FlameSettings, open: OpenSubject): ShownSide {
  if (open.reference === null) return 'candidate';
  return side ?? 'difference';
}
