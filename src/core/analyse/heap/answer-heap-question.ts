/** Answers the questions of an open snapshot. Lists are sorted once and kept while pages of them are asked for. */
import type {
  HeapAllocationRow,
  HeapClassRow,
  HeapOrder,
  HeapQuestionName,
  HeapQuestions,
  Page,
  PageRange,
  RetainerShapeRow,
} from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';
import { computeOverview } from './compute-overview';
import { cutPage } from './cut-page';
import { describeNode, joinConsString } from './describe-node';
import { findDuplicateStrings, type DuplicateStringSums } from './find-duplicate-strings';
import { findPathToRoot, listChildren, listRetainers } from './find-references';
import { sumRetainerShapes } from './retainer-shapes';
import { sortByValue } from './sort-nodes';
import { framesOfPath, sumAllocations } from './sum-allocations';

const MOST_TEXT_CHARACTERS = 10_000;

/** Objects of a class whose holders are looked up: enough for shares of a percent. */
const MOST_SHAPED = 5000;

type Handlers = {
  [Name in HeapQuestionName]: (
    question: HeapQuestions[Name]['question'],
  ) => HeapQuestions[Name]['answer'];
};

/** An open snapshot. */
export class HeapAnswers {
  readonly #analysis: HeapAnalysis;
  #sorted: { key: string; nodes: Uint32Array } | null = null;
  #duplicates: DuplicateStringSums | null = null;
  readonly #handlers: Handlers;

  constructor(analysis: HeapAnalysis) {
    this.#analysis = analysis;
    this.#handlers = {
      overview: () => computeOverview(analysis),
      classes: ({ order, range }) => this.#listClasses(order, range),
      classNodes: ({ classIndex, range }) =>
        this.#listNodes(`class ${classIndex}`, range, () => this.#findClassNodes(classIndex)),
      node: ({ node }) => (this.#has(node) ? describeNode(analysis, node) : null),
      children: ({ node, range }) =>
        this.#has(node) ? listChildren(analysis, node, range) : emptyPage(),
      retainers: ({ node, range }) =>
        this.#has(node) ? listRetainers(analysis, node, range) : emptyPage(),
      pathToRoot: ({ node }) => (this.#has(node) ? findPathToRoot(analysis, node) : []),
      dominated: ({ node, range }) => {
        const from = node ?? analysis.snapshot.root;
        if (!this.#has(from)) return emptyPage();
        return this.#listNodes(`dominated ${from}`, range, () => {
          const { starts, nodes } = analysis.children;
          return nodes.slice(starts[from], starts[from + 1]);
        });
      },
      duplicateStrings: ({ range }) => {
        const sums = (this.#duplicates ??= findDuplicateStrings(analysis));
        return cutPage(indexes(sums.length), range, (index) => sums.row(index));
      },
      detachedNodes: ({ range }) =>
        this.#listNodes('detached', range, () =>
          this.#findNodes((node) => analysis.detached?.detached.has(node) ?? false),
        ),
      retainerShapes: ({ classIndex, range }) => this.#listShapes(classIndex, range),
      allocations: ({ classIndex, range }) => this.#listAllocations(classIndex, range),
      stringValue: ({ node }) => this.#readString(node),
    };
  }

  /** Answers one question. */
  answer<Name extends HeapQuestionName>(
    name: Name,
    question: HeapQuestions[Name]['question'],
  ): HeapQuestions[Name]['answer'] {
    return this.#handlers[name](question);
  }

  #has(node: number): boolean {
    return Number.isInteger(node) && node >= 0 && node < this.#analysis.snapshot.nodeCount;
  }

  #listClasses(order: HeapOrder, range: PageRange): Page<HeapClassRow> {
    const { sums, classes } = this.#analysis;
    const values = {
      retained: sums.retainedBytes,
      self: sums.selfBytes,
      count: sums.count,
    }[order];
    const listed: number[] = [];
    sums.count.forEach((count, index) => {
      if (count > 0) listed.push(index);
    });
    listed.sort((a, b) => values[b]! - values[a]! || a - b);
    return cutPage(listed, range, (index) => ({
      classIndex: index,
      name: classes.names[index]!,
      location: classes.locations[index]!,
      count: sums.count[index]!,
      selfBytes: sums.selfBytes[index]!,
      retainedBytes: sums.retainedBytes[index]!,
    }));
  }

  #listNodes(key: string, range: PageRange, find: () => Uint32Array) {
    if (this.#sorted?.key !== key) {
      const { retainedSize } = this.#analysis.dominators;
      this.#sorted = { key, nodes: sortByValue(find(), retainedSize) };
    }
    return cutPage(this.#sorted.nodes, range, (node) => describeNode(this.#analysis, node));
  }

  #findClassNodes(classIndex: number): Uint32Array {
    const { classes, shallowSize } = this.#analysis;
    return this.#findNodes(
      (node) => classes.classOf[node] === classIndex && shallowSize[node] !== 0,
    );
  }

  #findNodes(matches: (node: number) => boolean): Uint32Array {
    const { nodeCount } = this.#analysis.snapshot;
    let count = 0;
    for (let node = 0; node < nodeCount; node++) if (matches(node)) count++;
    const nodes = new Uint32Array(count);
    for (let node = 0, at = 0; at < count; node++) if (matches(node)) nodes[at++] = node;
    return nodes;
  }

  #listShapes(classIndex: number, range: PageRange): Page<RetainerShapeRow> {
    const nodes = this.#findClassNodes(classIndex);
    const { sums, scale } = sumRetainerShapes(
      this.#analysis,
      this.#analysis.classes,
      nodes,
      MOST_SHAPED,
    );
    const rows = [...sums].sort(([, a], [, b]) => b.count - a.count || b.bytes - a.bytes);
    return cutPage(rows, range, ([shape, { count, bytes }]) => ({
      shape,
      count: Math.round(count * scale),
      selfBytes: Math.round(bytes * scale),
    }));
  }

  #listAllocations(classIndex: number | null, range: PageRange): Page<HeapAllocationRow> | null {
    const { classOf } = this.#analysis.classes;
    const sums = sumAllocations(
      this.#analysis,
      (node) => classIndex === null || classOf[node] === classIndex,
    );
    if (sums === null) return null;
    const rows = [...sums].sort(([, a], [, b]) => b.bytes - a.bytes);
    return cutPage(rows, range, ([path, { count, bytes }]) => ({
      frames: framesOfPath(this.#analysis, path),
      count,
      selfBytes: bytes,
    }));
  }

  #readString(node: number): string | null {
    if (!this.#has(node)) return null;
    const { snapshot, codes } = this.#analysis;
    const type = snapshot.nodeType[node];
    if (type === codes.node.consString) {
      return joinConsString(snapshot, codes, node, MOST_TEXT_CHARACTERS);
    }
    if (type !== codes.node.string && type !== codes.node.slicedString) return null;
    return snapshot.strings.text(snapshot.nodeName[node]!, MOST_TEXT_CHARACTERS);
  }
}

function emptyPage<Row>(): Page<Row> {
  return { total: 0, from: 0, rows: [] };
}

function indexes(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, index) => index);
}
