/** Builds the command line once and runs it as a real child process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A built command line with a data folder of its own. */
export interface BuiltCli {
  /** TOUCHSTONE_HOME of every run. */
  readonly home: string;
  start(args: readonly string[], cwd?: string): StartedCli;
  run(args: readonly string[], cwd?: string): Promise<CliEnd>;
  dispose(): Promise<void>;
}

/** A run under way. */
export interface StartedCli {
  readonly child: ChildProcess;
  /** Resolves when standard error has said this. */
  says(text: string): Promise<void>;
  readonly ended: Promise<CliEnd>;
}

/** How it ended. */
export interface CliEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Bundles src/cli into a folder below node_modules, so that its packages are found. */
export async function buildCli(): Promise<BuiltCli> {
  const folder = await mkdtemp(join(ROOT, 'node_modules/.touchstone-test-'));
  const home = join(folder, 'home');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: join(folder, 'main'),
      rolldownOptions: { input: { cli: join(ROOT, 'src/cli/index.ts') } },
    },
  });
  const start = (args: readonly string[], cwd = folder): StartedCli => {
    const child = spawn(process.execPath, [join(folder, 'main/cli.js'), ...args], {
      cwd,
      env: { ...process.env, TOUCHSTONE_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<CliEnd>((resolveEnd) => {
      child.once('close', (code) => resolveEnd({ code, stdout, stderr }));
    });
    const says = (text: string): Promise<void> =>
      new Promise((resolveSaid, reject) => {
        const look = (): void => {
          if (stderr.includes(text)) resolveSaid();
        };
        child.stderr.on('data', look);
        look();
        void ended.then(() => reject(new Error(`It ended without saying ${text}: ${stderr}`)));
      });
    return { child, says, ended };
  };
  return {
    home,
    start,
    run: (args, cwd) => start(args, cwd).ended,
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
