/** The whole of a laid-out flame graph as a picture of its own, in the colours of the theme: PNG of what is painted, or SVG. */
import type { FlameAnswer } from '../../core/model/view-answers';
import { fitLabel } from './fit-label';
import { FlameColours } from './flame-colours';
import { FLAME_ROW_PX, indexRows, lineOf, placeBox } from './flame-geometry';
import { computeTones, type FlameColour, type FlamePalette } from './flame-tone';
import { paintFlame, type FlameScene } from './paint-flame';

/** Largest edge of a canvas in every engine, in device pixels. */
const LONGEST_EDGE = 16_384;

/** Device pixels a CSS pixel: fit for a page in print. */
const PNG_RATIO = 2;

const LABEL_MARGIN_PX = 5;

/** How a graph is drawn. */
export interface FlamePictureStyle {
  palette: FlamePalette;
  colour: FlameColour;
  upwards: boolean;
}

/** PNG with two pixels for each of the graph's, fewer where it is too deep; `host` is the graph's element. */
export async function drawFlamePng(
  host: Element,
  answer: FlameAnswer,
  style: FlamePictureStyle,
): Promise<Uint8Array> {
  const plan = planScene(host, answer, style);
  const longest = Math.max(plan.width, plan.height);
  const pixelRatio = Math.min(PNG_RATIO, LONGEST_EDGE / longest);
  const canvas = document.createElement('canvas');
  const scene = { ...plan, pixelRatio, font: plan.fontAt(pixelRatio) };
  paintFlame(canvas, scene);
  // What was not painted is the page's colour, which is no part of the canvas.
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = scene.colours.token('--panel') || scene.colours.token('--ground');
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture has no pixels');
  return new Uint8Array(await blob.arrayBuffer());
}

/** SVG of the same: a box and its name a frame, with the full name as its title. */
export function drawFlameSvg(
  host: Element,
  answer: FlameAnswer,
  style: FlamePictureStyle,
): Uint8Array {
  const scene = planScene(host, answer, style);
  const { width, height, colours, rows, tones, upwards } = scene;
  const context = document.createElement('canvas').getContext('2d');
  const font = scene.fontAt(1);
  if (context !== null) context.font = font;
  const widthOf = (text: string): number => context?.measureText(text).width ?? text.length * 7;
  const measure = { letter: widthOf('0'.repeat(64)) / 64, widthOf };
  const ground = colours.token('--panel') || colours.token('--ground');
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${escapeText(scene.fontFamily)}" font-size="${scene.fontSize}">`,
    `<rect width="100%" height="100%" fill="${escapeText(ground)}"/>`,
  ];
  for (let row = 0; row < answer.length; row++) {
    const box = placeBox(answer, row, width, 1);
    const top = lineOf(answer.depth[row]!, rows, upwards) * FLAME_ROW_PX;
    const frame = answer.frame[row]!;
    const [name, file, line] = [
      answer.names[frame] ?? '',
      answer.files[frame] ?? null,
      answer.lines[frame] ?? 0,
    ];
    const tone = tones[row]!;
    const title = file === null ? name : `${name} (${file}:${line})`;
    parts.push(
      `<g><title>${escapeText(title)}</title><rect x="${box.x}" y="${top}" width="${box.width}" height="${FLAME_ROW_PX - 1}" fill="${escapeText(colours.fill(tone))}"/>`,
    );
    const label = fitLabel(name, file, line, box.width - 2 * LABEL_MARGIN_PX, measure);
    if (label !== null) {
      parts.push(
        `<text x="${box.x + LABEL_MARGIN_PX}" y="${top + FLAME_ROW_PX / 2}" dominant-baseline="central" fill="${escapeText(colours.ink(tone))}">${escapeText(label.name)}</text>`,
      );
    }
    parts.push('</g>');
  }
  parts.push('</svg>\n');
  return new TextEncoder().encode(parts.join(''));
}

/** All but the size of a pixel. */
interface PlannedScene extends Omit<FlameScene, 'pixelRatio' | 'font'> {
  fontFamily: string;
  /** In CSS pixels. */
  fontSize: number;
  fontAt: (ratio: number) => string;
}

function planScene(
  host: Element,
  answer: FlameAnswer,
  { palette, colour, upwards }: FlamePictureStyle,
): PlannedScene {
  const rows = indexRows(answer);
  const { fontSize: size, fontFamily } = getComputedStyle(host);
  const fontSize = parseFloat(size);
  return {
    answer,
    rows,
    tones: computeTones(answer, palette, colour),
    colours: new FlameColours(host),
    outlineOnly: palette === 'difference',
    upwards,
    width: Math.max(1, host.clientWidth),
    height: Math.max(1, rows.depth * FLAME_ROW_PX),
    scrollTop: 0,
    fontFamily,
    fontSize,
    fontAt: (ratio) => `400 ${fontSize * ratio}px ${fontFamily}`,
  };
}

/** Characters that XML 1.0 does not allow at all. */
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escapeText(text: string): string {
  return text
    .replace(NO_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
