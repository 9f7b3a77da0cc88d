import type { FrameIndex } from '../model/profile';
import { fileOfUrl, type ParseContext } from './parse-context';
import type { FrameCollector } from './profile-builder';
import { isObject, numberOr, textOr, type JsonObject } from './read-json';

/** Adds a function as V8 writes it (0-based line and column, -1 where unknown), at the place where it was written. */
export function addV8Frame(
  frames: FrameCollector,
  raw: JsonObject,
  { sources }: ParseContext,
): FrameIndex {
  const name = textOr(raw['functionName'], '');
  const file = fileOfUrl(textOr(raw['url'], ''));
  const line = Math.max(0, numberOr(raw['lineNumber'], -1) + 1);
  const column = Math.max(0, numberOr(raw['columnNumber'], -1) + 1);
  const original = file === null ? null : sources?.mapFunction(name, file, line, column);
  return original == null
    ? frames.add(name, file, line, column)
    : frames.add(original.name, original.file, original.line, original.column);
}

/** Takes the maps that the agent found in the process, of code that was compiled in memory. */
export function takeEmbeddedMaps(file: JsonObject, { sources }: ParseContext): void {
  const maps = file['sourceMaps'];
  if (sources === undefined || !isObject(maps)) return;
  for (const [url, map] of Object.entries(maps)) {
    if (typeof map === 'string') sources.addMap(fileOfUrl(url) ?? url, map);
  }
}
