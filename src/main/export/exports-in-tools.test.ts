/** What other tools' own readers make of an export: the same totals, function for function. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Profile as PprofProfile } from 'pprof-format';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCallTree, sumByFunction } from '../../core/analyse/tree/call-tree';
import type { Profile } from '../../core/model/profile';
import { chooseColumn } from '../../core/report/choose-column';
import { convertProfile, type ExportFormat } from '../../core/report/convert-profile';
import { importFile } from './import-file';
import { savePieces } from './save-pieces';
import { loadSpeedscope, type SpeedscopeProfile } from './testing/load-speedscope';

const ROOT = resolve(import.meta.dirname, '../../..');
const FIXTURES = join(ROOT, 'fixtures');
const MODULES = join(ROOT, 'node_modules');

/** One thread each, so that nothing is left out by formats that hold one. */
const CAPTURES = [
  'node-20.20/known-shares.cpuprofile',
  'perf-6.1/sorts-default.txt',
  'py-spy-0.4/known-shares.speedscope.json',
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-exports-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(name: string): Promise<Profile> {
  const read = await importFile(join(FIXTURES, name));
  if (!read.ok || read.value.content.kind !== 'profile') throw new Error(`${name} is no profile`);
  return read.value.content.profile;
}

async function write(profile: Profile, format: ExportFormat): Promise<string> {
  const converted = convertProfile(profile, format, { name: 'x', exporter: 'x', value: null });
  if (!converted.ok) throw new Error(converted.failure.message);
  const path = join(folder, `export.${format}`);
  const saved = await savePieces(path, converted.value.pieces, { gzip: format === 'pprof' });
  if (!saved.ok) throw new Error(saved.failure.message);
  return path;
}

/** Self and total in milliseconds by `name (file:line)`, as Touchstone shows them. */
function sumOwn(profile: Profile, column = chooseColumn(profile)): Map<string, [number, number]> {
  const tree = buildCallTree(profile, column);
  const { self, total } = sumByFunction(tree);
  const sums = new Map<string, [number, number]>();
  tree.functions.keys.forEach((key, row) => {
    if (total[row]! > 0)
      addTo(sums, nameOf(key.function, key.file, key.line), self[row]!, total[row]!);
  });
  return sums;
}

function nameOf(name: string, file: string | null | undefined, line: number | undefined): string {
  return `${name} (${file ?? ''}:${line ?? 0})`;
}

function addTo(
  sums: Map<string, [number, number]>,
  name: string,
  self: number,
  total: number,
): void {
  const known = sums.get(name) ?? [0, 0];
  sums.set(name, [known[0] + self, known[1] + total]);
}

function expectSame(
  found: ReadonlyMap<string, readonly [number, number]>,
  wanted: ReadonlyMap<string, readonly [number, number]>,
  grain: number,
): void {
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [name, [self, total]] of wanted) {
    const [foundSelf, foundTotal] = found.get(name)!;
    expect(Math.abs(foundSelf - self), `self of ${name}`).toBeLessThanOrEqual(grain);
    expect(Math.abs(foundTotal - total), `total of ${name}`).toBeLessThanOrEqual(grain);
  }
}

