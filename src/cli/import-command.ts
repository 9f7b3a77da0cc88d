/** `touchstone import FILE…`: what a file of any profiler holds. */
import { checkProfile } from '../core/analyse/check-profile';
import { buildCallTree, sumByFunction } from '../core/analyse/tree/call-tree';
import { ANSWER_SCHEMA_VERSION } from '../core/model/answers';
import { countSamples } from '../core/model/count-samples';
import { formatCount, formatQuantity, formatShare } from '../core/model/format-quantity';
import type { CallCounts, Profile } from '../core/model/profile';
import type { SyscallTrace } from '../core/model/syscalls';
import { chooseColumn } from '../core/report/choose-column';
import { importFile, type ImportedFile } from '../main/export/import-file';
import { isArchive, openArchive, type OpenedArchive } from '../main/export/open-archive';
import { openStore } from '../main/store/store';
import { EXIT, exitCodeOfFailure, type ExitCode } from './exit-code';
import { describeFailure, printFailure } from './print-failure';
import type { Terminal } from './terminal';
import { watchInterrupts } from './watch-interrupts';

/** Functions and system calls listed. */
const SHOWN = 15;

/** What is said of a file; `--json` prints it. */
export interface ImportSummary {
  file: string;
  bytes: number;
  format: string;
  formatName: string;
  tool: string | null;
  /** What was undone or asked for before parsing: `gzip`, `perf script`. */
  steps: string[];
  kind: 'profile' | 'calls' | 'syscalls' | 'heap-snapshot';
  values: { name: string; unit: string; total: number }[];
  durationMs: number | null;
  threads: {
    pid: number;
    tid: number;
    name: string;
    process: string;
    samples: number;
    totals: number[];
  }[];
  /** Greatest first, by the value that matters most; `value` names it. */
  functions: {
    value: string;
    all: number;
    top: { function: string; file: string | null; line: number; self: number; total: number }[];
  } | null;
  counts: { name: string; count: number; totalMs: number | null }[] | null;
  notes: string[];
}

/** An archive that was taken in; `--json` lists it under `archives`. */
export interface ArchiveSummary extends OpenedArchive {
  file: string;
}

/** Prints a summary of each file. The exit code is 2 where one is not there, 3 where one cannot be read; the others are printed. */
export async function runImportCommand(
  files: readonly string[],
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const { signal, stop } = watchInterrupts((line) => terminal.tell(line));
  const summaries: ImportSummary[] = [];
  const archives: ArchiveSummary[] = [];
  const failures: unknown[] = [];
  let code: ExitCode = EXIT.clean;
  try {
    for (const file of files) {
      const opened = (await isArchive(file)) ? await openArchive(openStore(), file, signal) : null;
      if (opened?.ok === true) {
        archives.push({ file, ...opened.value });
        if (!json) terminal.print(formatArchive(file, opened.value));
        continue;
      }
      const read = opened ?? (await importFile(file, { signal }));
      if (read.ok) {
        const summary = summarise(read.value);
        summaries.push(summary);
        if (!json) terminal.print(formatSummary(summary));
        continue;
      }
      code = Math.max(code, exitCodeOfFailure(read.failure)) as ExitCode;
      failures.push(read.failure);
      if (json && files.length === 1) return printFailure(read.failure, json, terminal);
      if (!json) for (const line of describeFailure(read.failure)) terminal.tell(line);
      if (read.failure.kind === 'interrupted') return EXIT.interrupted;
    }
  } finally {
    stop();
  }
  if (json) {
    const document = { schemaVersion: ANSWER_SCHEMA_VERSION, files: summaries, archives, failures };
    terminal.print(`${JSON.stringify(document, null, 2)}\n`);
  }
  return code;
}

function formatArchive(file: string, { subject, stripped }: OpenedArchive): string {
  const kind = stripped ? `stripped ${subject.kind}` : subject.kind;
  return `${file}: ${kind} ${subject.id}, now in the data folder\n  touchstone report ${subject.id}\n`;
}

function summarise({ path, size, steps, format, content }: ImportedFile): ImportSummary {
  const summary: ImportSummary = {
    file: path,
    bytes: size,
    format: format.id,
    formatName: format.name,
    tool: null,
    steps,
    kind: content.kind,
    values: [],
    durationMs: null,
    threads: [],
    functions: null,
    counts: null,
    notes: [],
  };
  switch (content.kind) {
    case 'profile':
      summariseProfile(content.profile, summary);
      if (content.calls !== null) summary.counts = countCalls(content.calls);
      break;
    case 'calls':
      summary.counts = countCalls(content.calls);
      summary.notes = [...content.calls.notes];
      break;
    case 'syscalls':
      summary.counts = countSyscalls(content.trace);
      summary.notes = [...content.trace.notes];
      break;
    case 'heap-snapshot': {
      const { nodeCount, edgeCount, selfSize } = content.snapshot;
      const bytes = selfSize.reduce((sum, each) => sum + each, 0);
      summary.values = [
        { name: 'objects', unit: 'count', total: nodeCount },
        { name: 'references', unit: 'count', total: edgeCount },
        { name: 'size', unit: 'bytes', total: bytes },
      ];
      break;
    }
  }
  return summary;
}

