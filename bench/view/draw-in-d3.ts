/** The same tree, whole, in d3-flame-graph. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endPeer } from './end-peer';
import { note, PATIENCE_MS } from './figure-table';
import type { NestedFrame } from './make-profile';
import { readRendererMemory, watchPage } from './measure-page';
import { openPeer } from './open-peer';

/** Draws a tree whole, all of its nodes as elements; null where its page crashed, or had not drawn it in the time that anybody waits. */
export async function drawInD3(
  { folder, root }: { folder: string; root: string },
  tree: NestedFrame,
  nodes: number,
): Promise<number | null> {
  const script = join(folder, 'tree.js');
  writeFileSync(script, `TREE = ${JSON.stringify(tree)}`);
  const scripts = [
    // Its build for pages expects the parts of d3 that it is made from, each after those that it needs.
    ...'array color dispatch ease format hierarchy interpolate selection time timer time-format scale transition'
      .split(' ')
      .map((part) => join(root, `node_modules/d3-${part}/dist/d3-${part}.min.js`)),
    join(root, 'node_modules/d3-flame-graph/dist/d3-flamegraph.umd.min.js'),
    script,
  ];
  const html = join(folder, 'd3.html');
  writeFileSync(
    html,
    `<!doctype html><div id="chart"></div>${scripts.map((src) => `<script src="file://${src}"></script>`).join('')}`,
  );
  const count = `${nodes.toLocaleString('en')} nodes`;
  const figure = `data to first graph, ${count}`;
  const { app, page } = await openPeer(folder, html);
  try {
    await watchPage(page);
    const drawn = page.evaluate<number>(`(async () => {
      const started = performance.now();
      const make = typeof flamegraph === 'function' ? flamegraph : flamegraph.default;
      const chart = make().width(1180).transitionDuration(0);
      d3.select('#chart').datum(TREE).call(chart);
      const took = (await watcher.presented()) - started;
      const elements = document.querySelectorAll('#chart g[width]').length;
      if (elements < 2) throw new Error('it drew nothing');
      return took;
    })()`);
    const crashed = new Promise<'crashed'>((done) => page.once('crash', () => done('crashed')));
    const late = new Promise<'late'>((done) => {
      setTimeout(() => done('late'), PATIENCE_MS).unref();
    });
    // What the page says of its own crash comes in any order.
    const failed = drawn.catch(() => crashed);
    const started = Date.now();
    const took = await Promise.race([failed, crashed, late]);
    if (typeof took === 'number') {
      note('d3-flame-graph', figure, took, 'ms');
      note(
        'd3-flame-graph',
        `renderer memory, ${count}`,
        (await readRendererMemory(app)) / 1e6,
        'MB',
      );
      return took;
    }
    note('d3-flame-graph', figure, took === 'late' ? Infinity : NaN, 'ms');
    const after = ((Date.now() - started) / 1000).toFixed(0);
    console.log(
      took === 'late'
        ? `d3-flame-graph did not draw ${count} within ${after} s.`
        : `d3-flame-graph did not draw ${count}: its page crashed after ${after} s.`,
    );
    return null;
  } finally {
    await endPeer(app);
  }
}
