/** The source of a function with the cost of each line: the whole file, of which only the lines in sight exist. */
import type { Tree } from '@lezer/common';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { formatTime } from '../../../core/model/format-quantity';
import type { FunctionDetailAnswer, SourceLine } from '../../../core/model/function-answers';
import type { spansOfLine } from './parse-source';
import './source-code.css';

const LINE_PX = 19;

/** See the head of this file. */
export function SourceCode(props: {
  source: NonNullable<FunctionDetailAnswer['source']>;
  /** Line where the function starts, shown first. */
  start: number;
  side: 'candidate' | 'reference';
}) {
  const { source, start, side } = props;
  const { lines } = source;
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });
  const startIndex = Math.max(0, start - source.firstLine);
  useEffect(() => {
    virtual.scrollToIndex(startIndex, { align: 'start' });
    // Only another function moves the text: not each render of the same one.
  }, [virtual, source, startIndex]);
  const { most, longest, offsets } = useMemo(() => measureLines(lines), [lines]);
  const read = useRead(source.path, lines);
  return (
    <div ref={scroll} className="scroll" tabIndex={0} role="region" aria-label="Source code">
      <ol
        className={`source ${side}`}
        style={
          {
            height: virtual.getTotalSize(),
            '--longest': `${longest}ch`,
          } as CSSProperties
        }
      >
        {virtual.getVirtualItems().map(({ index, start: top }) => {
          const line = lines[index]!;
          return (
            <li
              key={line.line}
              aria-setsize={lines.length}
              aria-posinset={index + 1}
              className={line.line === start ? 'start' : undefined}
              style={{ transform: `translateY(${top}px)` }}
            >
              <span
                className="cost"
                style={{ '--share': most > 0 ? line.ms / most : 0 } as CSSProperties}
              >
                {line.ms > 0 ? formatTime(line.ms) : ''}
              </span>
              <span className="number">{line.line}</span>
              <span className="text">
                <Coloured line={line.text} read={read} from={offsets[index]!} />
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** A text that was read, with what cuts its lines into colours: both come with the first source that is shown. */
interface ReadSource {
  lines: readonly SourceLine[];
  tree: Tree;
  spansOf: typeof spansOfLine;
}

function Coloured(props: { line: string; read: ReadSource | null; from: number }) {
  const { line, read, from } = props;
  if (read === null) return line;
  return read.spansOf(read.tree, line, from).map(({ text, className }, index) =>
    className === null ? (
      text
    ) : (
      <span key={index} className={className}>
        {text}
      </span>
    ),
  );
}

/** Null until the text is read, and where its language is not known: the text stands there without colours. */
function useRead(path: string, lines: readonly SourceLine[]): ReadSource | null {
  const [read, setRead] = useState<ReadSource | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    void readSource(path, lines, abort.signal).then((next) => {
      if (next !== null && !abort.signal.aborted) setRead(next);
    });
    return () => abort.abort();
  }, [path, lines]);
  return read?.lines === lines ? read : null;
}

async function readSource(
  path: string,
  lines: readonly SourceLine[],
  signal: AbortSignal,
): Promise<ReadSource | null> {
  const { languageOf, parseSource, spansOfLine: spansOf } = await import('./parse-source');
  const language = languageOf(path);
  if (language === null) return null;
  const tree = await parseSource(lines.map((line) => line.text).join('\n'), language, signal);
  return tree === null ? null : { lines, tree, spansOf };
}

function measureLines(lines: readonly SourceLine[]) {
  let [most, longest, at] = [0, 0, 0];
  const offsets = lines.map(({ ms, text }) => {
    const start = at;
    most = Math.max(most, ms);
    longest = Math.max(longest, text.length);
    at += text.length + 1;
    return start;
  });
  return { most, longest, offsets };
}
