/** Every command, project and recording by a few letters of its name. */
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useLocationStore } from '../../state/location-store';
import { useNoticesStore } from '../../state/notices-store';
import { useProjectStore } from '../../state/project-store';
import { useRecordingsStore } from '../../state/recordings-store';
import { COMMANDS } from '../shell/commands';
import './command-palette.css';

/** See the head of this file. */
export function CommandPalette() {
  const isOpen = useNoticesStore((state) => state.dialog === 'palette');
  const openDialog = useNoticesStore((state) => state.openDialog);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(next) => openDialog(next ? 'palette' : null)}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="palette" aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Commands</Dialog.Title>
          <Entries onDone={() => openDialog(null)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Entries({ onDone }: { onDone: () => void }) {
  const project = useProjectStore((state) => state.project);
  const recent = useProjectStore((state) => state.recent);
  const recordings = useRecordingsStore((state) => state.recordings);
  const commands = COMMANDS.filter(
    ({ name, applies }) => name !== 'palette' && applies?.() !== false,
  );
  const groups = [...new Set(commands.map(({ group }) => group))];
  // The palette goes first: a command may open a dialog of its own.
  const choose = (run: () => void) => () => {
    onDone();
    run();
  };
  return (
    <Command label="Commands" loop>
      <Command.Input placeholder="Type a command, a recording or a project" autoFocus />
      <Command.List label="Commands">
        <Command.Empty>Nothing has this name. Esc closes.</Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group}>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <Command.Item
                  key={command.name}
                  value={`${group} ${command.label}`}
                  onSelect={choose(command.run)}
                >
                  {command.label}
                  {command.key !== null && <kbd>{command.key}</kbd>}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
        {recordings.length > 0 && (
          <Command.Group heading="Recordings">
            {recordings.map(({ kind, id, name }) => (
              <Command.Item
                key={id}
                value={`Recording ${name} ${id}`}
                onSelect={choose(() => useLocationStore.getState().open({ kind, id }))}
              >
                {name}
                <small>{kind}</small>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        <Command.Group heading="Projects">
          {recent
            .filter(({ path }) => path !== project?.path)
            .map(({ name, path }) => (
              <Command.Item
                key={path}
                value={`Project ${name} ${path}`}
                onSelect={choose(() => void useProjectStore.getState().open(path))}
              >
                {name}
                <small>{path}</small>
              </Command.Item>
            ))}
        </Command.Group>
      </Command.List>
    </Command>
  );
}
