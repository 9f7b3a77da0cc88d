/** How a node is called where it is shown. */
import type { HeapNodeRow, HeapSnapshot } from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';
import { NO_DISTANCE, SYSTEM_DISTANCE } from './compute-distances';
import { propertyLabel } from './property-label';
import type { SnapshotCodes } from './snapshot-codes';

/** A name in a list is cut to this many characters; the whole text of a string is a question of its own. */
const MOST_NAME_CHARACTERS = 1024;
/** Plain objects show properties from both ends up to about this many characters. */
const MOST_PROPERTIES_LENGTH = 100;

/** The row of a node. */
export function describeNode(analysis: HeapAnalysis, node: number): HeapNodeRow {
  const { snapshot } = analysis;
  const distance = analysis.distances[node]!;
  return {
    node,
    id: snapshot.nodeId[node]!,
    name: nameNode(analysis, node),
    type: snapshot.nodeTypes[snapshot.nodeType[node]!]!,
    selfBytes: analysis.shallowSize[node]!,
    retainedBytes: analysis.dominators.retainedSize[node]!,
    distance: distance === NO_DISTANCE || distance >= SYSTEM_DISTANCE ? null : distance,
    detached: analysis.detached?.detached.has(node) ?? false,
  };
}

function nameNode(analysis: HeapAnalysis, node: number): string {
  const { snapshot, codes, detached } = analysis;
  const type = snapshot.nodeType[node]!;
  if (type === codes.node.consString) return joinConsString(snapshot, codes, node, 1024);
  const name = snapshot.strings.text(snapshot.nodeName[node]!, MOST_NAME_CHARACTERS);
  if (type === codes.node.object && name === 'Object') return listProperties(analysis, node);
  return detached !== null && !detached.named && detached.detached.has(node)
    ? `Detached ${name}`
    : name;
}

/** The text of a string that V8 keeps as a tree of parts, up to about `limit` characters. */
export function joinConsString(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
  node: number,
  limit: number,
): string {
  const { nodeType, nodeName, firstEdge, edgeType, edgeName, edgeTo, strings } = snapshot;
  const stack = [node];
  let text = '';
  // Empty parts cost steps but no characters, so steps are bounded too: a broken file may hold a circle.
  for (let steps = 0; stack.length > 0 && text.length < limit && steps < 100_000; steps++) {
    const part = stack.pop()!;
    if (nodeType[part] !== codes.node.consString) {
      text += strings.text(nodeName[part]!, limit);
      continue;
    }
    let first = -1;
    let second = -1;
    for (let edge = firstEdge[part]!; edge < firstEdge[part + 1]!; edge++) {
      if (edgeType[edge] !== codes.edge.internal) continue;
      const name = strings.text(edgeName[edge]!, 8);
      if (name === 'first') first = edgeTo[edge]!;
      else if (name === 'second') second = edgeTo[edge]!;
    }
    if (second !== -1) stack.push(second);
    if (first !== -1) stack.push(first);
  }
  return text.slice(0, limit);
}

/** `{first, second, …, last}` by plainObjectName of DevTools' HeapSnapshot.ts. */
function listProperties({ snapshot, codes }: HeapAnalysis, node: number): string {
  const { firstEdge, edgeType, edgeName, strings } = snapshot;
  let low = firstEdge[node]!;
  let high = firstEdge[node + 1]! - 1;
  let start = '';
  let end = '';
  let fromEnd = false;
  while (low <= high) {
    const edge = fromEnd ? high : low;
    const name =
      edgeType[edge] === codes.edge.property ? strings.text(edgeName[edge]!) : '__proto__';
    if (name !== '__proto__') {
      const label = propertyLabel(name);
      if (start !== '' && start.length + end.length + label.length + 2 > MOST_PROPERTIES_LENGTH) {
        break;
      }
      if (fromEnd) end = end === '' ? label : `${label}, ${end}`;
      else start += start === '' ? label : `, ${label}`;
    }
    if (fromEnd) high--;
    else low++;
    if (name !== '__proto__') fromEnd = !fromEnd;
  }
  if (low <= high) start += ', …';
  return `{${start}${end === '' ? '' : `, ${end}`}}`;
}
