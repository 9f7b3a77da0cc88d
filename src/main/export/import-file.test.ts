import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCallTree } from '../../core/analyse/tree/call-tree';
import type { Failure } from '../../core/model/failure';
import { convertProfile } from '../../core/report/convert-profile';
import { importFile } from './import-file';
import { savePieces } from './save-pieces';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures');
const PLAIN = join(FIXTURES, 'py-spy-0.4/known-shares.speedscope.json');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-import-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function store(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function totalOf(path: string): Promise<number> {
  const read = await importFile(path);
  if (!read.ok) throw new Error(read.failure.message);
  if (read.value.content.kind !== 'profile') throw new Error('no profile');
  return buildCallTree(read.value.content.profile, 0).total[0]!;
}

async function failureOf(
  path: string,
  options?: Parameters<typeof importFile>[1],
): Promise<Failure> {
  const read = await importFile(path, options);
  if (read.ok) throw new Error('it was read');
  return read.failure;
}

function hasProgram(name: string, argument: string): boolean {
  try {
    execFileSync(name, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('importFile', () => {
  it('undoes gzip, twice where needed, and zstd', async () => {
    const total = await totalOf(PLAIN);
    expect(total).toBeGreaterThan(0);
    const once = gzipSync(readFileSync(PLAIN));
    expect(await totalOf(store('once.json', once))).toBe(total);
    expect(await totalOf(store('twice.json.gz.gz', gzipSync(once)))).toBe(total);
    expect(await totalOf(`${PLAIN}.zst`)).toBe(total);
    const read = await importFile(`${PLAIN}.zst`);
    expect(read.ok && read.value.steps).toEqual(['zstd']);
  });

  it.each(['zeros.gz', 'zeros.zst'])('stops at the bomb %s', async (name) => {
    const failure = await failureOf(join(FIXTURES, 'hostile', name));
    expect(failure.kind).toBe('file-invalid');
    expect(failure.message).toMatch(/grows beyond \d+ bytes/);
  });

  it('keeps to a limit of the plain size', async () => {
    const failure = await failureOf(PLAIN, { limit: 1000 });
    expect(failure.message).toContain('more than the 1000 bytes');
    const packed = store('limit.gz', gzipSync(readFileSync(PLAIN)));
    expect((await failureOf(packed, { limit: 2000 })).message).toContain('beyond 2000 bytes');
  });

  it('says what is wrong with broken data', async () => {
    const whole = gzipSync(readFileSync(PLAIN));
    expect((await failureOf(store('cut.gz', whole.subarray(0, 500)))).message).toContain(
      'gzip data is broken',
    );
    const zstd = readFileSync(`${PLAIN}.zst`);
    expect((await failureOf(store('cut.zst', zstd.subarray(0, 400)))).message).toContain(
      'zstd data is broken',
    );
    const damaged = Uint8Array.from(zstd);
    damaged.fill(255, 200, 260);
    expect((await failureOf(store('damaged.zst', damaged))).kind).toBe('file-invalid');
    expect((await failureOf(join(folder, 'absent'))).message).toContain('There is no file');
    expect((await failureOf(folder)).message).toContain('is a folder');
    expect((await failureOf(store('empty', new Uint8Array(0)))).message).toContain(
      'The file is empty',
    );
  });

  it('reads UTF-16, as PowerShell writes what a tool prints', async () => {
    const source = join(FIXTURES, 'node-20.20-prof/known-shares.processed.txt');
    const text = `\ufeff${readFileSync(source, 'utf8')}`;
    const little = Buffer.from(text, 'utf16le');
    const path = store('little.txt', little);
    expect(await totalOf(path)).toBe(await totalOf(source));
    const read = await importFile(path);
    expect(read.ok && read.value.steps).toEqual(['utf-16le']);
    const big = store('big.txt', Buffer.from(little).swap16());
    expect(await totalOf(big)).toBe(await totalOf(source));
    expect(await totalOf(store('packed.txt.gz', gzipSync(little)))).toBe(await totalOf(source));
    expect((await failureOf(path, { limit: little.length - 1 })).message).toContain('more than');
  });

  it('refuses three layers of compression', async () => {
    const thrice = gzipSync(gzipSync(gzipSync(readFileSync(PLAIN))));
    expect((await failureOf(store('thrice.gz', thrice))).message).toContain('more than twice');
  });

  it('refuses a large file of nothing known after its beginning', async () => {
    const path = store('zeros', new Uint8Array(0));
    // Sparse: it takes no room on the disk.
    truncateSync(path, 2 ** 31 - 4096);
    const from = process.memoryUsage.rss();
    expect((await failureOf(path)).message).toContain('bytes 00 00 00 00');
    expect(process.memoryUsage.rss() - from).toBeLessThan(1e9);
  });

  it('stops when it is told to', async () => {
    expect((await failureOf(PLAIN, { signal: AbortSignal.abort() })).kind).toBe('interrupted');
  });

  it('asks perf for a perf.data, or says that perf is missing', async () => {
    const failure = await failureOf(store('perf.data', Buffer.from('PERFILE2 but nothing more')));
    expect(['file-invalid', 'instrument-unavailable']).toContain(failure.kind);
    expect(failure.message).toContain('perf');
    expect(failure.remedy).toContain('perf script');
  });

  it.runIf(hasProgram('perf', '--version'))('reads a perf.data by perf', async (context) => {
    const path = join(folder, 'real.data');
    const work = 'let v=1;for(let i=0;i<1e8;i++)v=(v*1103515245+12345)%2147483648';
    const command = [
      'record',
      '-q',
      '-F',
      '499',
      '-e',
      'cpu-clock',
      '-g',
      '--no-bpf-event',
      '-o',
      path,
    ];
    try {
      execFileSync('perf', [...command, '--', process.execPath, '-e', work], { stdio: 'ignore' });
    } catch {
      // Without the right to sample there is no recording to read.
      context.skip();
    }
    const read = await importFile(path);
    if (!read.ok) throw new Error(read.failure.message);
    expect(read.value.format.id).toBe('perf-script');
    expect(read.value.steps).toEqual(['perf script']);
    const { content } = read.value;
    if (content.kind !== 'profile') throw new Error('no profile');
    expect(buildCallTree(content.profile, 0).total[0]).toBeGreaterThan(0);
  });

  it.runIf(hasProgram('jfr', 'version'))('asks jfr for a recording', async () => {
    const failure = await failureOf(store('broken.jfr', Buffer.from('FLR\0 and nothing more')));
    expect(failure.message).toContain('jfr could not read this JFR recording');
  });
});

describe('savePieces', () => {
  it('writes what can be read back', async () => {
    const read = await importFile(PLAIN);
    if (!read.ok || read.value.content.kind !== 'profile') throw new Error('no profile');
    const options = { name: 'demo', exporter: 'test', value: null };
    const converted = convertProfile(read.value.content.profile, 'pprof', options);
    if (!converted.ok) throw new Error(converted.failure.message);
    const path = join(folder, 'new/folder/out.pb.gz');
    const saved = await savePieces(path, converted.value.pieces, { gzip: true });
    expect(saved.ok && saved.value.bytes).toBeGreaterThan(100);
    expect(readFileSync(path)[0]).toBe(0x1f);
    expect(await totalOf(path)).toBeCloseTo(await totalOf(PLAIN), 3);
  });

  it('leaves what was there when it fails', async () => {
    const path = store('kept.txt', Buffer.from('before'));
    function* broken(): Generator<string> {
      yield 'a'.repeat(1 << 17);
      throw new Error('out of paper');
    }
    const saved = await savePieces(path, broken());
    expect(saved.ok ? null : saved.failure.message).toContain('out of paper');
    expect(readFileSync(path, 'utf8')).toBe('before');
  });
});
