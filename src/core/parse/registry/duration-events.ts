import type { Profile } from '../../model/profile';
import { fileOfUrl } from '../parse-context';
import { isObject, numberOr, textOr, type JsonObject } from '../read-json';
import { EventStack } from './event-stack';
import { NumberColumn } from './number-column';
import { ProfileAssembler } from './profile-assembler';

const BEGIN = 0;
const END = 1;
const COMPLETE = 2;
const PHASES = new Map([
  ['B', BEGIN],
  ['E', END],
  ['X', COMPLETE],
]);

/** Events of one thread. Parallel columns. */
interface Track {
  pid: number;
  tid: number;
  phase: NumberColumn;
  frame: NumberColumn;
  /** Microseconds, as in the file. */
  start: NumberColumn;
  duration: NumberColumn;
}

/** Collects a trace's events with a duration and makes stacks of what is open at the same time in one thread. */
export class DurationEvents {
  readonly #builder: ProfileAssembler;
  readonly #tracks = new Map<string, Track>();
  #left = 0;
  length = 0;

  constructor(ownFolders: readonly string[]) {
    this.#builder = new ProfileAssembler(1, ownFolders);
  }

  /** Takes an event; one without a duration or a time is counted as left out. */
  add(event: JsonObject): void {
    const phase = PHASES.get(textOr(event['ph'], ''));
    const start = numberOr(event['ts'], Number.NaN);
    const duration = phase === COMPLETE ? numberOr(event['dur'], Number.NaN) : 0;
    if (phase === undefined || Number.isNaN(start) || !(duration >= 0)) {
      this.#left++;
      return;
    }
    const pid = numberOr(event['pid'], 0);
    const tid = numberOr(event['tid'], 0);
    const key = `${String(event['pid'])}:${String(event['tid'])}`;
    let track = this.#tracks.get(key);
    if (track === undefined) {
      const [phases, frame, starts, durations] = [1, 2, 3, 4].map(() => new NumberColumn());
      track = { pid, tid, phase: phases!, frame: frame!, start: starts!, duration: durations! };
      this.#tracks.set(key, track);
    }
    track.phase.push(phase);
    track.frame.push(this.#frameOf(event));
    track.start.push(start);
    track.duration.push(duration);
    this.length++;
  }

  /** The profile, value type `wall`. */
  finish(
    names: { process: ReadonlyMap<number, string>; thread: ReadonlyMap<string, string> },
    notes: string[],
  ): Profile {
    let open = 0;
    let unmatched = 0;
    for (const track of this.#tracks.values()) {
      const { pid, tid } = track;
      const name = names.thread.get(`${pid}:${tid}`) ?? `thread ${tid}`;
      const thread = this.#builder.thread(pid, tid, name, names.process.get(pid) ?? '');
      const stack = new EventStack(this.#builder.stacks, (innermost, from, duration) =>
        this.#builder.sample(thread, innermost, from / 1000, duration / 1000),
      );
      let last = 0;
      for (const row of orderEvents(track)) {
        const at = track.start.at(row);
        const end = at + track.duration.at(row);
        const phase = track.phase.at(row);
        if (phase === COMPLETE) stack.open(track.frame.at(row), at, end);
        else if (phase === BEGIN) stack.open(track.frame.at(row), at);
        else stack.close(this.#closed(track.frame.at(row)), at);
        last = Math.max(last, end);
      }
      open += stack.finish(last);
      unmatched += stack.unmatched;
    }
    if (open > 0) notes.push(`${open} events never end; they last to the end of their thread.`);
    if (unmatched > 0) notes.push(`${unmatched} events end but never begin; left out.`);
    if (this.#left > 0)
      notes.push(`${this.#left} events have no duration (counters, marks, flows); left out.`);
    return this.#builder.finish(
      { format: 'Chrome trace', tool: null },
      [{ name: 'wall', unit: 'ms' }],
      notes,
    );
  }

  /** Index of the event's frame; -1 for an end without a name, which closes whatever is innermost. */
  #frameOf(event: JsonObject): number {
    const name = textOr(event['name'], '');
    if (event['ph'] === 'E' && name === '') return -1;
    const args = isObject(event['args']) ? event['args'] : {};
    const data = isObject(args['data']) ? args['data'] : args;
    const place =
      textOr(data['url'], '') || textOr(data['filename'], '') || textOr(data['file'], '');
    // An end repeats the name alone; it is matched by name, so the place must not tell them apart.
    const line = numberOr(data['lineNumber'] ?? data['line'], 0);
    const called = name === 'FunctionCall' ? textOr(data['functionName'], '') : '';
    return this.#builder.frame(called === '' ? name : called, fileOfUrl(place), line);
  }

  #closed(frame: number): number | null {
    return frame < 0 ? null : frame;
  }
}

/** Rows by time; of events that start together the longer one is around the shorter. Ends stand as in the file. */
function orderEvents({ start, duration, phase }: Track): Uint32Array {
  const order = new Uint32Array(start.length);
  let sorted = true;
  for (let row = 0; row < order.length; row++) {
    order[row] = row;
    sorted &&= row === 0 || start.at(row) > start.at(row - 1);
  }
  if (sorted) return order;
  return order.sort((a, b) => {
    const earlier = start.at(a) - start.at(b);
    if (earlier !== 0) return earlier;
    const bothComplete = phase.at(a) === COMPLETE && phase.at(b) === COMPLETE;
    return (bothComplete ? duration.at(b) - duration.at(a) : 0) || a - b;
  });
}
