/** A .cpuprofile from bytes: samples and deltas go straight into the columns of the profile. */
import type { Failure } from '../../model/failure';
import type { Profile } from '../../model/profile';
import { fail, type Result } from '../../model/result';
import { assembleCpuProfile, buildCpuProfile, toNodeId, unevenDeltas } from '../parse-cpu-profile';
import type { ParseContext } from '../parse-context';
import { isObject } from '../read-json';
import { unreadable, type FileSource } from './content';
import type { NumberSink } from './json-bytes';
import { readJsonFile } from './read-json-file';

const FORMAT = 'cpuprofile';

/** Parses a whole file; like parseCpuProfile, for files of any length. Gives the bytes up once they are read. */
export function parseCpuProfileSource(
  source: FileSource,
  context: ParseContext,
): Result<Profile, Failure> {
  const ids = new SampleIds();
  const moments = new Moments(ids);
  const read = readJsonFile(source.bytes, FORMAT, {
    numbers: { samples: ids, timeDeltas: moments },
  });
  if (!read.ok) return read;
  const file = read.value;
  if (!isObject(file)) return fail(unreadable(FORMAT, 'it is no object'));
  const { samples, timeDeltas } = file;
  // What is no list of numbers was kept, and is told as for any other file.
  if (!isEmptyList(samples) || !isEmptyList(timeDeltas)) return buildCpuProfile(file, context);
  if (ids.length !== moments.length) return fail(unevenDeltas());
  // All is in columns by now. The last one takes the place of the file: beside it the memory would be four times the file.
  const cost = takePlace(source, ids.length);
  source.bytes = new Uint8Array(0);
  return assembleCpuProfile(
    file,
    { ids: ids.view(), moments: moments.sum(), backward: moments.backward, cost },
    context,
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A column in the memory of the file, or a new one. */
function takePlace({ bytes, reusable }: FileSource, length: number): Float64Array {
  const from = Math.ceil(bytes.byteOffset / 8) * 8;
  const room = bytes.byteOffset + bytes.byteLength - from;
  return reusable === true && room >= length * 8
    ? new Float64Array(bytes.buffer, from, length)
    : new Float64Array(length);
}

class SampleIds implements NumberSink {
  #ids = new Int32Array(0);
  length = 0;

  start(expected: number): void {
    this.#ids = new Int32Array(Math.max(1024, expected));
    this.length = 0;
  }

  take(value: number): void {
    if (this.length === this.#ids.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.#ids);
      this.#ids = grown;
    }
    this.#ids[this.length++] = toNodeId(value);
  }

  view(): Int32Array {
    return this.#ids.subarray(0, this.length);
  }
}

/** Deltas, and in the end their running sum. */
class Moments implements NumberSink {
  readonly #samples: SampleIds;
  #moments = new Float64Array(0);
  length = 0;
  backward = 0;

  /** V8 writes the samples first, so that their number is known. */
  constructor(samples: SampleIds) {
    this.#samples = samples;
  }

  start(): void {
    this.#moments = new Float64Array(Math.max(1024, this.#samples.length));
    this.length = 0;
    this.backward = 0;
  }

  take(value: number): void {
    if (this.length === this.#moments.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.#moments);
      this.#moments = grown;
    }
    if (value < 0) this.backward++;
    this.#moments[this.length++] = value;
  }

  /** Sums up in place; nothing may be taken afterwards. */
  sum(): Float64Array {
    const moments = this.#moments.subarray(0, this.length);
    for (let at = 1; at < moments.length; at++) moments[at]! += moments[at - 1]!;
    return moments;
  }
}
