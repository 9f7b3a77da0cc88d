import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HeapSnapshotReader, parseHeapSnapshot } from './heap-snapshot-reader';

const META = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [['hidden', 'object', 'string', 'synthetic'], 'string', 'number'],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [['element', 'property', 'weak'], 'string_or_number', 'node'],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
};

/** A root with an object and a text, as V8 lays snapshots out. */
const SMALL = `{"snapshot":{"meta":${JSON.stringify(META)},"node_count":3,"edge_count":3,"trace_function_count":0},
"nodes":[3,0,1,0,2,0,0
,1,1,3,24,1,0,0
,2,3,5,5000000000,0,0,2
],
"edges":[0,1,7
,2,2,14
,1,2,14
],
"trace_function_infos":[],
"trace_tree":[],
"samples":[],
"locations":[7,9,0,4],
"strings":["",
"Box \\"é\\u00e9\\ud83d\\ude00\\n",
"label",
"text"]}
`;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const parse = (text: string) => parseHeapSnapshot([encode(text)]);

/** What fails to parse, as its message. */
function messageOf(text: string): string {
  const result = parse(text);
  expect(result.ok).toBe(false);
  return result.ok ? '' : result.failure.message;
}

describe('HeapSnapshotReader', () => {
  it('reads nodes, edges, locations and texts', () => {
    const result = parse(SMALL);
    if (!result.ok) throw new Error(result.failure.message);
    const { value } = result;
    expect([...value.nodeType]).toEqual([3, 1, 2]);
    expect([...value.nodeId]).toEqual([1, 3, 5]);
    expect([...value.selfSize]).toEqual([0, 24, 5_000_000_000]);
    expect([...value.firstEdge]).toEqual([0, 2, 3, 3]);
    expect([...value.edgeTo]).toEqual([1, 2, 2]);
    expect([...value.edgeName]).toEqual([1, 2, 2]);
    expect([...(value.detachedness ?? [])]).toEqual([0, 0, 2]);
    expect(value.locations).toEqual([{ scriptId: 9, line: 1, column: 5 }]);
    expect([...(value.nodeLocation ?? [])]).toEqual([0, 1, 0]);
    expect(value.strings.text(1)).toBe('Box "éé😀\n');
    expect(value.strings.text(1, 4)).toBe('Box ');
    expect(value.strings.find('label')).toBe(2);
    expect(value.strings.find('absent')).toBe(-1);
    expect(value.strings.startsWith(3, 'te')).toBe(true);
  });

  it('gives the same wherever the chunks are cut', () => {
    const bytes = encode(SMALL);
    const whole = parseHeapSnapshot([bytes]);
    if (!whole.ok) throw new Error(whole.failure.message);
    for (let size = 1; size < 40; size++) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
      const cut = parseHeapSnapshot(chunks);
      if (!cut.ok) throw new Error(cut.failure.message);
      const { strings, ...columns } = cut.value;
      const { strings: wholeStrings, ...wholeColumns } = whole.value;
      expect(columns).toEqual(wholeColumns);
      const texts = [0, 1, 2, 3].map((index) => strings.text(index));
      expect(texts).toEqual([0, 1, 2, 3].map((index) => wholeStrings.text(index)));
    }
  });

  it('reads lists in another order and with other white space', () => {
    const { nodes, edges, strings, ...rest } = JSON.parse(SMALL) as Record<string, unknown>;
    const result = parse(JSON.stringify({ ...rest, strings, edges, nodes }, null, 3));
    expect(result.ok && [...result.value.firstEdge]).toEqual([0, 2, 3, 3]);
    expect(result.ok && result.value.strings.text(2)).toBe('label');
  });

  it('refuses every prefix of a snapshot', () => {
    const bytes = encode(SMALL.trimEnd());
    for (let length = 0; length < bytes.length; length++) {
      const result = parseHeapSnapshot([bytes.subarray(0, length)]);
      if (result.ok) throw new Error(`${length} of ${bytes.length} bytes were taken for the whole`);
      expect(result.failure.kind).toBe('file-invalid');
      expect(result.failure.where).toMatch(/^byte \d+$/);
    }
    expect(parseHeapSnapshot([bytes]).ok).toBe(true);
  });

  it('never throws when a byte is wrong', () => {
    const bytes = encode(SMALL);
    for (let at = 0; at < bytes.length; at++) {
      for (const wrong of [34, 57, 93, 125, 255]) {
        const broken = bytes.slice();
        broken[at] = wrong;
        const result = parseHeapSnapshot([broken]);
        expect(typeof result.ok).toBe('boolean');
      }
    }
  });

  it.each([
    ['a node that is not there', SMALL.replace(',1,2,14', ',1,2,21'), 'edge 2 leads to no node'],
    ['a place between nodes', SMALL.replace(',1,2,14', ',1,2,13'), 'edge 2 leads to no node'],
    ['an unknown type', SMALL.replace('[3,0,1', '[9,0,1'), 'node 0 has no known type'],
    ['too few nodes', SMALL.replace('"node_count":3', '"node_count":4'), '3 nodes where'],
    ['too many nodes', SMALL.replace('"node_count":3', '"node_count":2'), 'more nodes than'],
    ['counts that do not sum', SMALL.replace('3,24,1', '3,24,2'), 'do not sum to 3'],
    ['a text too few', SMALL.replace(',\n"text"', ''), 'uses text 3 where there are 3'],
    ['a negative number', SMALL.replace('3,24,1', '3,-24,1'), 'holds "-"'],
    ['half a row', SMALL.replace('5000000000,0,0,2', '5000000000,0,0'), 'middle of a row'],
    ['a count beyond memory', SMALL.replace('"node_count":3', '"node_count":9e15'), 'more than'],
    ['no header', '{"nodes":[]}', 'stands before the header'],
    ['other JSON', '[1,2]', 'it is no JSON object'],
    ['nothing', '', 'it is empty'],
  ])('says what is wrong with %s', (_, text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  it('reads texts across the shards that they are kept in', () => {
    const long = 'abcdefgh'.repeat(1 << 18);
    const result = parse(SMALL.replace('"text"]', `"text","${long}","tail"]`));
    if (!result.ok) throw new Error(result.failure.message);
    const { strings } = result.value;
    expect(strings.text(4) === long).toBe(true);
    expect(strings.text(5)).toBe('tail');
    expect(strings.find('tail')).toBe(5);
  });

  it('reads a page of Electron', () => {
    const file = new URL(
      '../../../../fixtures/heapsnapshot-electron-33/page.heapsnapshot.gz',
      import.meta.url,
    );
    const bytes = gunzipSync(readFileSync(file));
    const reader = new HeapSnapshotReader();
    for (let at = 0; at < bytes.length; at += 1000) reader.push(bytes.subarray(at, at + 1000));
    const result = reader.finish();
    if (!result.ok) throw new Error(result.failure.message);
    const plain = JSON.parse(bytes.toString()) as { nodes: number[]; strings: string[] };
    expect(result.value.nodeCount * 7).toBe(plain.nodes.length);
    for (const [index, text] of plain.strings.entries()) {
      expect(result.value.strings.text(index)).toBe(text);
    }
  });
});
