import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FILE_FORMATS } from './format-registry';
import { parseFile } from './parse-file';
import { describeContent } from './testing/describe-content';
import { findDefect } from './testing/find-defect';
import { FORMAT_SAMPLES } from './testing/format-samples';

const FIXTURES = resolve(import.meta.dirname, '../../../../fixtures');
const CONTEXT = { pid: 1, tid: 1, threadName: 'main', processName: 'demo', ownFolders: [] };

/** Captures that are not among those to damage, since another of the same kind is. */
const MORE = [
  'datadog-pprof-5.20/known-shares.time.pb.gz',
  'hand-made/instruments-7-allocations.txt',
  'heapsnapshot-electron-33/page.heapsnapshot.gz',
  'node-24.21/known-shares.cpuprofile',
  'node-24.21/garbage.heapprofile',
  'perf-6.1/shares-go.txt',
  'perf-6.1/two-events.txt',
  'perf-6.1/waits.txt',
  'py-spy-0.4/known-shares.collapsed.txt',
  'strace-6.1-options/day-times.strace',
  'strace-6.1-options/no-times.strace',
  'strace-6.1-options/plain-seconds.strace',
  'strace-6.1-options/terminal.strace',
  'strace-6.1-options/trace-and-summary.strace',
];

const CAPTURES = [...FORMAT_SAMPLES.map(({ file }) => file), ...MORE].sort();

function read(name: string) {
  const bytes = readFileSync(join(FIXTURES, name));
  const plain = new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  const parsed = parseFile(plain, CONTEXT);
  if (!parsed.ok) throw new Error(`${name}: ${parsed.failure.message}`);
  return parsed.value;
}

describe('what is read of a capture', () => {
  it.each(CAPTURES)('%s is as it was checked', async (name) => {
    const { format, content } = read(name);
    expect(findDefect(content)).toBeNull();
    const text = `${name}: ${format.name}\n\n${describeContent(content)}`;
    await expect(text).toMatchFileSnapshot(`testing/readings/${name.replace('/', '--')}.txt`);
  });

  it('has a capture of every format', () => {
    const seen = new Set(CAPTURES.map((name) => read(name).format.id));
    expect(FILE_FORMATS.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  });
});
