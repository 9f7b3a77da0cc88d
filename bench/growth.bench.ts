/** Growth classes of synthetic noisy times: how often the class is right, and how often it is wrong and yet sure. */
import { parseArgs } from 'node:util';
import { fitNoisyGrowth } from '../src/core/analyse/growth/fit-noisy-growth';
import type { RunsAtSize } from '../src/core/analyse/growth/fit-noisy-growth';
import { logShape } from '../src/core/analyse/growth/growth-shape';
import { createRandomSource, drawNormal } from '../src/core/analyse/statistics/random-source';
import { GROWTH_CLASSES } from '../src/core/model/answers';
import type { GrowthClass } from '../src/core/model/answers';

const SIZES = [500, 1000, 2000, 4000, 8000, 16000];
const SMALL_SIZES = [8, 10, 12, 14, 16, 18];
/** Noise of a single run, and the share of right classes asked for. */
const NOISES = [
  [0.01, 0.99],
  [0.05, 0.97],
  [0.1, 0.92],
  [0.2, 0.8],
] as const;

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '10' },
    /** Constant over the growing part at the largest size, at most. */
    constant: { type: 'string', default: '0.1' },
    seed: { type: 'string', default: '1' },
  },
});

/** One series: value = constant + scale · f(n), each run times 1 + noise. */
function drawSeries(growth: GrowthClass, noise: number, random: () => number): RunsAtSize[] {
  const sizes = growth === 'O(2ⁿ)' ? SMALL_SIZES : SIZES;
  const top = logShape(growth, sizes.at(-1)!);
  const constant = growth === 'O(1)' ? 0 : Number(values.constant) * random();
  return sizes.map((n) => {
    const truth = 1000 * (constant + Math.exp(logShape(growth, n) - top));
    const run = () => Math.max(truth / 20, truth * (1 + noise * drawNormal(random)));
    return { n, values: Array.from({ length: Number(values.runs) }, run) };
  });
}

/** The class of least squared residuals of value ≈ a + b · f(n), which is how the Python package big_O decides. */
function fitByLeastSquares(series: readonly RunsAtSize[]): GrowthClass {
  const points = series.map(({ n, values: runs }) => ({
    n,
    y: runs.reduce((sum, each) => sum + each, 0) / runs.length,
  }));
  let best: { growth: GrowthClass; squares: number } = { growth: 'O(1)', squares: Infinity };
  for (const growth of GROWTH_CLASSES) {
    const top = logShape(growth, points.at(-1)!.n);
    const xs = points.map(({ n }) => (growth === 'O(1)' ? 0 : Math.exp(logShape(growth, n) - top)));
    const meanX = xs.reduce((a, b) => a + b, 0) / xs.length;
    const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
    const xx = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
    const xy = xs.reduce((sum, x, i) => sum + (x - meanX) * (points[i]!.y - meanY), 0);
    const slope = xx === 0 ? 0 : xy / xx;
    const squares = xs.reduce(
      (sum, x, i) => sum + (points[i]!.y - meanY - slope * (x - meanX)) ** 2,
      0,
    );
    if (squares < best.squares) best = { growth, squares };
  }
  return best.growth;
}

const draws = Number(values.draws);
const each = Math.ceil(draws / GROWTH_CLASSES.length);
console.log(
  `${SIZES.length} sizes, ${values.runs} runs each, a constant of up to ${values.constant} of the growing part, all ${GROWTH_CLASSES.length} classes\n` +
    'noise   right   asked for   no class   wrong but sure   least squares right',
);
let failed = false;
for (const [noise, asked] of NOISES) {
  const random = createRandomSource(1000 * noise + Number(values.seed));
  const counts = { right: 0, none: 0, sure: 0, peer: 0, all: 0 };
  for (const growth of GROWTH_CLASSES) {
    for (let draw = 0; draw < each; draw += 1) {
      const series = drawSeries(growth, noise, random);
      const fit = fitNoisyGrowth(series);
      counts.all += 1;
      if (fit.class === growth) counts.right += 1;
      else if (fit.class === null) counts.none += 1;
      else if (fit.confidence === 'high') counts.sure += 1;
      if (fitByLeastSquares(series) === growth) counts.peer += 1;
    }
  }
  const share = (count: number) => `${((100 * count) / counts.all).toFixed(1)} %`;
  if (counts.right < asked * counts.all || counts.sure >= 0.01 * counts.all) failed = true;
  console.log(
    [
      `${100 * noise} %`.padStart(5),
      share(counts.right).padStart(8),
      `${100 * asked} %`.padStart(11),
      share(counts.none).padStart(10),
      share(counts.sure).padStart(16),
      share(counts.peer).padStart(20),
    ].join(' '),
  );
}
if (failed) process.exitCode = 1;
