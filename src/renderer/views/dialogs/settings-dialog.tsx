/** Theme and editor. */
import { useState } from 'react';
import { useSettingsStore } from '../../state/settings-store';
import { DialogFrame } from '../parts/dialog-frame';
import { Segments } from '../parts/pick';
import { WorkTrees } from './work-trees';

/** See the head of this file. */
export function SettingsDialog() {
  const settings = useSettingsStore((state) => state.settings);
  const info = useSettingsStore((state) => state.info);
  const change = useSettingsStore((state) => state.change);
  return (
    <DialogFrame name="settings" title="Settings">
      <div className="form">
        <span className="label">Theme</span>
        <div>
          <Segments
            label="Theme"
            value={settings.theme}
            choices={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            onChoose={(theme) => void change({ theme })}
          />
        </div>
        <label htmlFor="editor">Editor</label>
        <EditorField key={settings.editor ?? ''} editor={settings.editor} />
        <span className="label">Data folder</span>
        <div>
          <code className="selectable">{info?.dataFolder}</code>
          <p className="help">Recordings, settings and logs. TOUCHSTONE_HOME moves all of them.</p>
        </div>
        <span className="label">Work trees</span>
        <WorkTrees />
      </div>
    </DialogFrame>
  );
}

function EditorField({ editor }: { editor: string | null }) {
  const change = useSettingsStore((state) => state.change);
  const [text, setText] = useState(editor ?? '');
  return (
    <div>
      <div className="field">
        <input
          id="editor"
          value={text}
          placeholder="code --goto {file}:{line}"
          onChange={(event) => setText(event.target.value)}
          onBlur={() => {
            const next = text.trim() === '' ? null : text.trim();
            if (next !== editor) void change({ editor: next });
          }}
        />
      </div>
      <p className="help">
        The command behind “Open in editor”. It is started directly, not through a shell;{' '}
        <code>{'{file}'}</code> and <code>{'{line}'}</code> are replaced.
      </p>
    </div>
  );
}
