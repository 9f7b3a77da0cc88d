/** What this is, and on what it runs. */
import { useSettingsStore } from '../../state/settings-store';
import { DialogFrame } from '../parts/dialog-frame';

/** See the head of this file. */
export function AboutDialog() {
  const info = useSettingsStore((state) => state.info);
  return (
    <DialogFrame name="about" title="About Touchstone">
      <p>
        A touchstone tells gold from what only looks like gold. Touchstone shows where the time, the
        memory and the system calls of a program go, and what it does differently from a reference.
      </p>
      {info !== null && (
        <p className="dim">
          Touchstone {info.version} · Electron {info.electron} (runs from {info.electronFloor} on) ·
          Chromium {info.chrome} · Node {info.node}
        </p>
      )}
      <p className="dim">Everything stays on this machine.</p>
    </DialogFrame>
  );
}
