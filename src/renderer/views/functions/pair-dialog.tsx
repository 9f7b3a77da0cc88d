/** Chooses the function of the other build that does the work of this one, by a few letters of its name. */
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { formatCount, formatPerOperation, formatTime } from '../../../core/model/format-quantity';
import type {
  PairChoice,
  PairingAnswer,
  PairingQuestion,
} from '../../../core/model/function-answers';
import { useAnswer } from '../../state/answers-store';
import { usePairsStore } from '../../state/pairs-store';
import { shortPlace } from '../parts/frame-link';
import { Loaded } from '../parts/note';
import '../dialogs/command-palette.css';
import './pair-dialog.css';

/** More rows than anybody reads; typing narrows them. */
const SHOWN = 100;

/** See the head of this file. */
export function PairDialog() {
  const asked = usePairsStore((state) => state.asked);
  const close = usePairsStore((state) => state.close);
  return (
    <Dialog.Root open={asked !== null} onOpenChange={(isOpen) => !isOpen && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="palette pair-dialog" aria-describedby={undefined}>
          <Dialog.Title>Pair {asked?.key.function} with…</Dialog.Title>
          {asked !== null && <Asked question={asked} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Asked({ question }: { question: PairingQuestion }) {
  const answer = useAnswer('view.pairing', question);
  return (
    <Loaded of={answer}>
      {(value) =>
        value === null ? (
          <p className="pair-now">
            {question.key.function} is in neither build’s list of functions at this size.
          </p>
        ) : (
          <Choices question={question} answer={value} />
        )
      }
    </Loaded>
  );
}

function Choices({ question, answer }: { question: PairingQuestion; answer: PairingAnswer }) {
  const change = usePairsStore((state) => state.change);
  const [search, setSearch] = useState('');
  const { side, partner, choices } = answer;
  const wanted = search.trim().toLowerCase();
  const matching = choices.filter(
    ({ key }) =>
      wanted === '' ||
      key.function.toLowerCase().includes(wanted) ||
      (key.file?.toLowerCase().includes(wanted) ?? false),
  );
  const other = side === 'candidate' ? 'reference' : 'candidate';
  return (
    <>
      <p className="pair-now">
        {partner === null
          ? `It has no counterpart in the ${other} now.`
          : `Now with ${partner.key.function} of the ${other}. ${partner.reason} Confidence ${partner.confidence}.`}
        {partner?.by === 'hand' && (
          <button
            type="button"
            className="button small"
            onClick={() => void change(question, side, partner.key, false)}
          >
            Remove this pair
          </button>
        )}
      </p>
      <Command label={`Functions of the ${other}`} shouldFilter={false} loop>
        <Command.Input
          placeholder={`Name or file of a function of the ${other}`}
          value={search}
          onValueChange={setSearch}
          autoFocus
        />
        <Command.List label={`Functions of the ${other}`}>
          <Command.Empty>No function of the {other} has this in its name or file.</Command.Empty>
          {matching.slice(0, SHOWN).map((choice, index) => (
            <Command.Item
              key={`${choice.key.function} ${choice.key.file} ${choice.key.line}`}
              value={String(index)}
              onSelect={() => void change(question, side, choice.key, true)}
            >
              <span className="mono">{choice.key.function}</span>
              <span className="quiet">{shortPlace(choice.key.file, choice.key.line)}</span>
              <small>{describeCosts(choice)}</small>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
      <p className="pair-count" role="status">
        {matching.length > SHOWN
          ? `${SHOWN} of ${formatCount(matching.length)} functions; type to narrow them`
          : `${formatCount(matching.length)} of ${formatCount(answer.all)} functions`}
      </p>
    </>
  );
}

function describeCosts({ totalMs, callsPerOperation, pairedWith }: PairChoice): string {
  return [
    ...(pairedWith === null ? [] : [`paired with ${pairedWith}`]),
    ...(callsPerOperation === null ? [] : [`${formatPerOperation(callsPerOperation)} calls/op`]),
    ...(totalMs === null ? [] : [`${formatTime(totalMs)} total`]),
  ].join(' · ');
}
