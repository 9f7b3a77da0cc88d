/** Cargo.toml → the release build of the package's program. */
import { basename, dirname, join, relative, resolve } from 'node:path';
import { exists, isFile, listNames, readText, type Suggested } from './suggestion';

/** A package lies at most this deep below its workspace. */
const HIGHEST_FOLDERS = 5;

/** See the head of this file. */
export async function suggestFromCargo(folder: string): Promise<Suggested> {
  const text = await readText(folder, 'Cargo.toml');
  if (text === null) return null;
  const name = valueIn(tableOf(text, 'package'), 'name');
  if (name === null) {
    return /^\s*\[workspace\]/m.test(text)
      ? {
          reason:
            'Cargo.toml is a workspace without a package of its own; open the folder of one of its members',
        }
      : { reason: 'Cargo.toml names no package' };
  }
  const program = await findProgramName(folder, text, name);
  if (program === null) {
    return { reason: `the package ${name} is a library: it has neither src/main.rs nor src/bin` };
  }
  const target = await findTargetFolder(folder);
  const file = process.platform === 'win32' ? `${program}.exe` : program;
  const path = join(relative(folder, target) || '.', 'release', file);
  return {
    build: {
      prepare: ['cargo', 'build', '--release', '--bin', program],
      command: [path],
      // Names and lines for the profile; the code that is generated stays the same.
      environment: { CARGO_PROFILE_RELEASE_DEBUG: '1' },
    },
  };
}

async function findProgramName(folder: string, text: string, name: string): Promise<string | null> {
  const preferred = valueIn(tableOf(text, 'package'), 'default-run');
  if (preferred !== null) return preferred;
  const named = [...text.matchAll(/^\s*\[\[bin\]\]([^[]*)/gm)].flatMap((match) => {
    const each = valueIn(match[1]!, 'name');
    return each === null ? [] : [each];
  });
  if (named.length > 0) return named.find((each) => /bench/.test(each)) ?? named[0]!;
  const others: string[] = [];
  for (const entry of await listNames(folder, 'src', 'bin')) {
    if (entry.endsWith('.rs')) others.push(basename(entry, '.rs'));
    else if (await isFile(folder, 'src', 'bin', entry, 'main.rs')) others.push(entry);
  }
  const bench = others.find((each) => /bench/.test(each));
  if (bench !== undefined) return bench;
  return (await isFile(folder, 'src', 'main.rs')) ? name : (others[0] ?? null);
}

/** `target` of the workspace that the package belongs to, unless the environment or a configuration moves it. */
async function findTargetFolder(folder: string): Promise<string> {
  const moved = process.env['CARGO_TARGET_DIR'];
  if (moved !== undefined && moved !== '') return resolve(folder, moved);
  let root = folder;
  for (let at = folder, level = 0; level < HIGHEST_FOLDERS; level += 1) {
    for (const name of ['config.toml', 'config']) {
      const config = await readText(at, '.cargo', name);
      const set = config === null ? null : valueIn(tableOf(config, 'build'), 'target-dir');
      if (set !== null) return resolve(at, set);
    }
    const text = await readText(at, 'Cargo.toml');
    if (text !== null && /^\s*\[workspace\]/m.test(text)) {
      root = at;
      break;
    }
    if (dirname(at) === at || (await exists(at, '.git'))) break;
    at = dirname(at);
  }
  return join(root, 'target');
}

/** Text between a table's head and the next; empty where it is not there. */
function tableOf(toml: string, name: string): string {
  return (
    new RegExp(`^\\s*\\[${name}\\]\\s*$([\\s\\S]*?)(?=^\\s*\\[|$(?![\\s\\S]))`, 'm').exec(
      toml,
    )?.[1] ?? ''
  );
}

/** A text of a table, in either kind of quotes. */
function valueIn(table: string, key: string): string | null {
  return new RegExp(`^\\s*${key}\\s*=\\s*(["'])(.+?)\\1`, 'm').exec(table)?.[2] ?? null;
}
