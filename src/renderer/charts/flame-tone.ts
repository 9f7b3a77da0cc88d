/** Which colour a box gets, as the name of a design token: the stylesheet knows the colours of each theme. */
import { moduleOf } from '../../core/model/module-of';
import type { FlameAnswer } from '../../core/model/view-answers';

/** What the colours of a flame graph mean: which build costs more, or what code one build runs. */
export type FlamePalette = 'difference' | 'candidate' | 'reference';

/** What tells the boxes of one build apart. */
export type FlameColour = 'kind' | 'module';

/** Steps of a difference, from faint to full. */
export const DIFFERENCE_STEPS = 5;

/**
 * Tones of all rows. A difference is coloured by its absolute size against the largest one shown: colouring by
 * share would paint unchanged code after a big change. The square root keeps small differences visible.
 */
export function computeTones(
  answer: FlameAnswer,
  palette: FlamePalette,
  colour: FlameColour = 'kind',
): string[] {
  if (palette !== 'difference') return frameTones(answer, palette, colour);
  let largest = 0;
  for (let row = 0; row < answer.length; row++) {
    largest = Math.max(largest, Math.abs(answer.candidate[row]! - answer.reference[row]!));
  }
  return Array.from({ length: answer.length }, (_, row) => {
    if (answer.noise[row] === 1) return 'noise';
    const difference = answer.candidate[row]! - answer.reference[row]!;
    if (!(largest > 0) || difference === 0) return 'same';
    const step = Math.ceil(Math.sqrt(Math.abs(difference) / largest) * DIFFERENCE_STEPS);
    return `${difference > 0 ? 'candidate' : 'reference'}-${Math.min(Math.max(step, 1), DIFFERENCE_STEPS)}`;
  });
}

function frameTones(
  answer: FlameAnswer,
  palette: 'candidate' | 'reference',
  colour: FlameColour,
): string[] {
  // Thousands of boxes share a few hundred frames.
  const tones = answer.names.map((_, frame) =>
    colour === 'module' ? moduleTone(answer, frame) : kindTone(answer, frame, palette),
  );
  return Array.from(answer.frame, (frame) => tones[frame]!);
}

function kindTone(answer: FlameAnswer, frame: number, palette: 'candidate' | 'reference'): string {
  const kind = answer.kinds[frame] ?? 'own';
  if (kind !== 'own') return kind;
  // Neighbours of one file share a shade, so that a change of module is seen.
  return `${palette}-own-${(hashText(answer.files[frame] ?? '') % 3) + 1}`;
}

function moduleTone(answer: FlameAnswer, frame: number): string {
  const kind = answer.kinds[frame];
  if (kind === 'gc' || kind === 'idle' || kind === 'synthetic') return kind;
  const name = answer.names[frame] ?? '';
  const module =
    moduleOf(answer.files[frame] ?? null) ??
    (name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : null);
  const place = module === null ? -1 : answer.modules.indexOf(module);
  return place < 0 ? 'module-other' : `module-${place + 1}`;
}

/** FNV-1a, 32 bit: spreads similar file names over the shades. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
