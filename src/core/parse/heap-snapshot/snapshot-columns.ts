/** The columns of a snapshot while they fill, each value checked as it comes. */
import type { HeapLocation, HeapSnapshot } from '../../model/heap';
import { joinTraces, TraceFunctions } from './allocation-traces';
import { BrokenSnapshot } from './broken-snapshot';
import type { SnapshotLayout } from './read-header';
import type { StringTable } from './string-table';
import type { TraceTree } from './trace-tree';

const MOST_UINT32 = 0xffffffff;
const MOST_DETACHEDNESS = 2;

/** Nodes, edges and locations in typed arrays of exactly the size that the header names. */
export class SnapshotColumns {
  readonly #layout: SnapshotLayout;
  readonly #nodeType: Uint8Array;
  readonly #nodeName: Uint32Array;
  readonly #nodeId: Uint32Array;
  readonly #selfSize: Float64Array;
  /** Edge counts at first, shifted by one; made into a running sum at the end. */
  readonly #firstEdge: Uint32Array;
  #detachedness: Uint8Array | null = null;
  /** Id of each node's trace; null while none has one. */
  #nodeTrace: Uint32Array | null = null;
  readonly #traceFunctions = new TraceFunctions();
  readonly #edgeType: Uint8Array;
  readonly #edgeName: Uint32Array;
  readonly #edgeTo: Uint32Array;
  /** 1 for edge types whose name is a number. */
  readonly #numbered: Uint8Array;
  #nodeLocation: Uint32Array | null = null;
  readonly #locations: HeapLocation[] = [];
  readonly #locationIndex = new Map<number, Map<number, number>>();
  #nodes = 0;
  #edges = 0;
  #highestString = -1;

