import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OFFICIAL_FUSES, readFuses, writeFuses } from './electron-fuses.mjs';
import { FLOOR_VERSION } from './floor-runtime.mjs';
import { findElectron } from './install-electron.mjs';

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const wire = (fuses, version = 1) =>
  Buffer.from(`${SENTINEL}${String.fromCharCode(version, fuses.length)}${fuses}`, 'latin1');
const binary = (...parts) =>
  Buffer.concat([Buffer.from('before'), ...parts, Buffer.from('after 10100011')]);

describe('the fuse wire', () => {
  it('is read and set where the sentinel stands, and nothing else changes', () => {
    const bytes = binary(wire('10100011'));
    expect(readFuses(bytes)).toBe('10100011');
    writeFuses(bytes, OFFICIAL_FUSES);
    expect(bytes.equals(binary(wire('10110001')))).toBe(true);
  });

  it('is refused when it is missing, doubled, of another version or another length', () => {
    expect(() => readFuses(binary())).toThrow('not Electron');
    expect(() => readFuses(binary(wire('1'), wire('1')))).toThrow('more than one');
    expect(() => readFuses(binary(wire('1', 2)))).toThrow('version 2');
    expect(() => writeFuses(binary(wire('101')), OFFICIAL_FUSES)).toThrow('has 3 fuses');
  });

  const electron = findElectron();
  it.runIf(process.platform === 'linux' && electron?.version === FLOOR_VERSION)(
    'of the installed floor runtime lets Playwright attach',
    () => {
      expect(readFuses(readFileSync(electron.program))).toBe(OFFICIAL_FUSES);
    },
  );
});
