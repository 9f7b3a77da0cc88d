/** speedscope's own format, which py-spy, rbspy, samply's users and many others write: see its file-format-schema.json. */
import type { Failure } from '../../model/failure';
import { NO_STACK, type FrameIndex, type Profile, type ValueType } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import type { ParseContext } from '../parse-context';
import { isObject, numberOr, textOr, type JsonObject } from '../read-json';
import { unreadable } from './content';
import { EventStack } from './event-stack';
import { ProfileAssembler } from './profile-assembler';
import { listOf, numbersOf, readJsonFile } from './read-json-file';

const FORMAT = 'speedscope';

/** Value types and factors of the units of a profile. */
const UNITS = new Map<string, ValueType & { factor: number }>([
  ['none', { name: 'samples', unit: 'count', factor: 1 }],
  ['nanoseconds', { name: 'wall', unit: 'ms', factor: 1e-6 }],
  ['microseconds', { name: 'wall', unit: 'ms', factor: 1e-3 }],
  ['milliseconds', { name: 'wall', unit: 'ms', factor: 1 }],
  ['seconds', { name: 'wall', unit: 'ms', factor: 1e3 }],
  ['bytes', { name: 'allocated', unit: 'bytes', factor: 1 }],
]);

interface Reading {
  builder: ProfileAssembler;
  frames: readonly FrameIndex[];
  types: ValueType[];
  notes: string[];
}

/** Parses a speedscope file; each of its profiles is a thread. Profiles in several units have a value type each. */
export function parseSpeedscope(
  bytes: Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const read = readJsonFile(bytes, FORMAT);
  if (!read.ok) return read;
  const file = read.value;
  const shared = isObject(file) ? file['shared'] : null;
  if (!isObject(file) || !isObject(shared) || !Array.isArray(file['profiles'])) {
    return fail(unreadable(FORMAT, 'it has no shared frames or no profiles', 'profiles'));
  }
  const profiles: unknown[] = file['profiles'];
  const units = profiles.map((profile) => unitOf(profile));
  const types = [...new Map(units.map((unit) => [unit.name, unit])).values()];
  const builder = new ProfileAssembler(types.length, context.ownFolders);
  const frames = Array.from(listOf(shared['frames']), (frame) => {
    if (!isObject(frame)) return builder.frame('', null);
    const name = textOr(frame['name'], '');
    const place = textOr(frame['file'], '') || null;
    return builder.frame(name, place, numberOr(frame['line'], 0), numberOr(frame['col'], 0));
  });
  const reading: Reading = { builder, frames, types, notes: [] };
  for (const [index, profile] of profiles.entries()) {
    const where = `profiles[${index}]`;
    if (!isObject(profile)) return fail(unreadable(FORMAT, 'a profile is no object', where));
    const unit = units[index]!;
    const name = textOr(profile['name'], '') || `profile ${index + 1}`;
    const thread = builder.thread(context.pid, index, name, context.processName);
    const column = types.findIndex((type) => type.name === unit.name);
    const problem =
      profile['type'] === 'evented'
        ? readEvents(profile, thread, column, unit.factor, reading)
        : readSamples(profile, thread, column, unit, reading);
    if (problem !== null)
      return fail(unreadable(FORMAT, problem.problem, `${where}.${problem.member}`));
  }
  const tool = textOr(file['exporter'], '') || null;
  const valueTypes = types.map(({ name, unit }) => ({ name, unit }));
  return succeed(builder.finish({ format: FORMAT, tool }, valueTypes, reading.notes));
}

function unitOf(profile: unknown): ValueType & { factor: number } {
  const unit = isObject(profile) ? textOr(profile['unit'], 'none') : 'none';
  return UNITS.get(unit) ?? { name: unit, unit: 'count', factor: 1 };
}

type Problem = { problem: string; member: string } | null;

function readSamples(
  profile: JsonObject,
  thread: number,
  column: number,
  unit: ValueType & { factor: number },
  { builder, frames, types }: Reading,
): Problem {
  const samples = listOf(profile['samples']);
  const weights = profile['weights'] === undefined ? null : numbersOf(profile['weights']);
  if (weights !== null && weights.length !== samples.length) {
    return {
      problem: `${weights.length} weights do not go with ${samples.length} samples`,
      member: 'weights',
    };
  }
  const values = new Array<number>(types.length).fill(0);
  let moment = numberOr(profile['startValue'], 0) * unit.factor;
  for (let row = 0; row < samples.length; row++) {
    const stackFrames = numbersOf(samples[row]);
    if (stackFrames === null) return { problem: 'a sample is no list', member: `samples[${row}]` };
    let stack = NO_STACK;
    for (let at = 0; at < stackFrames.length; at++) {
      const frame = frames[stackFrames[at]!];
      if (frame === undefined) {
        return {
          problem: 'a sample names a frame that is not there',
          member: `samples[${row}][${at}]`,
        };
      }
      stack = builder.stacks.add(stack, frame);
    }
    const value = (weights === null ? 1 : weights[row]!) * unit.factor;
    values[column] = value;
    builder.sample(thread, stack, unit.unit === 'ms' ? moment : Number.NaN, ...values);
    if (value > 0) moment += value;
  }
  return null;
}

function readEvents(
  profile: JsonObject,
  thread: number,
  column: number,
  factor: number,
  { builder, frames, types, notes }: Reading,
): Problem {
  const events = listOf(profile['events']);
  const values = new Array<number>(types.length).fill(0);
  const timed = types[column]!.unit === 'ms';
  const stack = new EventStack(builder.stacks, (innermost, from, duration) => {
    values[column] = duration;
    builder.sample(thread, innermost, timed ? from : Number.NaN, ...values);
  });
  let last = -Infinity;
  for (let row = 0; row < events.length; row++) {
    const event = events[row];
    const member = `events[${row}]`;
    if (!isObject(event)) return { problem: 'an event is no object', member };
    const frame = frames[numberOr(event['frame'], -1)];
    const at = numberOr(event['at'], Number.NaN) * factor;
    if (frame === undefined || Number.isNaN(at)) {
      return { problem: 'an event has no time or names a frame that is not there', member };
    }
    if (at < last) return { problem: 'an event lies before the one in front of it', member };
    last = at;
    if (event['type'] === 'O') stack.open(frame, at);
    else stack.close(frame, at);
  }
  const open = stack.finish(Math.max(last, numberOr(profile['endValue'], 0) * factor));
  if (open > 0) notes.push(`${open} frames are never closed; they last to the end.`);
  if (stack.unmatched > 0)
    notes.push(`${stack.unmatched} frames are closed but never opened; left out.`);
  return null;
}
