/** A laid-out flame graph as SVG that needs no script: boxes scale with the page, details show on hover. */
import { formatQuantity, formatShare } from '../model/format-quantity';
import { escapeHtml } from './escape-html';
import type { ReportFlame } from './report-input';

const ROW_PX = 20;

/** Boxes narrower than this share of the picture have no label. */
const LABEL_FROM = 0.025;

/** Differences below this share of the box's width are "the same". */
const STEPS = [0.05, 0.2, 0.4, 0.6, 0.85];

/** The picture, and in its `aria-label` what it is. */
export function renderFlameSvg(flame: ReportFlame, names: readonly string[]): string {
  const { answer } = flame;
  let deepest = 0;
  for (let row = 0; row < answer.length; row += 1) {
    deepest = Math.max(deepest, answer.depth[row]!);
  }
  const boxes: string[] = [];
  for (let row = 0; row < answer.length; row += 1) boxes.push(renderBox(flame, row, names));
  const label = `Flame graph of ${flame.workload}, ${answer.length} frames`;
  return `<svg class="flame" role="img" aria-label="${escapeHtml(label)}" width="100%" height="${(deepest + 1) * ROW_PX}">${boxes.join('')}</svg>`;
}

function renderBox(flame: ReportFlame, row: number, names: readonly string[]): string {
  const { answer } = flame;
  const x0 = answer.x0[row]!;
  const width = answer.x1[row]! - x0;
  const frame = answer.frame[row]!;
  const name = answer.names[frame] ?? '';
  const file = answer.files[frame] ?? null;
  const line = answer.lines[frame] ?? 0;
  const place = file === null ? '' : ` ${file}${line > 0 ? `:${line}` : ''}`;
  const title = `${name}${place}\n${describeCost(flame, row, names)}`;
  const text = width < LABEL_FROM ? '' : `<text x="5" y="${ROW_PX - 6}">${escapeHtml(name)}</text>`;
  return `<svg x="${percent(x0)}" y="${answer.depth[row]! * ROW_PX}" width="${percent(width)}" height="${ROW_PX - 1}" class="${classOf(flame, row)}"><title>${escapeHtml(title)}</title><rect width="100%" height="100%" rx="2"/>${text}</svg>`;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(3)}%`;
}

function describeCost(flame: ReportFlame, row: number, names: readonly string[]): string {
  const { answer, differential } = flame;
  const unit = (value: number): string =>
    `${formatQuantity(value, answer.unit)}${answer.perOperation ? '/op' : ''}`;
  if (!differential) {
    const total = answer.total[row]!;
    const share = answer.rootTotal > 0 ? ` (${formatShare(total / answer.rootTotal)})` : '';
    return `${unit(total)}${share}, of its own ${unit(answer.self[row]!)}`;
  }
  const [candidate = 'candidate', reference = 'reference'] = names;
  const noise = answer.noise[row] === 1 ? ', inside the noise' : '';
  return `${candidate} ${unit(answer.candidate[row]!)}, ${reference} ${unit(answer.reference[row]!)}${noise}`;
}

function classOf({ answer, differential }: ReportFlame, row: number): string {
  if (!differential) return `k-${answer.kinds[answer.frame[row]!] ?? 'synthetic'}`;
  if (answer.noise[row] === 1) return 'noise';
  const candidate = answer.candidate[row]!;
  const reference = answer.reference[row]!;
  const larger = Math.max(candidate, reference);
  const share = larger > 0 ? Math.abs(candidate - reference) / larger : 0;
  const step = STEPS.filter((from) => share >= from).length;
  if (step === 0) return 'same';
  return `${candidate > reference ? 'c' : 'r'}${step}`;
}
