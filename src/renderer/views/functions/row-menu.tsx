/** What can be done with the selected function of a table. */
import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { FunctionRow, PairingQuestion } from '../../../core/model/function-answers';
import { copyText, openInEditor } from '../flame/flame-menu';
import { PairItems } from './pair-items';

/** A row is selected by the click that opens the menu; the keyboard opens it for the selected one. */
export function RowMenu(props: {
  row: FunctionRow | null;
  pairing: PairingQuestion | null;
  children: ReactNode;
}) {
  const { row, pairing } = props;
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{props.children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        {row !== null && pairing !== null && (
          <ContextMenu.Content className="menu" aria-label={`Function ${row.key.function}`}>
            <ContextMenu.Label className="menu-label">{row.key.function}</ContextMenu.Label>
            <ContextMenu.Item
              className="menu-item"
              onSelect={() => void copyText(row.key.function)}
            >
              Copy name
            </ContextMenu.Item>
            {row.key.file !== null && (
              <ContextMenu.Item className="menu-item" onSelect={() => void openInEditor(row.key)}>
                Open in editor
              </ContextMenu.Item>
            )}
            <PairItems question={pairing} />
          </ContextMenu.Content>
        )}
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