function summariseProfile(profile: Profile, summary: ImportSummary): void {
  const sum = (values: Float64Array) => values.reduce((all, each) => all + each, 0);
  summary.tool = profile.source.tool;
  summary.durationMs = profile.durationMs;
  const doubt = checkProfile(profile);
  summary.notes = [...(doubt === null ? [] : [doubt.text]), ...profile.notes];
  summary.threads = profile.threads.map((thread) => ({
    pid: thread.pid,
    tid: thread.tid,
    name: thread.name,
    process: thread.processName,
    samples: countSamples(profile, thread),
    totals: thread.samples.values.map(sum),
  }));
  summary.values = profile.valueTypes.map(({ name, unit }, column) => ({
    name,
    unit,
    total: summary.threads.reduce((all, thread) => all + thread.totals[column]!, 0),
  }));
  const column = chooseColumn(profile);
  if (column < 0) return;
  const tree = buildCallTree(profile, column);
  const { self, total } = sumByFunction(tree);
  const rows = tree.functions.keys.map((_, row) => row).filter((row) => total[row]! > 0);
  rows.sort((a, b) => self[b]! - self[a]! || total[b]! - total[a]! || a - b);
  summary.functions = {
    value: profile.valueTypes[column]!.name,
    all: rows.length,
    top: rows.slice(0, SHOWN).map((row) => {
      const key = tree.functions.keys[row]!;
      return {
        function: key.function,
        file: key.file,
        line: key.line,
        self: self[row]!,
        total: total[row]!,
      };
    }),
  };
}

function countCalls({ frames, calls }: CallCounts): ImportSummary['counts'] {
  const rows = Array.from(calls, (_, row) => row).sort((a, b) => calls[b]! - calls[a]! || a - b);
  return rows
    .slice(0, SHOWN)
    .map((row) => ({ name: frames.name[row]!, count: calls[row]!, totalMs: null }));
}

function countSyscalls({ names, events }: SyscallTrace): ImportSummary['counts'] {
  const counts = names.map((name) => ({ name, count: 0, totalMs: 0 }));
  for (let row = 0; row < events.length; row++) {
    const count = counts[events.name[row]!]!;
    count.count++;
    if (!Number.isNaN(events.duration[row]!)) count.totalMs += events.duration[row]!;
  }
  return counts.sort((a, b) => b.count - a.count).slice(0, SHOWN);
}

function formatSummary(summary: ImportSummary): string {
  const lines = [
    `${summary.file}: ${summary.formatName}${summary.tool === null ? '' : ` of ${summary.tool}`}${summary.steps.length === 0 ? '' : ` (by ${summary.steps.join(', ')})`}`,
  ];
  const values = summary.values.map(
    ({ name, unit, total }) => `${name} ${formatQuantity(total, unit)}`,
  );
  if (values.length > 0) lines.push(`  ${values.join(', ')}`);
  if (summary.durationMs !== null) lines.push(`  over ${formatQuantity(summary.durationMs, 'ms')}`);
  for (const thread of summary.threads.slice(0, SHOWN)) {
    const names = `${thread.process} ${thread.name}`.trim();
    const ids = thread.pid === 0 && thread.tid === 0 ? '' : ` (${thread.pid}:${thread.tid})`;
    lines.push(`  thread ${names}${ids}: ${formatCount(thread.samples)} samples`);
  }
  const more = summary.threads.length - SHOWN;
  if (more > 0) lines.push(`  and ${formatCount(more)} more threads`);
  lines.push(...formatFunctions(summary));
  for (const { name, count, totalMs } of summary.counts ?? []) {
    const time = totalMs === null ? '' : `  ${formatQuantity(totalMs, 'ms')}`;
    lines.push(`  ${formatCount(count).padStart(12)}  ${name}${time}`);
  }
  for (const note of summary.notes) lines.push(`  Note: ${note}`);
  return `${lines.join('\n')}\n`;
}

function formatFunctions({ functions, values }: ImportSummary): string[] {
  if (functions === null) return [];
  const { unit, total } = values.find(({ name }) => name === functions.value)!;
  const row = (self: string, share: string, all: string, name: string) =>
    `  ${self.padStart(12)} ${share.padStart(8)} ${all.padStart(12)}  ${name}`;
  const lines = [row('self', 'share', 'with callees', `function, by ${functions.value}`)];
  for (const each of functions.top) {
    const place =
      each.file === null ? '' : ` (${each.file}${each.line > 0 ? `:${each.line}` : ''})`;
    const share = formatShare(total > 0 ? each.self / total : Number.NaN);
    // A name may hold line breaks and control characters, which a terminal would obey.
    const name = `${each.function}${place}`.replace(/\p{Cc}/gu, '\uFFFD');
    lines.push(row(formatQuantity(each.self, unit), share, formatQuantity(each.total, unit), name));
  }
  if (functions.all > functions.top.length) {
    lines.push(`  showing ${functions.top.length} of ${formatCount(functions.all)} functions`);
  }
  return lines;
}
