import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeCallCounts, mergeProfiles } from '../../../core/parse/merge-profiles';
import { parseCoverage } from '../../../core/parse/parse-coverage';
import { parseCpuProfile } from '../../../core/parse/parse-cpu-profile';
import { parseHeapProfile } from '../../../core/parse/parse-heap-profile';
import { parseSyncStacks } from '../../../core/parse/parse-sync-stacks';
import { makeNodeFolder, totalOf, type NodeFolder } from '../testing/node-pass';
import { findInstalledNodes, readNodeVersion } from './find-installed-nodes';

/** Other versions than the one that runs the tests: those installed, and those that TOUCHSTONE_TEST_NODES lists (`:` between). */
const listed = (process.env['TOUCHSTONE_TEST_NODES'] ?? '')
  .split(':')
  .filter((path) => path !== '');
const installed = await findInstalledNodes(process.env);
const nodes = new Map<number, string>();
for (const path of [...listed, ...installed.map((node) => node.path)]) {
  const major = Number.parseInt((await readNodeVersion(path, process.cwd())) ?? '', 10);
  if (major >= 18 && !nodes.has(major)) nodes.set(major, path);
}
nodes.delete(Number.parseInt(process.versions.node, 10));

let folder: NodeFolder;

beforeAll(() => {
  folder = makeNodeFolder();
});
afterAll(() => folder.remove());

describe('other versions of Node', () => {
  it.skipIf(nodes.size > 0)('are not installed here: set TOUCHSTONE_TEST_NODES', () => {
    expect(nodes.size).toBe(0);
  });

  describe.each([...nodes])('Node %i', (major, node) => {
    it('cpu: main thread, workers and forks', async () => {
      const outcome = await folder.run('cpu', [node, 'family.cjs']);
      expect(outcome.failure).toBeNull();
      expect(outcome.ledger.toolVersion).toContain(`Node ${major}.`);
      expect(outcome.files).toHaveLength(6);
      expect(outcome.files.map(({ label }) => label)).toContain('worker 1 (thumbnails)');
      const profile = mergeProfiles(folder.parse(outcome, parseCpuProfile));
      expect(totalOf(profile, 'work')).toBeGreaterThan(200);
    });

    it('cpu: killed', async () => {
      const outcome = await folder.run('cpu', [node, 'killed.cjs', 'parent']);
      expect(outcome.ledger.notes.join()).toContain('was killed before');
      const profile = mergeProfiles(folder.parse(outcome, parseCpuProfile));
      expect(totalOf(profile, 'work')).toBeGreaterThan(300);
    });

    it('calls: ES modules', async () => {
      const outcome = await folder.run('calls', [node, 'exact-calls.mjs']);
      const counts = mergeCallCounts(folder.parse(outcome, parseCoverage));
      const at = counts.frames.name.indexOf('leaf');
      expect(counts.calls[at]).toBe(30_000);
      expect(counts.frames.line[at]).toBe(2);
    });

    it('alloc: garbage and buffers, from Node 20 on', async () => {
      const outcome = await folder.run('alloc', [node, 'page-buffers.cjs']);
      if (major < 20) {
        expect(outcome.files).toEqual([]);
        expect(outcome.failure?.message).toContain('needs Node 20 or newer');
        return;
      }
      const profile = mergeProfiles(folder.parse(outcome, parseHeapProfile));
      expect(totalOf(profile, 'readPage') / (100_000 * 4096)).toBeGreaterThan(0.95);
    });

    it('stacks: promises', async () => {
      const outcome = await folder.run('stacks', [node, 'sync-promises.mjs']);
      const profile = mergeProfiles(folder.parse(outcome, parseSyncStacks));
      expect(totalOf(profile, 'flush')).toBe(12);
    });

    it('timeline and heap', async () => {
      const timeline = await folder.run('timeline', [node, 'known-shares.cjs']);
      expect(timeline.files.map(({ label }) => label)).toContain('main');
      const heap = await folder.run('heap', [node, 'known-shares.cjs']);
      expect(heap.files).toMatchObject([{ format: 'heapsnapshot', label: 'main, at the end' }]);
    });
  });
});
