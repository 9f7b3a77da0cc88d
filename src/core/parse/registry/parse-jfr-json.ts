/** Java Flight Recorder as `jfr print --json` writes it. */
import type { Failure } from '../../model/failure';
import { NO_STACK, type FrameKind, type Profile } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import type { ParseContext } from '../parse-context';
import { isObject, numberOr, textOr, type JsonObject } from '../read-json';
import { unreadable } from './content';
import { ProfileAssembler, type ThreadIndex } from './profile-assembler';
import { listOf, readJsonFile } from './read-json-file';

const FORMAT = 'JFR';

const SAMPLES = 0;
const ALLOCATED = 1;

/** Events with a stack, the column they count in, and the member that holds the bytes. */
const EVENTS = new Map<string, { column: number; bytes: string | null }>([
  ['jdk.ExecutionSample', { column: SAMPLES, bytes: null }],
  ['jdk.NativeMethodSample', { column: SAMPLES, bytes: null }],
  ['jdk.ObjectAllocationSample', { column: ALLOCATED, bytes: 'weight' }],
  ['jdk.ObjectAllocationInNewTLAB', { column: ALLOCATED, bytes: 'tlabSize' }],
  ['jdk.ObjectAllocationOutsideTLAB', { column: ALLOCATED, bytes: 'allocationSize' }],
]);

const RUN_TIME = /^(java|javax|jdk|sun|com\.sun)\./;

/** Parses the JSON; value types `samples` and `allocated`. Events without a stack are passed over. */
export function parseJfrJson(bytes: Uint8Array, context: ParseContext): Result<Profile, Failure> {
  const builder = new ProfileAssembler(2, context.ownFolders);
  const threads = new Map<string, ThreadIndex>();
  let read = 0;
  let truncated = 0;
  let allocations = 0;
  const take = (event: unknown): void => {
    if (!isObject(event)) return;
    const type = EVENTS.get(textOr(event['type'], ''));
    const values = event['values'];
    const trace = isObject(values) ? values['stackTrace'] : null;
    if (type === undefined || !isObject(values) || !isObject(trace)) return;
    let stack = NO_STACK;
    const frames = listOf(trace['frames']);
    for (let at = frames.length - 1; at >= 0; at--) {
      const frame = frames[at];
      if (isObject(frame)) stack = builder.stacks.add(stack, addFrame(frame, builder));
    }
    if (trace['truncated'] === true) truncated++;
    const bytesOf = type.bytes === null ? 0 : numberOr(values[type.bytes], 0);
    const time = parseTime(textOr(values['startTime'], ''));
    const thread = threadOf(
      values['sampledThread'] ?? values['eventThread'],
      threads,
      builder,
      context,
    );
    read++;
    if (type.column === ALLOCATED) allocations++;
    builder.sample(thread, stack, time, type.column === SAMPLES ? 1 : 0, bytesOf);
  };
  const file = readJsonFile(bytes, FORMAT, { items: { path: ['recording', 'events'], take } });
  if (!file.ok) return file;
  if (read === 0) {
    return fail(unreadable(FORMAT, 'it holds no samples and no allocations', 'recording.events'));
  }
  const notes: string[] = [];
  if (truncated > 0)
    notes.push(`${truncated} of ${read} stacks were cut by the recording (stackdepth).`);
  if (allocations > 0)
    notes.push('Allocations are sampled: the bytes are estimates by the recording.');
  notes.push(
    'The recording names classes, not files; lines are those that ran, so functions have none.',
  );
  return succeed(
    builder.finish(
      { format: FORMAT, tool: 'JFR' },
      [
        { name: 'samples', unit: 'count' },
        { name: 'allocated', unit: 'bytes' },
      ],
      notes,
    ),
  );
}

function addFrame(frame: JsonObject, builder: ProfileAssembler): number {
  const method = isObject(frame['method']) ? frame['method'] : {};
  const type = isObject(method['type']) ? method['type'] : {};
  const owner = textOr(type['name'], '').replaceAll('/', '.');
  const name = textOr(method['name'], '');
  const kind: FrameKind = RUN_TIME.test(owner) ? 'runtime' : 'own';
  return builder.frame(owner === '' ? name : `${owner}.${name}`, null, 0, 0, kind);
}

/** Milliseconds since 1970, nanoseconds kept as a fraction; NaN for what is no time. */
function parseTime(text: string): number {
  const found = /^(.*:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.exec(text);
  if (found === null) return Number.NaN;
  return Date.parse(`${found[1]}${found[3]}`) + Number(`0${found[2] ?? ''}`) * 1000;
}

function threadOf(
  value: unknown,
  threads: Map<string, ThreadIndex>,
  builder: ProfileAssembler,
  context: ParseContext,
): ThreadIndex {
  const thread = isObject(value) ? value : {};
  const tid = numberOr(thread['osThreadId'], 0) || numberOr(thread['javaThreadId'], 0);
  const name = textOr(thread['javaName'], '') || textOr(thread['osName'], '');
  const key = `${tid}:${name}`;
  let index = threads.get(key);
  if (index === undefined) {
    index = builder.thread(context.pid, tid, name, context.processName || 'java');
    threads.set(key, index);
  }
  return index;
}
