/** Notices in the corner: announced to a screen reader, with what can be done about them. */
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { useNoticesStore } from '../../state/notices-store';

/** Long enough to read two lines and press Undo. */
const SHOWN_MS = 9000;

/** See the head of this file. */
export function Notices() {
  const notices = useNoticesStore((state) => state.notices);
  const dismiss = useNoticesStore((state) => state.dismiss);
  return (
    <Toast.Provider swipeDirection="right" label="Notice">
      {notices.map((notice) => (
        <Toast.Root
          key={notice.id}
          className={`notice ${notice.kind}`}
          type="foreground"
          duration={notice.kind === 'failure' ? Infinity : SHOWN_MS}
          onOpenChange={(open) => {
            if (!open) dismiss(notice.id);
          }}
        >
          {notice.kind === 'failure' ? (
            <CircleAlert size={16} aria-hidden="true" />
          ) : (
            <CircleCheck size={16} aria-hidden="true" />
          )}
          <div>
            <Toast.Title>{notice.title}</Toast.Title>
            {notice.text !== null && (
              <Toast.Description asChild>
                <p>{notice.text}</p>
              </Toast.Description>
            )}
          </div>
          {notice.action === null ? (
            <span />
          ) : (
            <Toast.Action asChild altText={notice.action.label}>
              <button type="button" className="button small" onClick={notice.action.run}>
                {notice.action.label}
              </button>
            </Toast.Action>
          )}
          <Toast.Close className="icon-button" aria-label="Close">
            <X size={14} aria-hidden="true" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="notices" />
    </Toast.Provider>
  );
}
