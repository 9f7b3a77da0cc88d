/** One reader, one file: each reader runs in a process of its own, so that its memory is its own. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCallTree } from '../../src/core/analyse/tree/call-tree';
import { chooseColumn } from '../../src/core/report/choose-column';
import { importFile } from '../../src/main/export/import-file';
import { loadSpeedscope } from '../../src/main/export/testing/load-speedscope';

/** What a reader says it found, so that nobody wins by reading less. */
export interface Found {
  samples: number | null;
  total: number | null;
}

type Reader = (file: string, modules: string) => Promise<Found>;

/** Parse and merge into the call tree that the first graph is drawn from. */
async function readWithTouchstone(file: string): Promise<Found> {
  const read = await importFile(file);
  if (!read.ok) throw new Error(read.failure.message);
  const { content } = read.value;
  if (content.kind !== 'profile') throw new Error(`It was read as ${content.kind}`);
  const tree = buildCallTree(content.profile, chooseColumn(content.profile));
  const samples = content.profile.threads.reduce((sum, each) => sum + each.samples.length, 0);
  return { samples, total: tree.total[0]! };
}

/** The built app of npm's speedscope: its own import function, which builds the tree of each profile. */
async function readWithSpeedscope(file: string, modules: string): Promise<Found> {
  const { log } = console;
  console.log = () => undefined;
  const speedscope = loadSpeedscope(modules);
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const group = await speedscope.importProfilesFromArrayBuffer(basename(file), buffer);
  console.log = log;
  if (group === null) throw new Error('It does not know the format');
  const total = group.profiles.reduce((sum, each) => sum + each.getTotalWeight(), 0);
  const samples = group.profiles.reduce((sum, each) => sum + (each.samples?.length ?? 0), 0);
  return { samples, total };
}

interface CpuProfileModel {
  CPUProfileDataModel: new (profile: unknown) => {
    samples?: unknown[];
    profileHead: { total: number };
  };
}

/** DevTools' model of a CPU profile, as npm's @paulirish/trace_engine packs it; DevTools reads by JSON.parse too. */
async function readWithDevTools(file: string, modules: string): Promise<Found> {
  const path = join(modules, '@paulirish/trace_engine/models/cpu_profile/CPUProfileDataModel.js');
  const { CPUProfileDataModel } = (await import(pathToFileURL(path).href)) as CpuProfileModel;
  const model = new CPUProfileDataModel(JSON.parse(readFileSync(file, 'utf8')));
  return { samples: model.samples?.length ?? null, total: model.profileHead.total };
}

interface PprofFormat {
  Profile: { decode(bytes: Uint8Array): { sample: unknown[] } };
}

/** Decodes alone: pprof-format builds no tree. */
async function readWithPprofFormat(file: string, modules: string): Promise<Found> {
  const path = join(modules, 'pprof-format/dist/esm/index.js');
  const { Profile } = (await import(pathToFileURL(path).href)) as PprofFormat;
  return { samples: Profile.decode(readFileSync(file)).sample.length, total: null };
}

function readWithJson(file: string): Promise<Found> {
  const { samples } = JSON.parse(readFileSync(file, 'utf8')) as { samples?: unknown[] };
  return Promise.resolve({ samples: samples?.length ?? null, total: null });
}

/** Readers by the name that results show. */
export const READERS: Readonly<Record<string, Reader>> = {
  touchstone: readWithTouchstone,
  speedscope: readWithSpeedscope,
  devtools: readWithDevTools,
  'pprof-format': readWithPprofFormat,
  'JSON.parse alone': readWithJson,
};
