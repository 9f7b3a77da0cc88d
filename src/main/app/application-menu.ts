/** The application menu: every command of the window with its key. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { TABS } from '../../ipc/tabs';

/** What the menu asks of the app. */
export interface MenuActions {
  /** A command that the window carries out. */
  send: (command: string) => void;
  quit: () => void;
}

/** Builds the menu; set once at the start. */
export function buildApplicationMenu(actions: MenuActions, development: boolean) {
  const command = (
    label: string,
    name: string,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => actions.send(name),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const mac: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  return Menu.buildFromTemplate([
    ...mac,
    {
      label: '&File',
      submenu: [
        command('Open project…', 'open-project', 'CmdOrCtrl+O'),
        command('Open profiles…', 'open-files', 'CmdOrCtrl+Shift+O'),
        command('Open the sample project', 'open-sample'),
        separator,
        command('Export report…', 'export-report', 'CmdOrCtrl+E'),
        separator,
        command('Settings', 'settings', 'CmdOrCtrl+,'),
        separator,
        { label: 'Quit', accelerator: 'CmdOrCtrl+Q', click: actions.quit },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Run',
      submenu: [
        command('Profile', 'profile', 'CmdOrCtrl+P'),
        command('Compare', 'compare', 'CmdOrCtrl+Shift+P'),
        command('Stop', 'stop', 'CmdOrCtrl+.'),
        separator,
        command('What can be captured here', 'doctor', 'CmdOrCtrl+D'),
      ],
    },
    {
      label: '&View',
      submenu: [
        ...TABS.map((label, index) => command(label, `tab-${index + 1}`, `CmdOrCtrl+${index + 1}`)),
        separator,
        command('Back', 'back', 'Alt+Left'),
        command('Forward', 'forward', 'Alt+Right'),
        command('Find', 'find', 'CmdOrCtrl+F'),
        command('Find a command…', 'palette', 'CmdOrCtrl+K'),
        separator,
        command('Side bar', 'side-bar', 'CmdOrCtrl+B'),
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { role: 'togglefullscreen' },
        ...(development ? [separator, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      label: '&Help',
      submenu: [command('Keyboard', 'keyboard', 'F1'), command('About Touchstone', 'about')],
    },
  ]);
}
