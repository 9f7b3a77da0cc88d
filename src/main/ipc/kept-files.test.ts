import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecentProjects } from './recent-projects';
import { SettingsFile } from './settings-file';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the project opened last stands first, once', async () => {
  const recent = new RecentProjects(folder);
  for (const name of ['a', 'b', 'a']) await recent.remember({ name, path: `/${name}` });
  expect((await recent.list()).map(({ name }) => name)).toEqual(['a', 'b']);
});

test('a list that cannot be read is empty, and can be written again', async () => {
  await writeFile(join(folder, 'recent-projects.json'), '{broken');
  const recent = new RecentProjects(folder);
  expect(await recent.list()).toEqual([]);
  await recent.remember({ name: 'a', path: '/a' });
  expect(await recent.list()).toHaveLength(1);
});

test('settings keep what is not changed, also when changed twice at once', async () => {
  const settings = new SettingsFile(join(folder, 'not', 'there', 'yet'));
  await Promise.all([settings.change({ theme: 'dark' }), settings.change({ editor: 'vi {file}' })]);
  expect(await settings.read()).toEqual({
    theme: 'dark',
    editor: 'vi {file}',
    runs: null,
    cpuIntervalMs: 1,
    layout: {},
  });
});

test('settings that are not understood give the defaults', async () => {
  await writeFile(join(folder, 'settings.json'), '{"theme": "pink"}');
  expect(await new SettingsFile(folder).read()).toMatchObject({ theme: 'system' });
});
