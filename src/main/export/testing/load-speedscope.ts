import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

/** A frame as speedscope's model has it; weights are in the profile's unit. */
export interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  getSelfWeight(): number;
  getTotalWeight(): number;
}

/** A profile as speedscope's model has it. */
export interface SpeedscopeProfile {
  getName(): string;
  getTotalWeight(): number;
  getWeightUnit(): string;
  forEachFrame(take: (frame: SpeedscopeFrame) => void): void;
  readonly samples?: readonly unknown[];
}

/** speedscope's own import of any file. */
export interface SpeedscopeImport {
  importProfilesFromArrayBuffer(
    name: string,
    buffer: ArrayBuffer,
  ): Promise<{ profiles: SpeedscopeProfile[] } | null>;
}

/**
 * The import function of the built app in npm's `speedscope`, under `modules`. The app's script ends where it looks for
 * a page to draw on; what it defined until then stays. Throws where the package is built in another way.
 */
export function loadSpeedscope(modules: string): SpeedscopeImport {
  const folder = join(modules, 'speedscope/dist/release');
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const script = /src="([^"]*speedscope-[^"]+\.js)"/.exec(page)?.[1];
  if (script === undefined) throw new Error('This speedscope has no script that is known');
  const source = readFileSync(join(folder, script), 'utf8');
  const found = /Promise\.resolve\(\)\.then\(\(\)=>\((\w+)\(\),(\w+)\)\)/.exec(source);
  const [, start = '', exported = ''] = found ?? [];
  const patched = source.replace(
    `var ${exported}={};`,
    (whole) => `${whole}globalThis.speedscopeImport=()=>(${start}(),${exported});`,
  );
  if (patched === source) throw new Error('This speedscope has no import that is known');
  try {
    runInThisContext(patched);
  } catch {
    // There is no page.
  }
  const { speedscopeImport } = globalThis as { speedscopeImport?: () => SpeedscopeImport };
  if (speedscopeImport === undefined) throw new Error('This speedscope cannot be started');
  return speedscopeImport();
}
