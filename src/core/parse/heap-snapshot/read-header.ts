/** The header of a snapshot: how many nodes and edges there are, and in which order their fields stand. */
import { BrokenSnapshot } from './broken-snapshot';

/** Where the fields of a row stand; -1 for a field that the file does not have. */
export interface SnapshotLayout {
  nodeCount: number;
  edgeCount: number;
  rootIndex: number;
  extraNativeBytes: number;
  nodeTypes: readonly string[];
  edgeTypes: readonly string[];
  nodeStride: number;
  node: {
    type: number;
    name: number;
    id: number;
    selfSize: number;
    edgeCount: number;
    detachedness: number;
    trace: number;
  };
  edgeStride: number;
  edge: { type: number; name: number; to: number };
  /** 0 where the file has no locations. */
  locationStride: number;
  location: { object: number; script: number; line: number; column: number };
  /** Numbers for each function of the allocation traces; 0 where the file has none, or none of the known form. */
  traceFunctionStride: number;
  traceFunction: { name: number; script: number; line: number; column: number };
}

/** How V8 writes a node of the tree of allocation traces; another order is not read. */
const TRACE_NODE_FIELDS = 'id,function_info_index,count,size,children';

/** Most rows of one kind: a column of 4-byte numbers then stays under the 2 GiB that one buffer may have. */
const MOST_ROWS = 536_870_000;

/** Checks the header's JSON. Throws BrokenSnapshot where it is not one of V8. */
export function readHeader(text: string): SnapshotLayout {
  const header = asObject(parseJson(text), 'snapshot');
  const meta = asObject(header['meta'], 'snapshot.meta');
  const nodeFields = asNames(meta['node_fields'], 'node_fields');
  const edgeFields = asNames(meta['edge_fields'], 'edge_fields');
  const locationFields =
    meta['location_fields'] === undefined
      ? []
      : asNames(meta['location_fields'], 'location_fields');
  const traceFields = traceFieldsOf(meta);
  const nodeField = (name: string): number => indexOfField(nodeFields, name);
  const edgeField = (name: string): number => indexOfField(edgeFields, name);
  return {
    nodeCount: asCount(header['node_count'], 'node_count'),
    edgeCount: asCount(header['edge_count'], 'edge_count'),
    rootIndex: header['root_index'] === undefined ? 0 : asCount(header['root_index'], 'root_index'),
    extraNativeBytes:
      typeof header['extra_native_bytes'] === 'number' ? header['extra_native_bytes'] : 0,
    nodeTypes: typesOf(meta['node_types'], nodeField('type'), 'node_types'),
    edgeTypes: typesOf(meta['edge_types'], edgeField('type'), 'edge_types'),
    nodeStride: nodeFields.length,
    node: {
      type: nodeField('type'),
      name: nodeField('name'),
      id: nodeField('id'),
      selfSize: nodeField('self_size'),
      edgeCount: nodeField('edge_count'),
      detachedness: nodeFields.indexOf('detachedness'),
      trace: nodeFields.indexOf('trace_node_id'),
    },
    edgeStride: edgeFields.length,
    edge: {
      type: edgeField('type'),
      name: edgeField('name_or_index'),
      to: edgeField('to_node'),
    },
    locationStride: locationFields.length,
    location: {
      object: locationFields.indexOf('object_index'),
      script: locationFields.indexOf('script_id'),
      line: locationFields.indexOf('line'),
      column: locationFields.indexOf('column'),
    },
    traceFunctionStride: traceFields.length,
    traceFunction: {
      name: traceFields.indexOf('name'),
      script: traceFields.indexOf('script_name'),
      line: traceFields.indexOf('line'),
      column: traceFields.indexOf('column'),
    },
  };
}

/** Fields of a trace's function; none where the file does not say all that is needed. */
function traceFieldsOf(meta: Record<string, unknown>): string[] {
  const { trace_function_info_fields: fields, trace_node_fields: nodeFields } = meta;
  if (!Array.isArray(fields) || !Array.isArray(nodeFields)) return [];
  if (nodeFields.join() !== TRACE_NODE_FIELDS) return [];
  const names = asNames(fields, 'trace_function_info_fields');
  const isWhole = ['name', 'script_name', 'line', 'column'].every((name) => names.includes(name));
  return isWhole ? names : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BrokenSnapshot('its header is no JSON', 0);
  }
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new BrokenSnapshot(`its header has no "${name}"`, 0);
}

function asNames(value: unknown, name: string): string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')) {
    return value;
  }
  throw new BrokenSnapshot(`its header has no list "${name}"`, 0);
}

function asCount(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new BrokenSnapshot(`its header has no number "${name}"`, 0);
  }
  if (value > MOST_ROWS) {
    throw new BrokenSnapshot(
      `"${name}" is ${value}, more than the ${MOST_ROWS} that can be read`,
      0,
    );
  }
  return value;
}

function indexOfField(fields: readonly string[], name: string): number {
  const index = fields.indexOf(name);
  if (index === -1) throw new BrokenSnapshot(`its header has no field "${name}"`, 0);
  return index;
}

function typesOf(value: unknown, field: number, name: string): string[] {
  const types = Array.isArray(value) ? asNames((value as unknown[])[field], name) : [];
  if (types.length === 0 || types.length > 255) {
    throw new BrokenSnapshot(`its header has no list "${name}"`, 0);
  }
  return types;
}
