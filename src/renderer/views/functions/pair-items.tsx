/** The part of a function's context menu that is about its pair. */
import { ContextMenu } from 'radix-ui';
import type { PairingQuestion } from '../../../core/model/function-answers';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { usePairsStore } from '../../state/pairs-store';

/** Nothing in a recording, whose functions have no partners. Asks when it is shown: inside an open menu. */
export function PairItems({ question }: { question: PairingQuestion }) {
  const isCompared = question.subject.kind === 'comparison';
  const answer = shownValue(useAnswer('view.pairing', isCompared ? question : null));
  const { open, change } = usePairsStore.getState();
  if (!isCompared) return null;
  const partner = answer?.partner ?? null;
  return (
    <>
      <ContextMenu.Separator className="menu-separator" />
      {partner !== null && (
        <ContextMenu.Label className="menu-label" title={partner.reason}>
          Paired with {partner.key.function}
          {partner.by === 'name' ? '' : ` (by ${partner.by}, confidence ${partner.confidence})`}
        </ContextMenu.Label>
      )}
      <ContextMenu.Item className="menu-item" onSelect={() => open(question)}>
        Pair with…
        <small>P in Functions</small>
      </ContextMenu.Item>
      {answer !== null && partner?.by === 'hand' && (
        <ContextMenu.Item
          className="menu-item"
          onSelect={() => void change(question, answer.side, partner.key, false)}
        >
          Remove this pair
        </ContextMenu.Item>
      )}
    </>
  );
}
