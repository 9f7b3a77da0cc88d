import type { Failure } from '../model/failure';
import { NO_STACK, type Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { frameOfObject, kindOfNative, shortenFunctionName } from './native-symbols';
import type { ParseContext } from './parse-context';
import { isNumberArray, isObject, numberOr } from './read-json';
import { StackBuilder, type FoundFrame } from './stack-builder';

/** Parses what Valgrind's dhat writes, format 2 (dhat/dh_main.c of Valgrind describes it). */
export function parseDhat(text: string, context: ParseContext): Result<Profile, Failure> {
  const invalid = (problem: string, where: string): Result<Profile, Failure> =>
    fail({
      kind: 'file-invalid',
      message: `This is not the output of dhat: ${problem}.`,
      remedy:
        'Make it anew by `valgrind --tool=dhat COMMAND`; a program that was killed leaves none.',
      where,
    });
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    return invalid(error instanceof Error ? error.message : 'broken JSON', 'whole file');
  }
  if (!isObject(root) || root['dhatFileVersion'] !== 2) {
    return invalid('its dhatFileVersion is not 2', 'dhatFileVersion');
  }
  const { pps, ftbl, mode, cmd, pid } = root;
  if (mode !== 'heap') return invalid(`its mode is ${String(mode)}, not heap`, 'mode');
  if (!Array.isArray(ftbl) || !Array.isArray(pps)) return invalid('it has no pps or ftbl', 'pps');
  const frames = ftbl.map((one) => readFrame(typeof one === 'string' ? one : '', context));
  const builder = new StackBuilder();
  const thread = {
    pid: numberOr(pid, context.pid),
    tid: numberOr(pid, context.tid),
    name: context.threadName,
    processName: typeof cmd === 'string' ? (cmd.split(' ')[0] ?? '') : context.processName,
  };
  for (const [index, point] of (pps as unknown[]).entries()) {
    const path: unknown = isObject(point) ? point['fs'] : null;
    if (!isObject(point) || !isNumberArray(path)) {
      return invalid('an allocation point without a path', `pps[${index}]`);
    }
    // Innermost first; the innermost of all are dhat's own stand-ins for malloc and its like.
    const seen = path.map((at) => frames[at] ?? null);
    const own = seen.findIndex((frame) => frame !== null && !/\/vgpreload_/.test(frame.file ?? ''));
    let stack = NO_STACK;
    for (const frame of seen.slice(Math.max(0, own)).reverse()) {
      if (frame !== null) stack = builder.stack(stack, builder.frame(frame));
    }
    if (stack === NO_STACK) stack = builder.stack(NO_STACK, builder.frame(frameOfObject('', null)));
    builder.sample(thread, stack, Number.NaN, [
      numberOr(point['tb'], 0),
      numberOr(point['tbk'], 0),
      numberOr(point['gb'], 0),
      numberOr(point['eb'], 0),
    ]);
  }
  return succeed(
    builder.finish(
      { format: 'dhat', tool: null },
      [
        { name: 'allocated', unit: 'bytes' },
        { name: 'objects', unit: 'count' },
        { name: 'peak', unit: 'bytes' },
        { name: 'leaked', unit: 'bytes' },
      ],
      ['dhat gives names of source files without their folders.'],
    ),
  );
}

/** True where a text looks like the output of dhat. */
export function recognisesDhat(head: string): boolean {
  return /^\s*\{\s*"dhatFileVersion"\s*:/.test(head);
}

/** `0xADDRESS: name (file.c:12)` or `0xADDRESS: name (in /path/of/object)`. */
export function readValgrindFrame(text: string, context: ParseContext): FoundFrame {
  const found = /^0x[0-9a-fA-F]+: (.*?)(?: \((?:in (.+)|(.+):(\d+)|(.+))\))?$/.exec(text);
  if (found === null) return { name: text, file: null, line: 0, kind: 'synthetic' };
  const object = found[2] ?? '';
  const source = found[3] ?? null;
  const name = found[1] === '???' ? '' : (found[1] ?? '');
  if (source === null) return frameOfObject(name, object === '' ? null : object);
  const kind = kindOfNative(source, '', context.ownFolders);
  return { name: shortenFunctionName(name), file: source, line: 0, kind };
}

function readFrame(text: string, context: ParseContext): FoundFrame | null {
  return text === '[root]' ? null : readValgrindFrame(text, context);
}
