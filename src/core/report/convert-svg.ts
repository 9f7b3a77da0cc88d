import { formatQuantity, formatShare } from '../model/format-quantity';
import type { Profile } from '../model/profile';
import { packTree } from '../analyse/flame/pack-flame';
import { buildCallTree } from '../analyse/tree/call-tree';
import type { Conversion, ConversionOptions } from './conversion';
import { escapeHtml } from './escape-html';
import { renderFlameSvg } from './flame-svg';

const WIDTH_PX = 1200;
const MARGIN_PX = 16;
const TITLE_PX = 44;
const ROW_PX = 20;

/** Characters that XML has no way to write; control characters are gone when text is escaped. */
const NO_XML = /[\uFFFE\uFFFF]/g;

/** Colours of frame kinds; they stand for themselves on white, in print too. */
const STYLE = `text{font:12px system-ui,sans-serif;fill:#1b1f24}.title{font-weight:600;font-size:14px}.note{fill:#57606a}
.flame rect{fill:#dfe3e8}.k-own rect{fill:#8fb8de}.k-library rect{fill:#b9cfb0}.k-runtime rect{fill:#cfc7dd}.k-native rect{fill:#d9d2c3}.k-kernel rect{fill:#e5b8a8}.k-gc rect{fill:#e8c86a}.k-idle rect{fill:#eef0f2}`;

/** The merged flame graph of all threads as a picture of its own; boxes below a pixel are merged, and it says so. */
export function convertToSvg(
  profile: Profile,
  column: number,
  options: ConversionOptions,
): Conversion {
  const { name, unit } = profile.valueTypes[column]!;
  const tree = buildCallTree(profile, column);
  const samples = profile.threads.reduce((sum, thread) => sum + thread.samples.length, 0);
  const answer = packTree({
    tree,
    width: tree.total,
    question: { root: null, widthPx: WIDTH_PX, search: null },
    header: {
      unit,
      perOperation: false,
      threads: [],
      samples: { candidate: samples, reference: null },
      notes: [],
    },
    difference: null,
  });
  const flame = renderFlameSvg(
    { workload: options.name, n: 0, metric: 'cpu', differential: false, answer },
    [],
  );
  const depth = answer.depth.reduce((most, each) => Math.max(most, each), 0);
  const height = TITLE_PX + (depth + 1) * ROW_PX + MARGIN_PX;
  const shown = `${name}: ${formatQuantity(answer.rootTotal, unit)}; ${answer.shownNodes} of ${answer.totalNodes} frames, ${formatShare(answer.shownShare)} of the cost`;
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX} ${height}" width="${WIDTH_PX}" height="${height}"><style>${STYLE}</style><rect width="100%" height="100%" fill="#fff"/><text class="title" x="${MARGIN_PX}" y="18">${escapeHtml(options.name)}</text><text class="note" x="${MARGIN_PX}" y="36">${escapeHtml(shown)}</text><svg x="${MARGIN_PX}" y="${TITLE_PX}" width="${WIDTH_PX - 2 * MARGIN_PX}" height="${height - TITLE_PX}">${flame}</svg></svg>
`;
  const losses = ['A picture: threads are merged, times of samples are lost.'];
  if (answer.shownNodes < answer.totalNodes) {
    losses.push(
      `${answer.totalNodes - answer.shownNodes} of ${answer.totalNodes} frames are narrower than a pixel and merged.`,
    );
  }
  return { pieces: [text.replace(NO_XML, '\uFFFD')], losses };
}
