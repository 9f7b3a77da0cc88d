/** The window: bar, side, centre, status line; and the first page where no project is open. */
import { Tooltip } from 'radix-ui';
import { useEffect } from 'react';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import { listen } from '../../state/bridge';
import { connectEvents } from '../../state/connect-events';
import { useNoticesStore } from '../../state/notices-store';
import { useProjectStore } from '../../state/project-store';
import { showsSideBar, useSettingsStore } from '../../state/settings-store';
import { AboutDialog } from '../dialogs/about-dialog';
import { CommandPalette } from '../dialogs/command-palette';
import { DoctorDialog } from '../dialogs/doctor-dialog';
import { KeyboardDialog } from '../dialogs/keyboard-dialog';
import { SettingsDialog } from '../dialogs/settings-dialog';
import { TrustDialog } from '../dialogs/trust-dialog';
import { PairDialog } from '../functions/pair-dialog';
import { onceLaidOut } from '../parts/split-view';
import { FirstRun } from '../first-run/first-run';
import './app.css';
import { Centre } from './centre';
import { commandOfKey, runCommand } from './commands';
import { Notices } from './notices';
import { SideBar } from './side-bar';
import { ReadingFiles } from './reading-files';
import { StatusLine } from './status-line';
import { TopBar } from './top-bar';
import { watchDrops } from './watch-drops';
import { useTheme } from './use-theme';

/** See the head of this file. */
export function App() {
  const project = useProjectStore((state) => state.project);
  const projectReady = useProjectStore((state) => state.ready);
  const settingsReady = useSettingsStore((state) => state.ready);
  useTheme();
  useEffect(connectEvents, []);
  useEffect(() => listen('menu.command', ({ command }) => runCommand(command)), []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = commandOfKey(event);
      if (command === null || event.defaultPrevented) return;
      if (useNoticesStore.getState().dialog !== null) return;
      // The menu has the same key: it must not carry it out a second time.
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  useEffect(watchDrops, []);
  if (!projectReady || !settingsReady) return null;
  return (
    <Tooltip.Provider delayDuration={450}>
      {project === null ? (
        <FirstRun />
      ) : (
        <div className="window">
          <TopBar project={project} />
          <Body />
          <StatusLine />
        </div>
      )}
      <KeyboardDialog />
      <SettingsDialog />
      <DoctorDialog />
      <AboutDialog />
      <CommandPalette />
      <PairDialog />
      <TrustDialog />
      <ReadingFiles />
      <Notices />
    </Tooltip.Provider>
  );
}

function Body() {
  const width = useSettingsStore((state) => state.settings.layout['side-bar']);
  const remember = useSettingsStore((state) => state.remember);
  const shown = useSettingsStore(showsSideBar);
  const panel = usePanelRef();
  return (
    <Group
      className="body"
      onLayoutChanged={(_, { isUserInteraction }) => {
        if (isUserInteraction) onceLaidOut(panel, (px) => remember('side-bar', px));
      }}
    >
      {shown && (
        <Panel
          id="side-bar"
          defaultSize={`${width ?? 236}px`}
          minSize="180px"
          maxSize="420px"
          panelRef={panel}
          groupResizeBehavior="preserve-pixel-size"
        >
          <SideBar />
        </Panel>
      )}
      {shown && <Separator className="separator" aria-label="Width of the side bar" />}
      <Panel id="centre" minSize="400px">
        <Centre />
      </Panel>
    </Group>
  );
}
