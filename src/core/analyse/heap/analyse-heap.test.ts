import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseHeapSnapshot } from '../../parse/heap-snapshot/heap-snapshot-reader';
import { HeapAnalysis } from './analyse-heap';
import { HeapAnswers } from './answer-heap-question';

const FOLDER = new URL('../../../../fixtures/heapsnapshot-electron-33/', import.meta.url);

/** What DevTools says of the page; see the README beside it. */
interface DevToolsAnswer {
  nodes: number;
  total: number;
  native: number;
  code: number;
  strings: number;
  system: number;
  detached: number;
  checksums: Record<'selfSize' | 'retainedSize' | 'dominator' | 'distance', number>;
  classes: [key: string, count: number, self: number, retained: number][];
}

const expected = JSON.parse(
  readFileSync(new URL('devtools.json', FOLDER), 'utf8'),
) as DevToolsAnswer;
let analysis: HeapAnalysis;
let answers: HeapAnswers;

beforeAll(() => {
  const bytes = gunzipSync(readFileSync(new URL('page.heapsnapshot.gz', FOLDER)));
  const parsed = parseHeapSnapshot([bytes]);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  analysis = new HeapAnalysis(parsed.value);
  answers = new HeapAnswers(analysis);
});

function checksum(values: Float64Array | Uint32Array | Int32Array): number {
  let sum = 0;
  for (const value of values) sum = (Math.imul(sum, 31) + (value | 0)) | 0;
  return sum;
}

const range = (from: number, to: number) => ({ from, to });

describe('HeapAnalysis of a page', () => {
  it('has the sizes, dominators and distances of DevTools, node for node', () => {
    expect(analysis.snapshot.nodeCount).toBe(expected.nodes);
    expect({
      selfSize: checksum(analysis.shallowSize),
      retainedSize: checksum(analysis.dominators.retainedSize),
      dominator: checksum(analysis.dominators.dominator),
      distance: checksum(analysis.distances),
    }).toEqual(expected.checksums);
  });

  it('has the classes of DevTools', () => {
    const { classes, sums } = analysis;
    const rows: DevToolsAnswer['classes'] = [];
    classes.names.forEach((name, index) => {
      const at = classes.locations[index];
      const place = at ? `${at.scriptId},${at.line - 1},${at.column - 1}` : '';
      const [count, self] = [sums.count[index]!, sums.selfBytes[index]!];
      if (count > 0) rows.push([`${place},${name}`, count, self, sums.retainedBytes[index]!]);
    });
    expect(rows.sort((a, b) => (a[0] < b[0] ? -1 : 1))).toEqual(expected.classes);
  });
});

describe('answers about a page', () => {
  it('sums the kinds of memory as DevTools does', () => {
    expect(answers.answer('overview', null)).toMatchObject({
      nodes: expected.nodes,
      totalBytes: expected.total,
      nativeBytes: expected.native,
      codeBytes: expected.code,
      stringBytes: expected.strings,
      systemBytes: expected.system,
      classes: expected.classes.length,
      detachedNodes: expected.detached,
    });
  });

  it('gives pages of classes and of their objects', () => {
    const first = answers.answer('classes', { order: 'count', range: range(0, 5) });
    expect(first.total).toBe(expected.classes.length);
    expect(first.rows).toHaveLength(5);
    const counts = first.rows.map((row) => row.count);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    const all = answers.answer('classes', { order: 'retained', range: range(0, 1000) });
    const keys = all.rows.find((row) => row.name === '{label}')!;
    expect(keys.count).toBe(50);
    const page = answers.answer('classNodes', {
      classIndex: keys.classIndex,
      range: range(48, 60),
    });
    expect(page.total).toBe(50);
    expect(page.rows).toHaveLength(2);
    expect(page.rows[0]!.name).toBe('{label}');
  });

  it('finds detached elements, what holds them and the way to the root', () => {
    const page = answers.answer('detachedNodes', { range: range(0, 100) });
    expect(page.total).toBe(expected.detached);
    const bold = page.rows.find((row) => row.name.startsWith('Detached <b>'))!;
    expect(bold.detached).toBe(true);
    const path = answers.answer('pathToRoot', { node: bold.node });
    expect(path.map((step) => step.edgeName)).toContain('kept');
    expect(path.at(-1)!.node).toBe(analysis.snapshot.root);
    for (const [at, step] of path.slice(0, -2).entries()) {
      expect(path[at + 1]!.distance).toBeLessThan(step.distance!);
    }
    const holders = answers.answer('retainers', { node: bold.node, range: range(0, 10) });
    expect(holders.rows[0]!.node).toBe(path[0]!.node);
  });

  it('lists children by what they retain, and what dominates most', () => {
    const { root } = analysis.snapshot;
    const children = answers.answer('children', { node: root, range: range(0, 10) }).rows;
    const retained = children.map((row) => row.retainedBytes);
    expect(retained).toEqual(retained.toSorted((a, b) => b - a));
    const rows = [0, 1000, 2000, 3000].flatMap(
      (from) => answers.answer('dominated', { node: null, range: range(from, from + 1000) }).rows,
    );
    const sum = rows.reduce((total, row) => total + row.retainedBytes, 0);
    expect(sum).toBe(expected.total - analysis.shallowSize[root]!);
    expect(rows[0]!.retainedBytes).toBe(Math.max(...rows.map((row) => row.retainedBytes)));
  });

  it('reads texts, also those that V8 keeps in parts', () => {
    const { snapshot, codes } = analysis;
    const node = snapshot.nodeType.indexOf(codes.node.string);
    const text = snapshot.strings.text(snapshot.nodeName[node]!);
    expect(answers.answer('stringValue', { node })).toBe(text);
    expect(answers.answer('stringValue', { node: snapshot.root })).toBeNull();
    const parts: string[] = [];
    for (let each = 0; each < snapshot.nodeCount; each++) {
      if (snapshot.nodeType[each] !== codes.node.consString) continue;
      parts.push(answers.answer('stringValue', { node: each }) ?? '');
    }
    expect(parts.some((each) => each.includes('and "quoted" é'))).toBe(true);
  });

  it('answers questions about nodes that are not there', () => {
    expect(answers.answer('node', { node: -1 })).toBeNull();
    expect(answers.answer('node', { node: 1e9 })).toBeNull();
    expect(answers.answer('pathToRoot', { node: 0.5 })).toEqual([]);
    expect(answers.answer('retainers', { node: NaN, range: range(0, 9) }).total).toBe(0);
    expect(answers.answer('classNodes', { classIndex: 1e6, range: range(0, 9) }).total).toBe(0);
  });
});
