/** Puts each node into a class: the constructor with the place where it stands, or the kind of thing it is. */
import type { HeapLocation, HeapSnapshot } from '../../model/heap';
import type { DetachedNodes } from './mark-detached-nodes';
import {
  collectPropertyLists,
  inferShapes,
  matchShapes,
  type ShapeDefinition,
} from './object-shapes';
import type { SnapshotCodes } from './snapshot-codes';

/** The classes of a snapshot. */
export interface NodeClasses {
  /** Class of each node. */
  classOf: Uint32Array;
  names: string[];
  locations: (HeapLocation | null)[];
  /** The shapes that plain objects were grouped by; a second snapshot is classified with them to be compared. */
  shapes: readonly ShapeDefinition[];
}

/** Classes by classKeyInternal of DevTools' HeapSnapshot.ts; plain objects go by `shapes`, or by shapes inferred. */
export function classifyNodes(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
  detached: DetachedNodes | null,
  shapes?: readonly ShapeDefinition[],
): NodeClasses {
  const register = new ClassRegister(snapshot);
  const classOf = new Uint32Array(snapshot.nodeCount);
  const typeClasses = snapshot.nodeTypes.map((type) => typeClassName(type));
  const { nodeType, nodeName, nodeLocation } = snapshot;
  const isRenamed = (node: number): boolean =>
    detached !== null && !detached.named && detached.detached.has(node);
  for (let node = 0; node < snapshot.nodeCount; node++) {
    const type = nodeType[node]!;
    if (type === codes.node.object || type === codes.node.native) {
      const location = type === codes.node.object ? (nodeLocation?.[node] ?? 0) : 0;
      classOf[node] = register.ofName(nodeName[node]!, location, isRenamed(node));
    } else {
      classOf[node] = register.ofText(typeClasses[type]!, 0);
    }
  }
  const lists = collectPropertyLists(snapshot, codes);
  const known = shapes ?? inferShapes(snapshot, lists);
  const matches = matchShapes(snapshot, lists, known);
  for (let index = 0; index < lists.nodes.length; index++) {
    const node = lists.nodes[index]!;
    const shape = matches[lists.listOf[index]!]!;
    if (shape === -1) continue;
    classOf[node] = register.ofText(known[shape]!.name, nodeLocation?.[node] ?? 0);
  }
  return { classOf, names: register.names, locations: register.locations, shapes: known };
}

/** Numbers classes as they are met. */
class ClassRegister {
  readonly names: string[] = [];
  readonly locations: (HeapLocation | null)[] = [];
  readonly #snapshot: HeapSnapshot;
  /** By location, then by name. */
  readonly #byText: Map<string, number>[] = [];
  /** By location, then by the name's string index, twice it plus one for detached nodes: spares decoding. */
  readonly #byName: Map<number, number>[] = [];

  constructor(snapshot: HeapSnapshot) {
    this.#snapshot = snapshot;
  }

  ofText(name: string, location: number): number {
    const classes = (this.#byText[location] ??= new Map());
    let index = classes.get(name);
    if (index === undefined) {
      index = this.names.push(name) - 1;
      this.locations.push(location === 0 ? null : this.#snapshot.locations[location - 1]!);
      classes.set(name, index);
    }
    return index;
  }

  ofName(name: number, location: number, renamed: boolean): number {
    const classes = (this.#byName[location] ??= new Map());
    const key = name * 2 + (renamed ? 1 : 0);
    let index = classes.get(key);
    if (index === undefined) {
      const text = this.#snapshot.strings.text(name);
      index = this.ofText(elementName(renamed ? `Detached ${text}` : text), location);
      classes.set(key, index);
    }
    return index;
  }
}

/** `<div id="a">` belongs to `<div>`. */
function elementName(name: string): string {
  const start = name.startsWith('Detached <') ? 10 : name.startsWith('<') ? 0 : -1;
  if (start === -1) return name;
  const space = name.indexOf(' ', start);
  return space === -1 ? name : `${name.slice(0, space)}>`;
}

function typeClassName(type: string): string {
  switch (type) {
    case 'hidden':
      return '(system)';
    case 'code':
      return '(compiled code)';
    case 'closure':
      return 'Function';
    case 'regexp':
      return 'RegExp';
    default:
      return `(${type})`;
  }
}