async function openInSpeedscope(path: string): Promise<SpeedscopeProfile[]> {
  const bytes = readFileSync(path);
  const group = await loadSpeedscope(MODULES).importProfilesFromArrayBuffer(
    'export.speedscope.json',
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  if (group === null) throw new Error('speedscope does not know the file');
  return group.profiles;
}

interface DevToolsNode {
  callFrame: { functionName: string; url: string; lineNumber: number };
  self: number;
  total: number;
  children: DevToolsNode[];
}

describe.each(CAPTURES)('%s', (name) => {
  test('shows in speedscope what it shows here', async () => {
    const profile = await open(name);
    const [shown] = await openInSpeedscope(await write(profile, 'speedscope'));
    const factor = shown!.getWeightUnit() === 'milliseconds' ? 1 : 1e-3;
    const found = new Map<string, [number, number]>();
    shown!.forEachFrame((frame) => {
      const [self, total] = [frame.getSelfWeight() * factor, frame.getTotalWeight() * factor];
      if (total > 0) addTo(found, nameOf(frame.name, frame.file, frame.line), self, total);
    });
    expectSame(found, sumOwn(profile), 1e-6);
  });

  test('shows in DevTools what it shows here', async () => {
    const profile = await open(name);
    const { CPUProfileDataModel } = (await import(
      join(MODULES, '@paulirish/trace_engine/models/cpu_profile/CPUProfileDataModel.js')
    )) as { CPUProfileDataModel: new (file: unknown) => { profileHead: DevToolsNode } };
    const file: unknown = JSON.parse(readFileSync(await write(profile, 'cpuprofile'), 'utf8'));
    const { profileHead } = new CPUProfileDataModel(file);
    const found = new Map<string, [number, number]>();
    const walk = (node: DevToolsNode, above: readonly string[]): void => {
      const { functionName, url, lineNumber } = node.callFrame;
      const name = functionName === '' ? '(anonymous)' : functionName;
      const key = nameOf(name, url.replace(/^file:\/\//, ''), lineNumber + 1);
      // What has no stack is the program's, as V8 has it.
      const isShown = !['(root)', '(idle)', '(program)'].includes(name) && node.total > 0;
      if (isShown) addTo(found, key, node.self, above.includes(key) ? 0 : node.total);
      for (const child of node.children) walk(child, isShown ? [...above, key] : above);
    };
    walk(profileHead, []);
    // The file has whole microseconds, rounded on their sum.
    expectSame(found, sumOwn(profile), 0.001 * profile.threads[0]!.samples.length);
  });

  test('holds in pprof-format what it holds here', async () => {
    const profile = await open(name);
    const file = PprofProfile.decode(gunzipSync(readFileSync(await write(profile, 'pprof'))));
    const text = (index: number | bigint): string => file.stringTable.strings[Number(index)]!;
    const functions = new Map(file.function.map((each) => [Number(each.id), each]));
    const nameOfLine = (id: number | bigint): string => {
      const found = functions.get(Number(id))!;
      return nameOf(text(found.name), text(found.filename), Number(found.startLine));
    };
    const lines = new Map(file.location.map((each) => [Number(each.id), each.line]));
    const column = chooseColumn(profile);
    const found = new Map<string, [number, number]>();
    for (const { locationId, value } of file.sample) {
      const names = locationId.flatMap((id) =>
        lines.get(Number(id))!.map(({ functionId }) => nameOfLine(functionId)),
      );
      const cost = Number(value[column]!) / 1e6;
      if (cost === 0) continue;
      for (const key of new Set(names)) addTo(found, key, key === names[0] ? cost : 0, cost);
    }
    expectSame(found, sumOwn(profile), 1e-6 * file.sample.length);
  });
});

test.runIf(spawnSync('go', ['version']).status === 0)(
  '`go tool pprof` sums an export up as Touchstone does',
  async () => {
    const profile = await open('go-1.19/known-shares.cpu.pb.gz');
    const args = ['tool', 'pprof', '-top', '-unit=us', '-nodefraction=0', '-sample_index=cpu'];
    const { stdout } = spawnSync('go', [...args, await write(profile, 'pprof')], {
      encoding: 'utf8',
    });
    const found = new Map<string, number>();
    for (const [, self, name] of stdout.matchAll(/^\s*([\d.]+)us\s.*?%\s+\S+\s+\S+%\s+(.+)$/gm)) {
      found.set(name!, Number(self));
    }
    const wanted = [...sumOwn(profile)].filter(([, [self]]) => self > 0);
    expect(wanted.length).toBeGreaterThan(0);
    for (const [key, [self]] of wanted) {
      expect(found.get(key.replace(/ \([^(]*:\d+\)$/, ''))).toBeCloseTo(self * 1000, -1);
    }
  },
);
