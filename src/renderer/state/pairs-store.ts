/** The pair that is being drawn in a comparison, and what drawing it does. */
import { create } from 'zustand';
import type { PairingAnswer, PairingQuestion } from '../../core/model/function-answers';
import type { FrameKey } from '../../core/model/view-answers';
import type { Questions } from '../../ipc/contract';
import { useAnswersStore } from './answers-store';
import { ask } from './bridge';
import { useNoticesStore } from './notices-store';

type Change = Questions['pairs.change']['question'];

interface PairsState {
  /** The function that looks for a partner; null while the dialog is closed. */
  asked: PairingQuestion | null;
  open: (question: PairingQuestion) => void;
  close: () => void;
  /** Pairs the asked function, or takes their pair away; the open comparison is analysed anew, and Undo is offered. */
  change: (
    question: PairingQuestion,
    side: PairingAnswer['side'],
    partner: FrameKey,
    paired: boolean,
  ) => Promise<void>;
}

/** See the head of this file. */
export const usePairsStore = create<PairsState>((set) => ({
  asked: null,
  open: (asked) => set({ asked }),
  close: () => set({ asked: null }),
  change: async ({ subject, key }, side, partner, paired) => {
    set({ asked: null });
    const ends =
      side === 'candidate'
        ? { candidate: key, reference: partner }
        : { candidate: partner, reference: key };
    const change: Change = { subject, ...ends, paired };
    const { notify, notifyFailure } = useNoticesStore.getState();
    const answer = await ask('pairs.change', change);
    if (!answer.ok) {
      notifyFailure(answer.failure);
      return;
    }
    useAnswersStore.getState().clear();
    const { before, keptIn } = answer.value;
    const names = `${ends.candidate.function} and ${ends.reference.function}`;
    const place =
      keptIn === 'project'
        ? 'In the project’s touchstone.json, for all its comparisons.'
        : 'With this comparison: its project has no touchstone.json open here.';
    notify(paired ? `Paired ${names}` : `No longer paired: ${names}`, place, {
      label: 'Undo',
      run: () => void restore(subject, before),
    });
  },
}));

async function restore(
  subject: Change['subject'],
  pairs: Questions['pairs.restore']['question']['pairs'],
): Promise<void> {
  const answer = await ask('pairs.restore', { subject, pairs });
  if (answer.ok) useAnswersStore.getState().clear();
  else useNoticesStore.getState().notifyFailure(answer.failure);
}
