import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSavedBounds, restoreBounds, saveBounds } from './window-bounds';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const SAVED = { x: 100, y: 50, width: 1300, height: 800, maximized: false };

test('a window comes back where it was', () => {
  expect(restoreBounds(SAVED, [SCREEN])).toEqual(SAVED);
});

test('a window whose screen is gone is placed by the system, in its old size', () => {
  expect(restoreBounds({ ...SAVED, x: 3000 }, [SCREEN])).toEqual({ ...SAVED, x: null, y: null });
});

test('a window is never smaller than what its content needs', () => {
  expect(restoreBounds({ ...SAVED, width: 10, height: 10 }, [SCREEN])).toMatchObject({
    width: 1024,
    height: 640,
  });
});

test.each([null, 'text', {}, { ...SAVED, width: 'wide' }, { ...SAVED, maximized: 1 }])(
  'unusable %j gives the default',
  (saved) => {
    expect(restoreBounds(saved, [SCREEN])).toMatchObject({ width: 1440, height: 900, x: null });
  },
);

test('bounds survive the disk, and an unwritable place is an answer, not a crash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bounds-'));
  const file = join(folder, 'deep', 'window.json');
  expect(saveBounds(file, SAVED)).toBeNull();
  expect(readSavedBounds(file)).toEqual(SAVED);
  expect(saveBounds(join(file, 'below-a-file.json'), SAVED)).toBeInstanceOf(Error);
  rmSync(folder, { recursive: true });
  expect(readSavedBounds(file)).toBeNull();
});
