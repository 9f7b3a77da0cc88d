import { FRAME_KINDS, type FrameKind } from '../model/profile';

/** What a capture file does not say of itself: which thread it is of, and which folders hold the project's own code. */
export interface ParseContext {
  pid: number;
  tid: number;
  /** `main`, `worker 1`, or as the run time names it. */
  threadName: string;
  /** The process's command, short. */
  processName: string;
  /** Absolute folders; code in them is `own` unless it lies in a package folder. */
  ownFolders: readonly string[];
  /** Source maps of JavaScript; absent where compiled code is to be shown as it is. */
  sources?: SourceMaps;
}

/** Where something was written, before a compiler or bundler moved it. */
export interface OriginalFrame {
  name: string;
  file: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
}

/** Source maps of compiled JavaScript. Lines and columns are 1-based. */
export interface SourceMaps {
  /** What could not be mapped, a sentence a file. */
  readonly notes: readonly string[];
  /** Gives code that was compiled in memory its map, as a data: URL. */
  addMap(file: string, url: string): void;
  /** The original of a function that starts here; null where there is no map or it has no such place. */
  mapFunction(name: string, file: string, line: number, column: number): OriginalFrame | null;
  /** The original of a line; undefined where the file has no map, null where the line stems from many lines or none. */
  mapLine(file: string, line: number): { file: string; line: number } | null | undefined;
}

const PACKAGE_FOLDERS = /[\\/](node_modules|site-packages|dist-packages|vendor)[\\/]/;
const RUNTIME = /^(node:|internal\/|ext:|electron\/js2c|<frozen )/;

/** Index of a kind in FRAME_KINDS, as frame tables hold it. */
export function kindIndex(kind: FrameKind): number {
  return FRAME_KINDS.indexOf(kind);
}

/** A path without `file://` and percent signs; null for an empty URL. Windows drives lose the slash before them. */
export function fileOfUrl(url: string): string | null {
  if (url === '') return null;
  if (!url.startsWith('file://')) return url;
  const path = url.slice('file://'.length).replace(/^\/(?=[A-Za-z]:)/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What a frame is made of, by its file and name. */
export function classifyFrame(
  name: string,
  file: string | null,
  ownFolders: readonly string[],
): FrameKind {
  if (file === null) {
    if (name === '(idle)') return 'idle';
    if (name === '(garbage collector)') return 'gc';
    return name.startsWith('(') && name !== '(anonymous)' ? 'synthetic' : 'native';
  }
  if (RUNTIME.test(file)) return 'runtime';
  if (file.startsWith('wasm:')) return 'native';
  const own = ownFolders.find((folder) => isInside(file, folder));
  if (own === undefined) return 'library';
  // The project itself may lie below a node_modules folder; only the part below it counts.
  return PACKAGE_FOLDERS.test(file.slice(own.length - (own.endsWith('/') ? 1 : 0)))
    ? 'library'
    : 'own';
}

function isInside(file: string, folder: string): boolean {
  if (!file.startsWith(folder)) return false;
  const next = file[folder.length];
  return folder.endsWith('/') || folder.endsWith('\\') || next === '/' || next === '\\';
}

/** True for Touchstone's own agents, which are no part of the target. */
export function isAgentUrl(url: string): boolean {
  return url.includes('/resources/agents/');
}
