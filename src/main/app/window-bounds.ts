/** Where the window was, kept from one start to the next. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Position and size in device-independent pixels. */
export interface WindowBounds {
  x: number | null;
  y: number | null;
  width: number;
  height: number;
  maximized: boolean;
}

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

const DEFAULT: WindowBounds = { x: null, y: null, width: 1440, height: 900, maximized: false };

/** Smallest window in which nothing is cut off. */
export const MINIMUM_SIZE = { width: 1024, height: 640 };

/** Bounds as saved, moved back to where a screen is; the default where nothing usable was saved. */
export function restoreBounds(saved: unknown, screens: readonly Area[]): WindowBounds {
  if (!isBounds(saved)) return DEFAULT;
  const size = {
    width: Math.max(saved.width, MINIMUM_SIZE.width),
    height: Math.max(saved.height, MINIMUM_SIZE.height),
    maximized: saved.maximized,
  };
  const { x, y } = saved;
  // Enough of the title bar must be on a screen to drag the window by.
  const reachable =
    x !== null &&
    y !== null &&
    screens.some(
      (screen) =>
        x + size.width > screen.x + 100 &&
        x < screen.x + screen.width - 100 &&
        y >= screen.y - 10 &&
        y < screen.y + screen.height - 50,
    );
  return reachable ? { x, y, ...size } : { x: null, y: null, ...size };
}

function isBounds(value: unknown): value is WindowBounds {
  if (typeof value !== 'object' || value === null) return false;
  const bounds = value as Record<string, unknown>;
  const isPosition = (part: unknown) => part === null || Number.isFinite(part);
  return (
    Number.isFinite(bounds.width) &&
    Number.isFinite(bounds.height) &&
    isPosition(bounds.x) &&
    isPosition(bounds.y) &&
    typeof bounds.maximized === 'boolean'
  );
}

/** What was saved; null where there is nothing or nothing readable. */
export function readSavedBounds(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

/** Keeps the bounds; a full disk must not keep the window from closing, so a failure is only returned. */
export function saveBounds(file: string, bounds: WindowBounds): Error | null {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(bounds));
    return null;
  } catch (error) {
    return error as Error;
  }
}
