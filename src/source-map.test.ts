import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = import.meta.dirname;
const { MAY_IMPORT } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  MAY_IMPORT: Record<string, string[]>;
};

/** Folders that have folders of their own on the map: they are not modules themselves. */
const GROUPS = ['core', 'main', 'renderer'];

function foldersOfSource(): string[] {
  const top = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return top.flatMap(({ name }) =>
    GROUPS.includes(name)
      ? readdirSync(resolve(source, name), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => `${name}/${entry.name}`)
      : [name],
  );
}

test('src/README.md names exactly the folders of the import map', () => {
  const readme = readFileSync(resolve(source, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
});

test('every folder under src is on the import map', () => {
  expect(foldersOfSource().toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
});

test('the map allows only folders that are on it', () => {
  for (const allowed of Object.values(MAY_IMPORT))
    for (const folder of allowed) expect(Object.keys(MAY_IMPORT)).toContain(folder);
});