  constructor(layout: SnapshotLayout) {
    this.#layout = layout;
    const { nodeCount, edgeCount } = layout;
    this.#nodeType = new Uint8Array(nodeCount);
    this.#nodeName = new Uint32Array(nodeCount);
    this.#nodeId = new Uint32Array(nodeCount);
    this.#selfSize = new Float64Array(nodeCount);
    this.#firstEdge = new Uint32Array(nodeCount + 1);
    this.#edgeType = new Uint8Array(edgeCount);
    this.#edgeName = new Uint32Array(edgeCount);
    this.#edgeTo = new Uint32Array(edgeCount);
    this.#numbered = Uint8Array.from(layout.edgeTypes, (type) =>
      type === 'element' || type === 'hidden' ? 1 : 0,
    );
  }

  /** Takes rows of `nodes`. */
  addNodes(numbers: Float64Array, length: number): void {
    const { nodeStride, node, nodeCount, nodeTypes } = this.#layout;
    let at = this.#nodes;
    let highestString = this.#highestString;
    if (at + length / nodeStride > nodeCount) {
      throw new BrokenSnapshot(`it has more nodes than the ${nodeCount} its header names`, 0);
    }
    for (let row = 0; row < length; row += nodeStride, at++) {
      const type = numbers[row + node.type]!;
      const name = numbers[row + node.name]!;
      const id = numbers[row + node.id]!;
      const edges = numbers[row + node.edgeCount]!;
      const size = numbers[row + node.selfSize]!;
      if (type >= nodeTypes.length) throw new BrokenSnapshot(`node ${at} has no known type`, 0);
      if (id > MOST_UINT32 || edges > MOST_UINT32 || size > Number.MAX_SAFE_INTEGER) {
        throw new BrokenSnapshot(`node ${at} has a number that is too large`, 0);
      }
      if (name > highestString) highestString = name;
      this.#nodeType[at] = type;
      this.#nodeName[at] = name;
      this.#nodeId[at] = id;
      this.#selfSize[at] = size;
      this.#firstEdge[at + 1] = edges;
    }
    if (node.detachedness !== -1) this.#addDetachedness(numbers, length);
    if (node.trace !== -1) this.#addTraces(numbers, length);
    this.#highestString = highestString;
    this.#nodes = at;
  }

  /** Takes rows of `edges`. */
  addEdges(numbers: Float64Array, length: number): void {
    const { edgeStride, edge, edgeCount, edgeTypes, nodeStride, nodeCount } = this.#layout;
    const edgeTo = this.#edgeTo;
    let at = this.#edges;
    let highestString = this.#highestString;
    if (at + length / edgeStride > edgeCount) {
      throw new BrokenSnapshot(`it has more edges than the ${edgeCount} its header names`, 0);
    }
    for (let row = 0; row < length; row += edgeStride, at++) {
      const type = numbers[row + edge.type]!;
      const name = numbers[row + edge.name]!;
      const to = numbers[row + edge.to]!;
      if (type >= edgeTypes.length) throw new BrokenSnapshot(`edge ${at} has no known type`, 0);
      const target = Math.floor(to / nodeStride);
      if (target >= nodeCount || target * nodeStride !== to) {
        throw new BrokenSnapshot(`edge ${at} leads to no node`, 0);
      }
      if (name > MOST_UINT32) {
        throw new BrokenSnapshot(`edge ${at} has a number that is too large`, 0);
      }
      if (name > highestString && this.#numbered[type] === 0) highestString = name;
      this.#edgeType[at] = type;
      this.#edgeName[at] = name;
      edgeTo[at] = target;
    }
    this.#highestString = highestString;
    this.#edges = at;
  }

  /** Takes rows of `locations`; V8 counts lines and columns from 0. */
  addLocations(numbers: Float64Array, length: number): void {
    const { locationStride, location, nodeStride, nodeCount } = this.#layout;
    this.#nodeLocation ??= new Uint32Array(nodeCount);
    for (let row = 0; row < length; row += locationStride) {
      const node = numbers[row + location.object]! / nodeStride;
      if (!Number.isInteger(node) || node >= nodeCount) {
        throw new BrokenSnapshot('a location belongs to no node', 0);
      }
      this.#nodeLocation[node] =
        1 +
        this.#indexOfLocation(
          numbers[row + location.script]!,
          numbers[row + location.line]! + 1,
          numbers[row + location.column]! + 1,
        );
    }
  }

  /** Takes rows of `trace_function_infos`. */
  addTraceFunctions(numbers: Float64Array, length: number): void {
    this.#traceFunctions.add(numbers, length, this.#layout);
  }

  /** Checks what only the whole tells, and gives the snapshot. Throws BrokenSnapshot. */
  finish(strings: StringTable, traces: TraceTree | null): HeapSnapshot {
    const { nodeCount, edgeCount, nodeStride, rootIndex } = this.#layout;
    const firstEdge = this.#firstEdge;
    if (nodeCount === 0) throw new BrokenSnapshot('it has no nodes', 0);
    if (this.#nodes !== nodeCount) {
      throw new BrokenSnapshot(
        `it has ${this.#nodes} nodes where its header names ${nodeCount}`,
        0,
      );
    }
    if (this.#edges !== edgeCount) {
      throw new BrokenSnapshot(
        `it has ${this.#edges} edges where its header names ${edgeCount}`,
        0,
      );
    }
    const highestString = Math.max(this.#highestString, this.#traceFunctions.highestString);
    if (highestString >= strings.count) {
      throw new BrokenSnapshot(`it uses text ${highestString} where there are ${strings.count}`, 0);
    }
    let sum = 0;
    for (let node = 1; node <= nodeCount; node++) {
      sum += firstEdge[node]!;
      if (sum > edgeCount) break;
      firstEdge[node] = sum;
    }
    if (sum !== edgeCount) {
      throw new BrokenSnapshot(`the edge counts of its nodes do not sum to ${edgeCount}`, 0);
    }
    const root = rootIndex / nodeStride;
    if (!Number.isInteger(root) || root >= nodeCount) {
      throw new BrokenSnapshot('its root is no node', 0);
    }
    return {
      nodeTypes: this.#layout.nodeTypes,
      edgeTypes: this.#layout.edgeTypes,
      nodeCount,
      edgeCount,
      root,
      nodeType: this.#nodeType,
      nodeName: this.#nodeName,
      nodeId: this.#nodeId,
      selfSize: this.#selfSize,
      firstEdge,
      detachedness: this.#detachedness,
      edgeType: this.#edgeType,
      edgeName: this.#edgeName,
      edgeTo: this.#edgeTo,
      nodeLocation: this.#nodeLocation,
      locations: this.#locations,
      strings,
      extraNativeBytes: this.#layout.extraNativeBytes,
      traces: joinTraces(this.#nodeTrace, traces, this.#traceFunctions.functions),
    };
  }

  #addDetachedness(numbers: Float64Array, length: number): void {
    const { nodeStride, node, nodeCount } = this.#layout;
    for (let row = node.detachedness, at = this.#nodes; row < length; row += nodeStride, at++) {
      const state = numbers[row]!;
      if (state === 0) continue;
      if (state > MOST_DETACHEDNESS) {
        throw new BrokenSnapshot(`node ${at} has no known state of attachment`, 0);
      }
      this.#detachedness ??= new Uint8Array(nodeCount);
      this.#detachedness[at] = state;
    }
  }

  #addTraces(numbers: Float64Array, length: number): void {
    const { nodeStride, node, nodeCount } = this.#layout;
    for (let row = node.trace, at = this.#nodes; row < length; row += nodeStride, at++) {
      const id = numbers[row]!;
      if (id === 0) continue;
      if (id > MOST_UINT32) throw new BrokenSnapshot(`node ${at} has a number too large`, 0);
      this.#nodeTrace ??= new Uint32Array(nodeCount);
      this.#nodeTrace[at] = id;
    }
  }

  #indexOfLocation(scriptId: number, line: number, column: number): number {
    let places = this.#locationIndex.get(scriptId);
    if (places === undefined) {
      places = new Map<number, number>();
      this.#locationIndex.set(scriptId, places);
    }
    // Exact as a double while the column is below 2^26, as V8's are: a script is at most 2^29 characters,
    // and a clash would need lines of more than 67 million.
    const key = line * 67_108_864 + column;
    let index = places.get(key);
    if (index === undefined) {
      index = this.#locations.push({ scriptId, line, column }) - 1;
      places.set(key, index);
    }
    return index;
  }
}
