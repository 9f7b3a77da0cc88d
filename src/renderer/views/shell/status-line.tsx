/** The side bar's button; on what machine the numbers were made, with which versions; and the way to the keyboard map. */
import { PanelLeft } from 'lucide-react';
import { formatBytes } from '../../../core/model/format-quantity';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { useNoticesStore } from '../../state/notices-store';
import { useProjectStore } from '../../state/project-store';
import { showsSideBar, useSettingsStore } from '../../state/settings-store';

/** See the head of this file. */
export function StatusLine() {
  const subject = useLocationStore((state) => state.location.subject);
  const summary = shownValue(useAnswer('view.summary', subject === null ? null : { subject }));
  const info = useSettingsStore((state) => state.info);
  const openDialog = useNoticesStore((state) => state.openDialog);
  const hasProject = useProjectStore((state) => state.project !== null);
  // An opened file does not say on which machine it was made.
  const known = subject !== null && summary !== null && summary.machine.cores > 0;
  const machine = known ? summary.machine : null;
  return (
    <footer className="status-line" aria-label="Status">
      {hasProject && <SideBarToggle />}
      {machine !== null && (
        <>
          <span>
            {machine.cpu}, {machine.cores} cores, {formatBytes(machine.memoryBytes)}
          </span>
          <span>
            {machine.os}, kernel {machine.kernel}
          </span>
          <span>Node {machine.node}</span>
        </>
      )}
      {info !== null && <span>Touchstone {info.version}</span>}
      <span className="grow" />
      <button type="button" onClick={() => openDialog('doctor')}>
        What can be captured here
      </button>
      <button type="button" onClick={() => openDialog('settings')}>
        Settings
      </button>
      <button type="button" onClick={() => openDialog('keyboard')}>
        <kbd>?</kbd> keys
      </button>
    </footer>
  );
}

function SideBarToggle() {
  const isShown = useSettingsStore(showsSideBar);
  const toggle = useSettingsStore((state) => state.toggleSideBar);
  return (
    <button
      type="button"
      className="side-bar-toggle"
      aria-label="Side bar"
      aria-pressed={isShown}
      title={`${isShown ? 'Hide' : 'Show'} the side bar (Ctrl+B)`}
      onClick={toggle}
    >
      <PanelLeft size={14} aria-hidden="true" />
    </button>
  );
}
