/** The keyboard map: every command with its key. */
import { DialogFrame } from '../parts/dialog-frame';
import { COMMANDS, VIEW_KEYS } from '../shell/commands';

const GROUPS = ['Run', 'Project', 'Go to', 'Window'] as const;

/** See the head of this file. */
export function KeyboardDialog() {
  return (
    <DialogFrame name="keyboard" title="Keyboard" wide>
      <div className="key-map">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <ul>
              {COMMANDS.filter((command) => command.group === group && command.key !== null).map(
                (command) => (
                  <li key={command.name}>
                    {command.label}
                    <kbd>{nameKey(command.key ?? '')}</kbd>
                  </li>
                ),
              )}
            </ul>
          </section>
        ))}
        <section>
          <h3>In a view</h3>
          <ul>
            {VIEW_KEYS.map(({ key, label }) => (
              <li key={key}>
                {label}
                <kbd>{key}</kbd>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </DialogFrame>
  );
}

function nameKey(key: string): string {
  const named = key.replace('ArrowLeft', '←').replace('ArrowRight', '→');
  return navigator.userAgent.includes('Mac') ? named.replace('Ctrl', '⌘') : named;
}
