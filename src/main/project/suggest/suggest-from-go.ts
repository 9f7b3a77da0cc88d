/** go.mod → the program at the root of the module, else one below cmd. */
import { join } from 'node:path';
import { listNames, readText, type Suggested } from './suggestion';

/** See the head of this file. */
export async function suggestFromGo(folder: string): Promise<Suggested> {
  if ((await readText(folder, 'go.mod')) === null) return null;
  const below = (await listNames(folder, 'cmd')).map((name) => `./cmd/${name}`);
  below.sort((a, b) => Number(/bench/.test(b)) - Number(/bench/.test(a)));
  for (const place of ['.', ...below]) {
    if (!(await holdsProgram(folder, place))) continue;
    const program = process.platform === 'win32' ? 'touchstone-build.exe' : 'touchstone-build';
    return { build: { prepare: ['go', 'build', '-o', program, place], command: [`./${program}`] } };
  }
  return { reason: 'the Go module has no package main, neither at its root nor below cmd' };
}

async function holdsProgram(folder: string, place: string): Promise<boolean> {
  for (const name of await listNames(folder, place)) {
    if (!name.endsWith('.go') || name.endsWith('_test.go')) continue;
    if (/^package\s+main\b/m.test((await readText(join(folder, place), name)) ?? '')) return true;
  }
  return false;
}
