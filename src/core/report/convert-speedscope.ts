import type { Profile, Thread, ValueType } from '../model/profile';
import type { Conversion, ConversionOptions } from './conversion';
import { framesOf } from './sum-stacks';

/** Address of the schema, which speedscope checks. */
const SCHEMA = 'https://www.speedscope.app/file-format-schema.json';

const UNITS = { ms: 'milliseconds', bytes: 'bytes', count: 'none' } as const;

/** speedscope's own format: a sampled profile for each thread and value type; samples of one stack in a row are one. */
export function convertToSpeedscope(profile: Profile, options: ConversionOptions): Conversion {
  return {
    pieces: writeFile(profile, options),
    losses: [
      'The format has no frame kinds, no process numbers and no cost by line; gaps between samples are closed.',
    ],
  };
}

function* writeFile(profile: Profile, { name, exporter }: ConversionOptions): Generator<string> {
  const { frames } = profile;
  yield `{"$schema":${JSON.stringify(SCHEMA)},"exporter":${JSON.stringify(exporter)},"name":${JSON.stringify(name)},"activeProfileIndex":0,"shared":{"frames":[`;
  for (let frame = 0; frame < frames.length; frame++) {
    const file = frames.file[frame] ?? null;
    const line = frames.line[frame]!;
    const column = frames.column[frame]!;
    const entry = {
      name: frames.name[frame]!,
      ...(file === null ? {} : { file }),
      ...(line > 0 ? { line } : {}),
      ...(column > 0 ? { col: column } : {}),
    };
    yield `${frame > 0 ? ',' : ''}${JSON.stringify(entry)}`;
  }
  yield ']},"profiles":[';
  let first = true;
  for (const thread of profile.threads) {
    for (const [column, type] of profile.valueTypes.entries()) {
      if (!first) yield ',';
      first = false;
      yield* writeProfile(profile, thread, column, type);
    }
  }
  yield ']}';
}

function* writeProfile(
  profile: Profile,
  thread: Thread,
  column: number,
  type: ValueType,
): Generator<string> {
  const { samples } = thread;
  const values = samples.values[column]!;
  const label = [thread.processName, thread.name].filter((part) => part !== '').join(' ');
  const name = profile.valueTypes.length > 1 ? `${label} (${type.name})` : label;
  const weights: number[] = [];
  let sum = 0;
  yield `{"type":"sampled","name":${JSON.stringify(name)},"unit":"${UNITS[type.unit]}","startValue":0,"samples":[`;
  for (let row = 0; row < samples.length;) {
    const stack = samples.stack[row]!;
    let weight = 0;
    for (; row < samples.length && samples.stack[row] === stack; row++) weight += values[row]!;
    if (weight === 0) continue;
    yield `${weights.length > 0 ? ',' : ''}[${framesOf(profile, stack).join(',')}]`;
    weights.push(weight);
    sum += weight;
  }
  yield '],"weights":[';
  for (let at = 0; at < weights.length; at += 4096) {
    yield `${at > 0 ? ',' : ''}${weights.slice(at, at + 4096).join(',')}`;
  }
  yield `],"endValue":${sum}}`;
}
