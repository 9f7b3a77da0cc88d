/** The frame of every dialog: title, close, Esc, focus kept inside. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useNoticesStore, type DialogName } from '../../state/notices-store';
import './dialog.css';

/** See the head of this file. */
export function DialogFrame(props: {
  name: DialogName;
  title: string;
  wide?: boolean;
  children: ReactNode;
}) {
  const isOpen = useNoticesStore((state) => state.dialog === props.name);
  const openDialog = useNoticesStore((state) => state.openDialog);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => openDialog(open ? props.name : null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className={props.wide === true ? 'dialog wide' : 'dialog'}
          aria-describedby={undefined}
        >
          <header>
            <Dialog.Title>{props.title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <X size={15} aria-hidden="true" />
            </Dialog.Close>
          </header>
          <div className="content" tabIndex={0} role="group" aria-label={props.title}>
            {props.children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
