import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parsePerfScript } from '../../../core/parse/parse-perf-script';
import { capturePass } from '../capture-pass';

const PROGRAMS = resolve(import.meta.dirname, '../../../../fixtures/programs/node');
const isHere = spawnSync('perf', ['--version']).error === undefined;

test.skipIf(!isHere)(
  `JavaScript and native functions stand in one stack, by their true shares${isHere ? '' : ' (skipped: perf is not installed)'}`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'touchstone-mixed-'));
    try {
      const outcome = await capturePass(
        {
          instrument: 'cpu',
          target: 'node',
          directory,
          prefix: 'cpu',
          options: { nativeStacks: true },
          plan: {
            command: [process.execPath, join(PROGRAMS, 'native-shares.cjs'), '150'],
            cwd: directory,
            environment: {},
            stdin: null,
            timeoutMs: 50_000,
            outputLimitBytes: 100_000,
          },
        },
        new AbortController().signal,
      );
      expect(outcome.failure).toBeNull();
      expect(outcome.ledger.environment['NODE_OPTIONS']).toContain('--perf-basic-prof');
      const text = readFileSync(join(directory, outcome.files[0]!.file), 'utf8');
      const parsed = parsePerfScript(text, {
        pid: 0,
        tid: 0,
        threadName: 'main',
        processName: '',
        ownFolders: [PROGRAMS],
      });
      if (!parsed.ok) throw new Error(parsed.failure.message);
      const { frames, stacks, threads } = parsed.value;
      const shares = new Map<string, number>();
      // Of the samples in the three functions, those that end in native code.
      let native = 0;
      let sum = 0;
      const spent = JSON.parse(outcome.exit!.stderr.text) as Record<string, number>;
      for (const { samples } of threads) {
        for (let row = 0; row < samples.length; row++) {
          const value = samples.values[0]![row]!;
          const names: string[] = [];
          for (let at = samples.stack[row]!; at >= 0; at = stacks.parent[at]!) {
            names.push(frames.name[stacks.frame[at]!]!);
          }
          const part = Object.keys(spent).find((name) => names.includes(name));
          if (part === undefined) continue;
          sum += value;
          shares.set(part, (shares.get(part) ?? 0) + value);
          const isNative = /deflate|longest_match|scrypt/i.test(names.join(' '));
          if (isNative) native += value;
          // The way in from JavaScript is there too.
          if (isNative)
            expect(
              names.some((name) => name === '(anonymous)' || name === 'Module._compile'),
              names.join('\n'),
            ).toBe(true);
        }
      }
      const whole = Object.values(spent).reduce((total, part) => total + part, 0);
      for (const [name, part] of Object.entries(spent)) {
        expect(Math.abs((100 * shares.get(name)!) / sum - (100 * part) / whole), name).toBeLessThan(
          5,
        );
      }
      const inNative = (100 * (spent['pressText']! + spent['deriveKey']!)) / whole;
      expect(Math.abs((100 * native) / sum - inNative)).toBeLessThan(8);
      const frame = frames.name.indexOf('deriveKey');
      expect(frames.file[frame]).toBe(join(PROGRAMS, 'native-shares.cjs'));
      expect(frames.line[frame]).toBe(13);
      expect(frames.name.filter((name) => /^JS:|\.map$/.test(name))).toEqual([]);
      const maps = [...text.matchAll(/\((\/tmp\/perf-\d+\.map)\)/g)].map((match) => match[1]!);
      expect(maps.length).toBeGreaterThan(0);
      expect(maps.filter((path) => existsSync(path))).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);
