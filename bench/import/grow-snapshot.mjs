/**
 * `node grow-snapshot.mjs IN OUT COPIES` writes a heap snapshot that holds a real one so many times, each below a root of
 * its own that the first root refers to: a heap of several gigabytes, without the memory that V8 needs to write one.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const [, , from, out, copies] = process.argv;
const { snapshot, nodes, edges, locations, strings } = JSON.parse(readFileSync(from, 'utf8'));
const count = Number(copies);
const { node_fields: nodeFields, edge_fields: edgeFields, edge_types: edgeTypes } = snapshot.meta;
const [nodeStride, edgeStride] = [nodeFields.length, edgeFields.length];
const idAt = nodeFields.indexOf('id');
const edgesAt = nodeFields.indexOf('edge_count');
const toAt = edgeFields.indexOf('to_node');
const element = edgeTypes[0].indexOf('element');
const highestId = nodes.reduce(
  (most, value, at) => (at % nodeStride === idAt ? Math.max(most, value) : most),
  0,
);
const nextId = 2 * Math.ceil(highestId / 2);

const file = openSync(out, 'w');
const write = (text) => writeSync(file, text);

/** Writes rows of each copy; `change` gives the number that stands in its place. */
function writeCopies(numbers, stride, change, before = '') {
  let text = before;
  for (let copy = 0; copy < count; copy++) {
    for (let row = 0; row < numbers.length; row += stride) {
      for (let field = 0; field < stride; field++) {
        text += `${change(numbers[row + field], field, copy, row)},`;
      }
      text += '\n';
      if (text.length > 1 << 20) {
        // The last comma of all is taken away at the end.
        write(text);
        text = '';
      }
    }
  }
  write(text.replace(/,\n$/, ''));
}

const header = {
  ...snapshot,
  node_count: snapshot.node_count * count,
  edge_count: snapshot.edge_count * count + count - 1,
  trace_function_count: 0,
};
write(`{"snapshot":${JSON.stringify(header)},\n"nodes":[`);
writeCopies(nodes, nodeStride, (value, field, copy, row) => {
  if (field === idAt) return (value + copy * nextId) % 4_294_967_295;
  return field === edgesAt && copy === 0 && row === 0 ? value + count - 1 : value;
});
write('],\n"edges":[');
// The root's new edges stand after its own, which are the first of the file.
const own = nodes[edgesAt] * edgeStride;
const roots = Array.from({ length: count - 1 }, (_, copy) => {
  const edge = new Array(edgeStride).fill(0);
  edge[edgeFields.indexOf('type')] = element;
  edge[edgeFields.indexOf('name_or_index')] = 1_000_000 + copy;
  edge[toAt] = (copy + 1) * nodes.length;
  return edge.join(',');
}).join(',\n');
const first = edges.slice(0, own).join(',');
write(`${first},\n${roots === '' ? '' : `${roots},\n`}`);
const rest = edges.slice(own);
const shift = (value, field, copy) => (field === toAt ? value + copy * nodes.length : value);
let text = '';
for (let copy = 0; copy < count; copy++) {
  const list = copy === 0 ? rest : edges;
  for (let at = 0; at < list.length; at++) {
    text += `${shift(list[at], at % edgeStride, copy)},`;
    if (text.length > 1 << 20 && (at < list.length - 1 || copy < count - 1)) {
      write(text);
      text = '';
    }
  }
}
write(`${text.replace(/,$/, '')}],\n"trace_function_infos":[],"samples":[],\n"locations":[`);
writeCopies(locations, 4, (value, field, copy) =>
  field === 0 ? value + copy * nodes.length : value,
);
write(`],\n"strings":[${strings.map((each) => JSON.stringify(each)).join(',\n')}]}`);
closeSync(file);
