import { FRAME_KINDS, type Profile } from '../model/profile';
import type { Conversion } from './conversion';
import { framesOf, placeOf, sumByStack } from './sum-stacks';

const KERNEL = FRAME_KINDS.indexOf('kernel');

/** Collapsed stacks, `outermost;…;innermost 12`: one column, all threads together, times in whole microseconds. */
export function convertToCollapsed(profile: Profile, column: number): Conversion {
  const { name, unit } = profile.valueTypes[column]!;
  const losses = [
    'The text holds neither threads nor times of samples; frame kinds other than kernel are lost.',
  ];
  if (unit === 'ms') losses.push(`"${name}" is written in whole microseconds.`);
  if (profile.valueTypes.length > 1)
    losses.push(`Of ${profile.valueTypes.length} values "${name}" is written.`);
  return { pieces: writeStacks(profile, column, unit === 'ms' ? 1000 : 1), losses };
}

function* writeStacks(profile: Profile, column: number, factor: number): Generator<string> {
  const sums = new Float64Array(profile.stacks.length + 1);
  for (const { samples } of profile.threads) {
    sumByStack(profile, samples, column).forEach((value, stack) => (sums[stack]! += value));
  }
  const texts = profile.frames.name.map((_, frame) => describeFrame(profile, frame));
  let piece = '';
  for (let stack = 0; stack < sums.length; stack++) {
    const value = Math.round(sums[stack]! * factor);
    if (value <= 0) continue;
    const frames =
      stack === profile.stacks.length
        ? '(no stack)'
        : framesOf(profile, stack)
            .map((frame) => texts[frame]!)
            .join(';');
    piece += `${frames} ${value}\n`;
    if (piece.length > 1 << 16) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

/** A semicolon would end the frame, a line break the stack. */
function describeFrame(profile: Profile, frame: number): string {
  const place = placeOf(profile, frame);
  const name = profile.frames.name[frame]!;
  const kernel = profile.frames.kind[frame] === KERNEL ? '_[k]' : '';
  const text = kernel === '' && place !== '' ? `${name} (${place})` : name + kernel;
  return text.replace(/;/g, ':').replace(/\s+/g, ' ').trim() || '(anonymous)';
}
