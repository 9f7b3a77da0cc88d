/** What holds for every project: theme, editor, how runs are made, where the data lie. */
import { useState } from 'react';
import { formatCount } from '../../../core/model/format-quantity';
import { useSettingsStore } from '../../state/settings-store';
import { DialogFrame } from '../parts/dialog-frame';
import { Pick, Segments } from '../parts/pick';
import { WorkTrees } from './work-trees';

/** Menu value for as many runs as the intervals need. */
const AS_NEEDED = 'as needed';
const RUN_COUNTS = [5, 10, 20, 30, 50];
const INTERVALS_MS = [0.2, 0.5, 1, 2, 5, 10];

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
        <span className="label">Runs</span>
        <div>
          <Pick
            label="Runs of each build and size"
            value={settings.runs === null ? AS_NEEDED : String(settings.runs)}
            choices={[
              { value: AS_NEEDED, label: 'As many as the intervals need' },
              ...RUN_COUNTS.map((count) => ({ value: String(count), label: `${count} runs` })),
            ]}
            onChoose={(runs) => void change({ runs: runs === AS_NEEDED ? null : Number(runs) })}
          />
          <p className="help">Of each build and size, where a project names no number.</p>
        </div>
        <span className="label">CPU samples</span>
        <div>
          <Pick
            label="Distance of CPU samples"
            value={String(settings.cpuIntervalMs)}
            choices={INTERVALS_MS.map((interval) => ({
              value: String(interval),
              label: `every ${interval} ms`,
              hint: `${formatCount(1000 / interval)} a second`,
            }))}
            onChoose={(interval) => void change({ cpuIntervalMs: Number(interval) })}
          />
          <p className="help">Closer samples tell more of short runs and slow them down more.</p>
        </div>
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
