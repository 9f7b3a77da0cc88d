import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instrument } from '../../core/model/instrument';
import type { FrameTable } from '../../core/model/profile';
import { parseCoverage } from '../../core/parse/parse-coverage';
import { parseCpuProfile } from '../../core/parse/parse-cpu-profile';
import { parseHeapProfile } from '../../core/parse/parse-heap-profile';
import { parseSyncStacks } from '../../core/parse/parse-sync-stacks';
import { SourceMapper } from '../../core/parse/source-mapper';
import { readSourceBefore } from '../analysis/read-source';
import { capturePass } from './capture-pass';

/** The truth: `work` starts in line 8 of job.ts, `commit` in line 16, `main` in line 4 of main.ts. */
const JOB = `import { closeSync, fsyncSync, openSync } from 'node:fs';

interface Job {
  rows: number;
  kept: Buffer | null;
}

export function work(job: Job): number {
  const end = Date.now() + 60;
  let sum = 0;
  while (Date.now() < end) sum += Math.sqrt(job.rows);
  for (let i = 0; i < 500; i += 1) job.kept = Buffer.alloc(100_000);
  return sum;
}

export class Log {
  commit(): void {
    const file = openSync(process.execPath, 'r');
    fsyncSync(file);
    closeSync(file);
  }
}
`;
const MAIN = `import { Log, work } from './job';

type Size = number;
export function main(rows: Size): void {
  console.log(work({ rows, kept: null }) > 0);
  new Log().commit();
}

main(4);
`;
const LINES = { work: ['job.ts', 8], commit: ['job.ts', 17], main: ['main.ts', 4] } as const;

let folder: string;
const parsers = {
  cpu: parseCpuProfile,
  calls: parseCoverage,
  alloc: parseHeapProfile,
  stacks: parseSyncStacks,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone maps-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/job.ts'), JOB);
  writeFileSync(join(folder, 'src/main.ts'), MAIN);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function profile(
  instrument: keyof typeof parsers & Instrument,
  command: string[],
): Promise<{ frames: FrameTable; notes: readonly string[] }> {
  const directory = join(folder, 'captures');
  const plan = {
    command: [process.execPath, ...command],
    cwd: folder,
    environment: {},
    stdin: null,
    timeoutMs: 30_000,
    outputLimitBytes: 10_000,
  };
  const prefix = `${instrument}-${command.join('-').replaceAll(/[^\w-]/g, '')}`;
  const outcome = await capturePass(
    { instrument, target: 'node', plan, directory, prefix, options: {} },
    new AbortController().signal,
  );
  expect(outcome.failure).toBeNull();
  const parsed = parsers[instrument](
    readFileSync(join(directory, outcome.files[0]!.file), 'utf8'),
    {
      pid: 1,
      tid: 0,
      threadName: 'main',
      processName: 'node',
      ownFolders: [folder],
      sources: new SourceMapper(readSourceBefore(Date.now())),
    },
  );
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

/** Name, file and line of the frames in the folder, columns left out. */
function ownPlaces(frames: FrameTable): string[] {
  return frames.name.map(
    (name, at) => `${name} ${frames.file[at]?.replace(folder, '') ?? ''}:${frames.line[at]!}`,
  );
}

/** What tsc writes for each file, without the 5 s that it takes to check the types. */
function compile(outDir: string): void {
  mkdirSync(join(folder, outDir));
  for (const name of ['job', 'main']) {
    const { outputText, sourceMapText } = ts.transpileModule(
      readFileSync(join(folder, `src/${name}.ts`), 'utf8'),
      {
        fileName: `../src/${name}.ts`,
        compilerOptions: {
          module: ts.ModuleKind.CommonJS,
          target: ts.ScriptTarget.ES2022,
          sourceMap: true,
        },
      },
    );
    const map = JSON.parse(sourceMapText!) as { sources: string[] };
    map.sources = [`../src/${name}.ts`];
    writeFileSync(join(folder, outDir, `${name}.js`), outputText);
    writeFileSync(join(folder, outDir, `${name}.js.map`), JSON.stringify(map));
  }
}

async function bundle(minify: boolean, sourcemap: boolean | 'inline' | 'hidden'): Promise<string> {
  const out = `bundle-${String(minify)}-${String(sourcemap)}`;
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(folder, 'src/main.ts'),
      outDir: join(folder, out),
      minify,
      sourcemap,
      rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  });
  return join(out, 'main.mjs');
}

describe('compiled and bundled code is shown where it was written', () => {
  it('in every pass of what tsc compiled, with the map beside', async () => {
    compile('dist');
    for (const instrument of ['cpu', 'calls', 'alloc', 'stacks'] as const) {
      const { frames, notes } = await profile(instrument, ['dist/main.js']);
      const seen = ownPlaces(frames);
      if (instrument !== 'stacks') expect(seen, instrument).toContain('work /src/job.ts:8');
      if (instrument !== 'alloc' && instrument !== 'cpu') {
        expect(seen, instrument).toContain('commit /src/job.ts:17');
      }
      if (instrument !== 'cpu') expect(seen, instrument).toContain('main /src/main.ts:4');
      expect(seen.filter((one) => one.includes('/dist/'))).toEqual([]);
      expect(notes.filter((note) => note.includes('source map'))).toEqual([]);
    }
  });

  it.each([
    ['inline', false],
    ['hidden', false],
    [true, true],
  ] as const)('in a bundle with its map %s, minified %s, names too', async (kind, minify) => {
    const { frames } = await profile('calls', [await bundle(minify, kind)]);
    const seen = ownPlaces(frames);
    for (const [name, [file, line]] of Object.entries(LINES)) {
      expect(seen).toContain(`${name} /src/${file}:${line}`);
    }
    // The code of the modules as a whole is the bundle's.
    expect(seen.filter((one) => one.includes('/bundle') && !one.startsWith('(anonymous)'))).toEqual(
      [],
    );
  });

  it('where a loader compiles in memory', async () => {
    const loader = `const ts = require(${JSON.stringify(require.resolve('typescript'))});
      require.extensions['.ts'] = (module, file) => module._compile(ts.transpileModule(
        require('node:fs').readFileSync(file, 'utf8'),
        { fileName: file, compilerOptions: { module: 'commonjs', target: 'es2022', inlineSourceMap: true } }).outputText, file);
      require('./src/main.ts');`;
    writeFileSync(join(folder, 'loader.cjs'), loader);
    const { frames } = await profile('calls', ['loader.cjs']);
    for (const [name, [file, line]] of Object.entries(LINES)) {
      expect(ownPlaces(frames)).toContain(`${name} /src/${file}:${line}`);
    }
  });

  it.each([
    ['is missing', (map: string) => rmSync(map), 'is not there'],
    ['is broken', (map: string) => writeFileSync(map, '{"version":3,"mappi'), 'cannot be read'],
  ])('and left as compiled, with one note, when the map %s', async (_, spoil, problem) => {
    const out = `map ${problem}`;
    compile(out);
    spoil(join(folder, out, 'job.js.map'));
    const { frames, notes } = await profile('calls', [join(out, 'main.js')]);
    expect(ownPlaces(frames)).toContain('main /src/main.ts:4');
    expect(ownPlaces(frames).some((one) => one.startsWith(`work /${out}/job.js:`))).toBe(true);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('job.js');
    expect(notes[0]).toContain(problem);
  });
});
