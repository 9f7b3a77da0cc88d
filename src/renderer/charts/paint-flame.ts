/** Paints the boxes of a flame graph that are in sight onto a canvas, crisp at any pixel ratio. */
import type { FlameAnswer } from '../../core/model/view-answers';
import type { FlameColours } from './flame-colours';
import { FLAME_ROW_PX, lineOf, placeBox, type FlameRows } from './flame-geometry';
import { fitLabel, type LabelMeasure } from './fit-label';

/** Boxes narrower than this in CSS pixels have no outline. */
const MIN_OUTLINED_PX = 14;

/** Room left and right of a label in CSS pixels. */
const LABEL_MARGIN_PX = 5;

/** Boxes that do not match a search fade to this; their names stay legible. */
const FADED = 0.3;

/** The place behind a name is written fainter than the name. */
const PLACE_ALPHA = 0.82;

/** All that painting needs. Lengths in CSS pixels. */
export interface FlameScene {
  answer: FlameAnswer;
  rows: FlameRows;
  tones: readonly string[];
  colours: FlameColours;
  /** True where boxes of one build only are outlined. */
  outlineOnly: boolean;
  upwards: boolean;
  width: number;
  height: number;
  scrollTop: number;
  pixelRatio: number;
  font: string;
}

/** Gives the canvas its size and the context a scale of device pixels; repainting without a change of size keeps the canvas. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  { width, height, pixelRatio }: Pick<FlameScene, 'width' | 'height' | 'pixelRatio'>,
): CanvasRenderingContext2D | null {
  const [deviceWidth, deviceHeight] = [
    Math.round(width * pixelRatio),
    Math.round(height * pixelRatio),
  ];
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  const context = canvas.getContext('2d');
  context?.clearRect(0, 0, deviceWidth, deviceHeight);
  return context;
}

/** Paints all boxes in sight. */
export function paintFlame(canvas: HTMLCanvasElement, scene: FlameScene): void {
  const context = prepareCanvas(canvas, scene);
  if (context === null) return;
  const { answer, rows, tones, colours, pixelRatio, upwards } = scene;
  const width = canvas.width;
  const gap = Math.max(1, Math.round(pixelRatio));
  const searching = answer.match.length > 0;
  context.font = scene.font;
  context.textBaseline = 'middle';
  const measure = createMeasure(context, pixelRatio);
  const firstLine = Math.max(0, Math.floor(scene.scrollTop / FLAME_ROW_PX));
  const lastLine = Math.min(
    rows.depth - 1,
    Math.floor((scene.scrollTop + scene.height) / FLAME_ROW_PX),
  );
  for (let line = firstLine; line <= lastLine; line++) {
    const depth = upwards ? rows.depth - 1 - line : line;
    const top = Math.round((line * FLAME_ROW_PX - scene.scrollTop) * pixelRatio);
    const boxHeight =
      Math.round(((line + 1) * FLAME_ROW_PX - scene.scrollTop) * pixelRatio) - top - gap;
    const end = rows.starts[depth + 1]!;
    for (let row = rows.starts[depth]!; row < end; row++) {
      const box = placeBox(answer, row, width, gap);
      const tone = tones[row]!;
      context.globalAlpha = searching && answer.match[row] === 0 ? FADED : 1;
      context.fillStyle = colours.fill(tone);
      context.fillRect(box.x, top, box.width, boxHeight);
      const cssWidth = box.width / pixelRatio;
      if (cssWidth < MIN_OUTLINED_PX) continue;
      outlineBox(context, scene, row, box.x, top, box.width, boxHeight);
      const isFaded = context.globalAlpha < 1;
      context.globalAlpha = 1;
      const ink = isFaded ? colours.token('--dim') : colours.ink(tone);
      paintLabel(context, scene, measure, row, box, top + boxHeight / 2, ink);
    }
  }
  context.globalAlpha = 1;
}

