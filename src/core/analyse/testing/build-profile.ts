/** Profiles written as text, for tests: a drawing of stacks that a reader can check by eye. */
import { FRAME_KINDS } from '../../model/profile';
import type { FrameKind, Profile, ValueType } from '../../model/profile';

/**
 * Builds a profile from indented text: two spaces a level, `name file:line kind = value value`, of which all but the name may be
 * left out. A file without a kind is own code, a name without a file is native; `(garbage collector)` and `(idle)` have
 * their kinds. Each line with values is one sample of the stack that ends there.
 *
 *     main bench.js:1
 *       lookup db.js:10 = 5
 *         (garbage collector) = 2
 */
export function buildProfile(
  text: string,
  valueTypes: readonly ValueType[] = [{ name: 'cpu', unit: 'ms' }],
  options: { samplesPerLine?: number; thread?: string } = {},
): Profile {
  const names: string[] = [];
  const files: (string | null)[] = [];
  const lines: number[] = [];
  const kinds: number[] = [];
  const frameRows = new Map<string, number>();
  const stackFrames: number[] = [];
  const stackParents: number[] = [];
  const samples: { stack: number; values: number[] }[] = [];
  const open: number[] = [];
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  const margin = Math.min(...rows.map((row) => row.search(/\S/)));
  for (const row of rows) {
    const depth = (row.search(/\S/) - margin) / 2;
    const frame = parseFrame(row.trim());
    const key = `${frame.name}|${frame.file ?? ''}|${frame.line}`;
    let index = frameRows.get(key);
    if (index === undefined) {
      index = names.length;
      frameRows.set(key, index);
      names.push(frame.name);
      files.push(frame.file);
      lines.push(frame.line);
      kinds.push(FRAME_KINDS.indexOf(frame.kind));
    }
    open.length = depth;
    stackFrames.push(index);
    stackParents.push(depth === 0 ? -1 : open[depth - 1]!);
    open.push(stackFrames.length - 1);
    if (frame.values.length > 0)
      samples.push({ stack: stackFrames.length - 1, values: frame.values });
  }
  const repeat = options.samplesPerLine ?? 1;
  const all = samples.flatMap((each) =>
    Array.from({ length: repeat }, () => ({
      stack: each.stack,
      values: each.values.map((value) => value / repeat),
    })),
  );
  return {
    source: { format: 'cpuprofile', tool: null },
    valueTypes,
    frames: {
      length: names.length,
      name: names,
      file: files,
      line: Int32Array.from(lines),
      column: new Int32Array(names.length),
      kind: Uint8Array.from(kinds),
    },
    stacks: {
      length: stackFrames.length,
      frame: Int32Array.from(stackFrames),
      parent: Int32Array.from(stackParents),
    },
    threads: [
      {
        pid: 1,
        tid: 1,
        name: options.thread ?? 'main',
        processName: 'node',
        samples: {
          length: all.length,
          stack: Int32Array.from(all, ({ stack }) => stack),
          time: null,
          values: valueTypes.map((_, column) =>
            Float64Array.from(all, ({ values }) => values[column] ?? 0),
          ),
        },
      },
    ],
    lines: null,
    durationMs: all.reduce((sum, { values }) => sum + (values[0] ?? 0), 0),
    notes: [],
  };
}

function parseFrame(text: string) {
  const [head, tail] = text.split(/\s=\s*/) as [string, string | undefined];
  const match = /^(.+?)(?:\s+(\S+):(\d+))?(?:\s+(own|library|runtime|native|gc|synthetic))?$/.exec(
    head,
  )!;
  const name = match[1]!;
  const file = match[2] ?? null;
  const implied: FrameKind =
    name === '(garbage collector)'
      ? 'gc'
      : name === '(idle)'
        ? 'idle'
        : file === null
          ? 'native'
          : 'own';
  return {
    name,
    file,
    line: Number(match[3] ?? 0),
    kind: (match[4] as FrameKind | undefined) ?? implied,
    values: tail === undefined ? [] : tail.trim().split(/\s+/).map(Number),
  };
}
