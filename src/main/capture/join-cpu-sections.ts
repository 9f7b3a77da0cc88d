/** Sections of a CPU profile, one after the other, → the profile that V8 would have given as a whole. */

interface CallFrame {
  functionName: string;
  scriptId: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

interface Node {
  id: number;
  callFrame: CallFrame;
  hitCount?: number;
  children?: number[];
  positionTicks?: { line: number; ticks: number }[];
}

/** What V8's inspector gives, times in microseconds. */
export interface CpuSection {
  nodes: Node[];
  startTime: number;
  endTime: number;
  samples: number[];
  timeDeltas: number[];
  sourceMaps?: Record<string, string>;
}

interface JoinedNode {
  id: number;
  callFrame: CallFrame;
  hitCount: number;
  children: number[];
  positionTicks: { line: number; ticks: number }[];
}

/**
 * Joins sections in the order of time; at least one. Where two overlap, which is for a tenth of a millisecond while one
 * ends and the next has begun, samples count once.
 */
export function joinCpuSections(
  sections: readonly CpuSection[],
): Omit<CpuSection, 'nodes'> & { nodes: JoinedNode[] } {
  const nodes: JoinedNode[] = [];
  const byKey = new Map<string, JoinedNode>();
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  const sourceMaps: Record<string, string> = {};
  const startTime = sections[0]!.startTime;
  let last = startTime;
  for (const section of sections) {
    Object.assign(sourceMaps, section.sourceMaps);
    const idOf = addNodes(section, nodes, byKey);
    const from = last;
    let time = section.startTime;
    section.samples.forEach((node, row) => {
      time += section.timeDeltas[row]!;
      if (samples.length > 0 && time <= from) return;
      samples.push(idOf.get(node)!);
      timeDeltas.push(time - last);
      last = time;
    });
  }
  const endTime = sections.at(-1)!.endTime;
  return { nodes, startTime, endTime, samples, timeDeltas, sourceMaps };
}

/** Adds a section's tree to the joined one; gives the joined id of each of its nodes. */
function addNodes(
  { nodes: own }: CpuSection,
  nodes: JoinedNode[],
  byKey: Map<string, JoinedNode>,
): Map<number, number> {
  const idOf = new Map<number, number>();
  const parentOf = new Map<number, number>();
  // V8 lists parents before children.
  for (const { id, callFrame, children, hitCount, positionTicks } of own) {
    for (const child of children ?? []) parentOf.set(child, id);
    const parent = idOf.get(parentOf.get(id) ?? -1) ?? 0;
    const { functionName, scriptId, lineNumber, columnNumber } = callFrame;
    const key = `${parent} ${scriptId} ${lineNumber} ${columnNumber} ${functionName}`;
    let joined = byKey.get(key);
    if (joined === undefined) {
      joined = { id: nodes.length + 1, callFrame, hitCount: 0, children: [], positionTicks: [] };
      byKey.set(key, joined);
      nodes.push(joined);
      if (parent > 0) nodes[parent - 1]!.children.push(joined.id);
    }
    idOf.set(id, joined.id);
    joined.hitCount += hitCount ?? 0;
    for (const { line, ticks } of positionTicks ?? []) {
      const known = joined.positionTicks.find((each) => each.line === line);
      if (known === undefined) joined.positionTicks.push({ line, ticks });
      else known.ticks += ticks;
    }
  }
  return idOf;
}