/** Outlines tell what colour alone would not: a match, one build only, within the noise. */
function outlineBox(
  context: CanvasRenderingContext2D,
  { answer, tones, colours, outlineOnly, pixelRatio }: FlameScene,
  row: number,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const isMatch = answer.match[row] === 1;
  const isNoise = tones[row] === 'noise';
  const isOnly = outlineOnly && (answer.candidate[row] === 0 || answer.reference[row] === 0);
  if (!isMatch && !isNoise && !isOnly) return;
  const line = Math.max(1, Math.round(pixelRatio));
  const before = context.globalAlpha;
  context.lineWidth = line;
  context.strokeStyle = colours.token(isMatch || isOnly ? '--ink' : '--faint');
  if (!isMatch && isNoise) {
    context.setLineDash([3 * line, 2 * line]);
    context.globalAlpha = before * 0.7;
  } else if (!isMatch) {
    context.globalAlpha = before * 0.66;
  }
  context.strokeRect(x + line / 2, y + line / 2, width - line, height - line);
  context.setLineDash([]);
  context.globalAlpha = before;
}

function paintLabel(
  context: CanvasRenderingContext2D,
  { answer, pixelRatio }: FlameScene,
  measure: LabelMeasure,
  row: number,
  box: { x: number; width: number },
  y: number,
  ink: string,
): void {
  const frame = answer.frame[row]!;
  const room = box.width / pixelRatio - 2 * LABEL_MARGIN_PX;
  const file = answer.files[frame] ?? null;
  const label = fitLabel(answer.names[frame] ?? '', file, answer.lines[frame] ?? 0, room, measure);
  if (label === null) return;
  const x = box.x + Math.round(LABEL_MARGIN_PX * pixelRatio);
  context.fillStyle = ink;
  context.fillText(label.name, x, y);
  if (label.place === '') return;
  context.globalAlpha = PLACE_ALPHA;
  context.fillText(label.place, x + Math.round(label.placeAt * pixelRatio), y);
  context.globalAlpha = 1;
}

/** Widths in CSS pixels. The typeface has one width for all common letters, which spares asking for each text. */
function createMeasure(context: CanvasRenderingContext2D, pixelRatio: number): LabelMeasure {
  const letter = context.measureText('0'.repeat(64)).width / 64 / pixelRatio;
  return { letter, widthOf: (text) => context.measureText(text).width / pixelRatio };
}

/** Canvases that show no mark. */
const cleared = new WeakSet<HTMLCanvasElement>();

/** Paints what moves with the pointer and the keyboard, on a canvas of its own above the boxes. */
export function paintMarks(
  canvas: HTMLCanvasElement,
  scene: FlameScene,
  marks: { selected: number; hovered: number; linked: number },
): void {
  const isEmpty = Math.max(marks.selected, marks.hovered, marks.linked) < 0;
  // Clearing touches every pixel, which without a graphics card takes longer than painting the boxes of a zoom.
  if (isEmpty && cleared.has(canvas)) return;
  const context = prepareCanvas(canvas, scene);
  if (context === null) return;
  if (isEmpty) {
    cleared.add(canvas);
    return;
  }
  cleared.delete(canvas);
  const { colours } = scene;
  markBox(context, scene, marks.linked, colours.token('--ink'), 2, [4, 3]);
  markBox(context, scene, marks.hovered, colours.token('--ink'), 1, []);
  markBox(context, scene, marks.selected, colours.token('--accent'), 2, []);
}

function markBox(
  context: CanvasRenderingContext2D,
  scene: FlameScene,
  row: number,
  colour: string,
  weight: number,
  dash: readonly number[],
): void {
  const { answer, rows, pixelRatio, scrollTop, upwards } = scene;
  if (row < 0 || row >= answer.length) return;
  const { x, width } = placeBox(answer, row, context.canvas.width, Math.round(pixelRatio) || 1);
  const line = lineOf(answer.depth[row]!, rows, upwards);
  const top = Math.round((line * FLAME_ROW_PX - scrollTop) * pixelRatio);
  const height = Math.round((FLAME_ROW_PX - 1) * pixelRatio);
  const thick = Math.max(1, Math.round(weight * pixelRatio));
  context.strokeStyle = colour;
  context.lineWidth = thick;
  context.setLineDash(dash.map((length) => length * pixelRatio));
  context.strokeRect(
    x + thick / 2,
    top + thick / 2,
    Math.max(width - thick, 1),
    Math.max(height - thick, 1),
  );
  context.setLineDash([]);
}
