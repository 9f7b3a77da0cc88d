/** References of a node in both directions, and the way from a node to the root. */
import type { HeapReferenceRow, Page, PageRange } from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';
import { NO_DISTANCE, SYSTEM_DISTANCE } from './compute-distances';
import { cutPage } from './cut-page';
import { describeNode } from './describe-node';
import { sourceOf } from './group-by-target';

/** What a node refers to, most retained first. */
export function listChildren(
  analysis: HeapAnalysis,
  node: number,
  range: PageRange,
): Page<HeapReferenceRow> {
  const { firstEdge, edgeTo, edgeType } = analysis.snapshot;
  const { retainedSize } = analysis.dominators;
  const edges: number[] = [];
  for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
    if (edgeType[edge] !== analysis.codes.edge.invisible) edges.push(edge);
  }
  edges.sort((a, b) => retainedSize[edgeTo[b]!]! - retainedSize[edgeTo[a]!]!);
  return cutPage(edges, range, (edge) => describeReference(analysis, edge, edgeTo[edge]!));
}

/** What refers to a node other than weakly, nearest to the root first. */
export function listRetainers(
  analysis: HeapAnalysis,
  node: number,
  range: PageRange,
): Page<HeapReferenceRow> {
  const holders = findHolders(analysis, node);
  const rank = (holder: number): number => {
    const distance = analysis.distances[holder]!;
    return distance === NO_DISTANCE ? Infinity : distance;
  };
  holders.sort((a, b) => {
    const [nearA, nearB] = [rank(a.holder), rank(b.holder)];
    return nearA === nearB ? a.edge - b.edge : nearA < nearB ? -1 : 1;
  });
  return cutPage(holders, range, ({ edge, holder }) => describeReference(analysis, edge, holder));
}

/** The shortest way up: the node's holder, its holder, … and the root; empty for a node that nothing holds. */
export function findPathToRoot(analysis: HeapAnalysis, node: number): HeapReferenceRow[] {
  const { distances, snapshot } = analysis;
  const path: HeapReferenceRow[] = [];
  if (distances[node] === NO_DISTANCE) return path;
  let at = node;
  while (at !== snapshot.root) {
    const step = findHolder(analysis, at);
    if (step === undefined) break;
    path.push(describeReference(analysis, step.edge, step.holder));
    at = step.holder;
  }
  return path;
}

/** The reference one step nearer to the root; undefined where nothing holds the node. */
export function findHolder(analysis: HeapAnalysis, node: number): Holder | undefined {
  const { distances, snapshot } = analysis;
  const distance = distances[node]!;
  const isGlobal = distance === 1 || distance === SYSTEM_DISTANCE + 1;
  const holders = findHolders(analysis, node);
  return isGlobal
    ? holders.find(({ holder }) => holder === snapshot.root)
    : nearest(holders, analysis, distance);
}

interface Holder {
  edge: number;
  holder: number;
}

function findHolders(analysis: HeapAnalysis, node: number): Holder[] {
  const { snapshot, codes } = analysis;
  const { starts, edges } = analysis.retainers;
  const holders: Holder[] = [];
  for (let at = starts[node]!; at < starts[node + 1]!; at++) {
    const edge = edges[at]!;
    const type = snapshot.edgeType[edge];
    if (type === codes.edge.weak || type === codes.edge.invisible) continue;
    holders.push({ edge, holder: sourceOf(snapshot, edge) });
  }
  return holders;
}

/**
 * The holder one step nearer, the oldest of several so that two snapshots of a process give the same way; where the
 * distances skip such an edge, the nearest of those that are nearer at all.
 */
function nearest(
  holders: readonly Holder[],
  { distances, snapshot: { nodeId } }: HeapAnalysis,
  distance: number,
): Holder | undefined {
  let best: Holder | undefined;
  let bestRank = Infinity;
  for (const each of holders) {
    const near = distances[each.holder]!;
    if (near === NO_DISTANCE || near >= distance) continue;
    const rank = near === distance - 1 ? -Infinity : near;
    if (rank < bestRank || (rank === bestRank && nodeId[each.holder]! < nodeId[best!.holder]!)) {
      best = each;
      bestRank = rank;
    }
  }
  return best;
}

function describeReference(analysis: HeapAnalysis, edge: number, node: number): HeapReferenceRow {
  const { snapshot, codes } = analysis;
  const type = snapshot.edgeType[edge]!;
  const name = snapshot.edgeName[edge]!;
  const isNumbered = type === codes.edge.element || type === codes.edge.hidden;
  return {
    ...describeNode(analysis, node),
    edgeName: isNumbered ? String(name) : snapshot.strings.text(name, 1024),
    edgeType: snapshot.edgeTypes[type]!,
  };
}
