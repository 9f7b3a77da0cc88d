import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openInEditor, planEditor } from './open-in-editor';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-editor-'));
  await writeFile(join(folder, 'source.js'), '');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the editor command', () => {
  test.each([
    ['code --goto {file}:{line}', ['code', '--goto', '/a b.js:7']],
    ['vi +{line}', ['vi', '+7', '/a b.js']],
    ['"/opt/my editor" {file}', ['/opt/my editor', '/a b.js']],
  ])('%s', (template, command) => {
    expect(planEditor(template, '/a b.js', 7)).toEqual({ ok: true, value: command });
  });
});

test('the editor is started with the file, relative to the project', async () => {
  const proof = join(folder, 'proof');
  const script = `require('fs').writeFileSync(${JSON.stringify(proof)}, process.argv.slice(1).join())`;
  await writeFile(join(folder, 'editor.cjs'), script);
  const template = `"${process.execPath}" "${join(folder, 'editor.cjs')}" {file} {line}`;
  expect(await openInEditor(template, 'source.js', 3, folder)).toEqual({ ok: true, value: null });
  await vi.waitFor(async () =>
    expect(await readFile(proof, 'utf8')).toContain(`${join(folder, 'source.js')},3`),
  );
});

test.each([
  [null, 'source.js', 'usage'],
  ['no-such-editor-anywhere {file}', 'source.js', 'target-not-started'],
  ['true', 'gone.js', 'not-found'],
  ['"open quote {file}', 'source.js', 'usage'],
])('%s on %s fails with %s', async (template, file, kind) => {
  const answer = await openInEditor(template, file, 1, folder);
  expect(answer).toMatchObject({ ok: false, failure: { kind } });
});
