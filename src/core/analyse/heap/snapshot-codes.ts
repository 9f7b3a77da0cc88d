/** The numbers that a snapshot uses for the node and edge types that the rules name; -1 where it has none. */
import type { HeapSnapshot } from '../../model/heap';

/** See snapshotCodes. */
export type SnapshotCodes = ReturnType<typeof snapshotCodes>;

/** Looks the types up once, so that the loops compare numbers. */
export function snapshotCodes(snapshot: HeapSnapshot) {
  const node = (name: string): number => snapshot.nodeTypes.indexOf(name);
  const edge = (name: string): number => snapshot.edgeTypes.indexOf(name);
  return {
    node: {
      hidden: node('hidden'),
      array: node('array'),
      string: node('string'),
      object: node('object'),
      code: node('code'),
      closure: node('closure'),
      regexp: node('regexp'),
      native: node('native'),
      synthetic: node('synthetic'),
      consString: node('concatenated string'),
      slicedString: node('sliced string'),
    },
    edge: {
      element: edge('element'),
      property: edge('property'),
      internal: edge('internal'),
      hidden: edge('hidden'),
      shortcut: edge('shortcut'),
      weak: edge('weak'),
      invisible: edge('invisible'),
    },
  };
}
