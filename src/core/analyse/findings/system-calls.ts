/** What a run asked of the system, by kind, from the trace: opens of files, connections, children and syncs. */
import { countOutside } from '../compare/count-outside';
import type { SyscallTrace } from '../../model/syscalls';
import { SYNC_CALLS } from '../../model/syscalls';

const OPEN = /^(open(at2?)?|creat)$/;

/** Successful opens by path; null where opens were not traced. */
export function countOpens(trace: SyscallTrace | null): Map<string, number> | null {
  if (trace === null || !trace.traced.some((name) => OPEN.test(name))) return null;
  const wanted = trace.names.map((name) => OPEN.test(name));
  const counts = new Map<string, number>();
  const { events } = trace;
  for (let row = 0; row < events.length; row += 1) {
    // A failed open is a search along a path, not the reading of a file.
    if (!wanted[events.name[row]!] || !(events.result[row]! >= 0)) continue;
    const path = trace.paths[events.path[row]!]!;
    if (path !== '') counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}

/** Code, settings of the system and what a run time reads for itself: no data of the program. */
const NO_DATA =
  /^\/(proc|sys|dev|etc|usr|lib|lib32|lib64|opt|bin|sbin|run)\/|\/(node_modules|site-packages|dist-packages|__pycache__|\.git|lib\/python[\d.]+)(\/|$)|\.(so(\.[\d.]+)?|js|cjs|mjs|jsx|ts|mts|cts|tsx|py|pyc|pyd|pth|rb|node|wasm|jar|class|map|snap)$|(^|\/)(package|tsconfig|jsconfig)(\.[\w-]+)?\.json$|(^|\/)[\w.-]*(rc|config)(\.\w+)?$|^(pipe|socket|anon_inode):/;

/** Kinds of things outside of its own memory that a run used, with how often; a kind that was not traced is absent. */
export type Uses = Partial<Record<'file' | 'connection' | 'child' | 'sync', number>>;

/** Counts the uses of a traced run; null without a trace. */
export function countUses(trace: SyscallTrace | null): Uses | null {
  if (trace === null) return null;
  const uses: Uses = {};
  const opens = countOpens(trace);
  if (opens !== null) {
    uses.file = 0;
    for (const [path, count] of opens) if (!NO_DATA.test(path)) uses.file += count;
  }
  const outside = countOutside(trace);
  if (outside !== null) {
    uses.connection = outside.connections;
    uses.child = outside.childStarts;
  }
  const isSync = (name: string) => (SYNC_CALLS as readonly string[]).includes(name);
  if (trace.traced.some(isSync)) {
    uses.sync = 0;
    for (let row = 0; row < trace.events.length; row += 1) {
      if (isSync(trace.names[trace.events.name[row]!]!)) uses.sync += 1;
    }
  }
  return uses;
}
