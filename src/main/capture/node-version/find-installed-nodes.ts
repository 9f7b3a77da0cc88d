import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { valid } from 'semver';
import type { InstalledNode } from './choose-node';

/** Where version managers put Node: a folder of versions, and the program's place in each of them. */
function listPlaces(environment: NodeJS.ProcessEnv): { folder: string; program: string }[] {
  const home = environment['HOME'] ?? homedir();
  const under = (variable: string, ...fallback: string[]): string =>
    environment[variable] ?? join(home, ...fallback);
  const data = under('XDG_DATA_HOME', '.local', 'share');
  const fnm = environment['FNM_DIR'];
  const program = join('bin', 'node');
  return [
    { folder: join(under('NVM_DIR', '.nvm'), 'versions', 'node'), program },
    ...[fnm, join(data, 'fnm'), join(home, '.fnm')].flatMap((base) =>
      base === undefined
        ? []
        : [{ folder: join(base, 'node-versions'), program: join('installation', program) }],
    ),
    {
      folder: join(home, 'Library', 'Application Support', 'fnm', 'node-versions'),
      program: join('installation', program),
    },
    { folder: join(under('VOLTA_HOME', '.volta'), 'tools', 'image', 'node'), program },
    { folder: join(under('ASDF_DATA_DIR', '.asdf'), 'installs', 'nodejs'), program },
    {
      folder: join(under('MISE_DATA_DIR', '.local', 'share', 'mise'), 'installs', 'node'),
      program,
    },
    { folder: join(under('NODENV_ROOT', '.nodenv'), 'versions'), program },
    { folder: join(environment['N_PREFIX'] ?? '/usr/local', 'n', 'versions', 'node'), program },
  ];
}

/** Every Node that nvm, fnm, volta, asdf, mise, nodenv or n have installed for this user, by the names of their folders. */
export async function findInstalledNodes(environment: NodeJS.ProcessEnv): Promise<InstalledNode[]> {
  const found: InstalledNode[] = [];
  for (const { folder, program } of listPlaces(environment)) {
    for (const name of await readdir(folder).catch(() => [])) {
      const version = valid(name);
      if (version === null) continue;
      const path = join(folder, name, program);
      const runs = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (runs) found.push({ version, path });
    }
  }
  return found;
}

/** What a program says that its Node version is; null where it is none. */
export async function readNodeVersion(
  path: string,
  cwd: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<string | null> {
  const { stdout, failed } = await execa(path, ['--version'], {
    cwd,
    env: { ...environment, NODE_OPTIONS: '' },
    reject: false,
    timeout: 10_000,
  });
  return failed ? null : valid(stdout.trim());
}
