/** What the forms of the flame graph view have in common: one picture, two panes, a sandwich. */
import type { ReactNode } from 'react';
import type { FlameAnswer, FlameQuestion, Place } from '../../../core/model/view-answers';
import type { FlameSettings, FlameSlot } from '../../state/location-store';
import type { OpenSubject } from '../parts/open-subject';

/** What every form of the view is given. */
export interface FlameForm {
  slot: FlameSlot;
  open: OpenSubject;
  place: Place;
  settings: FlameSettings;
  /** The controls, for the threads that an answer has. */
  controls: (threads: FlameAnswer['threads']) => ReactNode;
}

/** The question that the settings ask, without what each form adds. */
export function questionOf(
  { place, settings }: Pick<FlameForm, 'place' | 'settings'>,
  widthPx: number,
): Omit<FlameQuestion, 'side' | 'mode'> {
  return {
    ...place,
    metric: settings.metric,
    basis: settings.basis,
    filter: settings.filter,
    root: settings.root,
    widthPx,
    search: settings.search === '' ? null : settings.search,
  };
}
