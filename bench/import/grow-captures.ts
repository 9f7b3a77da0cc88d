/** Large files grown from real captures: what a tool wrote in seconds, as it would be after hours. All are seeded. */
import { createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import type { Profile } from '../../src/core/model/profile';
import { parsePprof } from '../../src/core/parse/registry/parse-pprof';
import { seedRandom } from './seed-random';

/** Characters gathered before they are written. */
const GATHERED = 1 << 20;

interface CpuProfile {
  nodes: { id: number }[];
  startTime: number;
  samples: number[];
  timeDeltas: number[];
}

/** A .cpuprofile whose samples are stretches of the real ones, 50 to 500 in a row, so that stacks change as they do. */
export async function growCpuProfile(capture: string, out: string, bytes: number): Promise<void> {
  const { nodes, startTime, samples, timeDeltas } = JSON.parse(
    readFileSync(capture, 'utf8'),
  ) as CpuProfile;
  const random = seedRandom(1);
  const head = `{"nodes":${JSON.stringify(nodes)},"startTime":${startTime}`;
  // An id and its delta with their commas take about 11 bytes.
  const count = Math.floor((bytes - head.length) / 11);
  const rows = new Uint32Array(count);
  for (let at = 0; at < count;) {
    const from = Math.floor(random() * samples.length);
    const length = Math.min(50 + Math.floor(random() * 450), samples.length - from, count - at);
    for (let row = 0; row < length; row++) rows[at++] = from + row;
  }
  const jitter = Float64Array.from({ length: 997 }, () => Math.floor(random() * 200) - 100);
  const deltaOf = (at: number): number =>
    Math.max(1, Math.abs(timeDeltas[rows[at]!]!) + jitter[at % jitter.length]!);
  function* pieces(): Generator<string> {
    let total = 0;
    for (let at = 0; at < count; at++) total += deltaOf(at);
    yield `${head},"endTime":${startTime + total},"samples":[${samples[rows[0]!]!}`;
    for (let at = 1; at < count; at++) yield `,${samples[rows[at]!]!}`;
    yield `],"timeDeltas":[${deltaOf(0)}`;
    for (let at = 1; at < count; at++) yield `,${deltaOf(at)}`;
    yield ']}';
  }
  await write(out, pieces());
}

/** Output of perf script: real samples in seeded order at a millisecond's distance, frames at 64 addresses each. */
export async function growPerfScript(capture: string, out: string, bytes: number): Promise<void> {
  const random = seedRandom(2);
  const blocks = readFileSync(capture, 'utf8')
    .split('\n\n')
    .map((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith('#')))
    .filter((lines) => lines.length > 1 && /\d+\.\d+:/.test(lines[0]!));
  function* pieces(): Generator<string> {
    let time = 4000;
    for (let written = 0; written < bytes;) {
      const [heading, ...frames] = blocks[Math.floor(random() * blocks.length)]!;
      time += 0.0005 + random() * 0.001;
      const place = Math.floor(random() * frames.length);
      const moved = Math.floor(random() * 64).toString(16);
      const lines = frames.map((line, at) =>
        at === place ? line.replace(/\+0x([0-9a-f]+)/, `+0x$1${moved}`) : line,
      );
      const block = `${heading!.replace(/\d+\.\d+:/, `${time.toFixed(6)}:`)}\n${lines.join('\n')}\n\n`;
      written += block.length;
      yield block;
    }
  }
  await write(out, pieces());
}

/** A pprof of a program with 20,000 functions named after the real ones, and stacks 5 to 60 deep that share their roots. */
export async function growPprof(capture: string, out: string, bytes: number): Promise<void> {
  const random = seedRandom(3);
  const real = readRealPprof(capture);
  const functions = 20_000;
  const strings = ['', 'samples', 'count', 'cpu', 'nanoseconds'];
  const names = Array.from({ length: functions }, (_, index) => {
    const frame = index % real.frames.length;
    const file = real.frames.file[frame] ?? 'main.go';
    strings.push(
      `${real.frames.name[frame]!}.func${index}`,
      file.replace('.go', `${index % 500}.go`),
    );
    return strings.length - 2;
  });
  // A call tree by parents: most functions are called from one of a few places.
  const parents = Int32Array.from({ length: 200_000 }, (_, node) =>
    node < 20 ? -1 : Math.max(0, Math.floor(node * (0.3 + 0.6 * random()))),
  );
  const locationOf = Uint32Array.from(parents, () => 1 + Math.floor(random() * functions));
  function* pieces(): Generator<Uint8Array> {
    const message = (tag: number, fill: (pbf: PbfWriter) => void): Uint8Array => {
      const pbf = new PbfWriter();
      pbf.writeMessage(tag, (_: null, inner: PbfWriter) => fill(inner), null);
      return pbf.finish().slice();
    };
    for (const [type, unit] of [
      [1, 2],
      [3, 4],
    ]) {
      yield message(1, (pbf) => {
        pbf.writeVarintField(1, type!);
        pbf.writeVarintField(2, unit!);
      });
    }
    for (let index = 0; index < functions; index++) {
      yield message(4, (pbf) => {
        pbf.writeVarintField(1, index + 1);
        pbf.writeVarintField(3, 0x400000 + index * 64);
        pbf.writeMessage(
          4,
          (_: null, line: PbfWriter) => {
            line.writeVarintField(1, index + 1);
            line.writeVarintField(2, 1 + (index % 900));
          },
          null,
        );
      });
      yield message(5, (pbf) => {
        pbf.writeVarintField(1, index + 1);
        pbf.writeVarintField(2, names[index]!);
        pbf.writeVarintField(4, names[index]! + 1);
      });
    }
    for (const text of strings) {
      const pbf = new PbfWriter();
      pbf.writeStringField(6, text);
      yield pbf.finish().slice();
    }
    const batch = new PbfWriter();
    for (let written = 0; written < bytes;) {
      batch.pos = 0;
      for (let sample = 0; sample < 500; sample++) {
        const stack: number[] = [];
        let node = Math.floor(random() * parents.length);
        for (; node >= 0 && stack.length < 60; node = parents[node]!) stack.push(locationOf[node]!);
        const count = 1 + Math.floor(random() * 3);
        batch.writeMessage(
          2,
          (_: null, inner: PbfWriter) => {
            inner.writePackedVarint(1, stack);
            inner.writePackedVarint(2, [count, count * 10_000_000]);
          },
          null,
        );
      }
      written += batch.pos;
      yield batch.buf.slice(0, batch.pos);
    }
  }
  await write(out, pieces());
}

function readRealPprof(capture: string): Profile {
  const context = { pid: 0, tid: 0, threadName: '', processName: '', ownFolders: [] };
  const read = parsePprof(gunzipSync(readFileSync(capture)), context);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

async function write(out: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  await pipeline(gather(pieces), createWriteStream(out));
}

function* gather(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      yield piece;
      continue;
    }
    text += piece;
    if (text.length < GATHERED) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
