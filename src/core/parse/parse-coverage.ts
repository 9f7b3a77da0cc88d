import type { Failure } from '../model/failure';
import type { CallCounts } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { isAgentUrl, type ParseContext } from './parse-context';
import { FrameCollector } from './profile-builder';
import { invalidCapture, isObject, numberOr, readJsonObject, textOr } from './read-json';
import { addV8Frame, takeEmbeddedMaps } from './v8-frame';

const FORMAT = 'v8-coverage';

/**
 * Reads V8's precise coverage with call counts, with the line and column that the agent adds to each function (equal to
 * the CPU profile's, so that frames match). Functions that were not called are left out. Closures of one function are
 * one row; each resumption of a generator or async function counts as a call, as V8 counts it.
 */
export function parseCoverage(text: string, context: ParseContext): Result<CallCounts, Failure> {
  const read = readJsonObject(text, FORMAT);
  if (!read.ok) return read;
  const scripts = read.value['result'];
  if (!Array.isArray(scripts)) return fail(invalidCapture(FORMAT, 'no result', 'result'));
  takeEmbeddedMaps(read.value, context);
  const frames = new FrameCollector(context.ownFolders);
  const calls: number[] = [];
  for (const [index, script] of scripts.entries()) {
    const functions: unknown = isObject(script) ? script['functions'] : undefined;
    if (!isObject(script) || !Array.isArray(functions)) {
      return fail(invalidCapture(FORMAT, 'a script without functions', `result[${index}]`));
    }
    const url = textOr(script['url'], '');
    if (isAgentUrl(url)) continue;
    for (const [at, one] of functions.entries()) {
      const range: unknown =
        isObject(one) && Array.isArray(one['ranges']) ? one['ranges'][0] : null;
      if (!isObject(one) || !isObject(range)) {
        return fail(
          invalidCapture(FORMAT, 'a function without ranges', `result[${index}].functions[${at}]`),
        );
      }
      const count = numberOr(range['count'], 0);
      if (count <= 0) continue;
      const frame = addV8Frame(frames, { ...one, url }, context);
      calls[frame] = (calls[frame] ?? 0) + count;
    }
  }
  return succeed({
    frames: frames.build(),
    calls: Float64Array.from(calls),
    notes: [...(context.sources?.notes ?? [])],
  });
}
