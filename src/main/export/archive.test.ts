import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../core/model/failure';
import type { Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import { createLocalAnalysis } from '../analysis/local-analysis';
import { openStore, type Store } from '../store/store';
import { isArchive, openArchive } from './open-archive';
import { saveArchive } from './save-archive';
import { TAR_END, tarHeader, tarPadding } from './tar-file';

const EXAMPLE = resolve(import.meta.dirname, '../../../fixtures/recordings/version-1');

let folder = '';
let store: Store;
let subject: Subject;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-archive-'));
  await cp(EXAMPLE, join(folder, 'home'), { recursive: true });
  store = openStore(join(folder, 'home'));
  const found = await store.find('latest');
  subject = valueOf(found);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function valueOf<Value>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

async function summaryOf(place: string, of: Subject): Promise<unknown> {
  return valueOf(await createLocalAnalysis(place).ask('summary', { subject: of }));
}

async function craft(entries: readonly [name: string, text: string][]): Promise<string> {
  const pieces = entries.flatMap(([name, text]) => [
    tarHeader(name, text.length),
    Buffer.from(text),
    tarPadding(text.length),
  ]);
  const path = join(folder, 'crafted.touchstone');
  await writeFile(path, gzipSync(Buffer.concat([...pieces, TAR_END])));
  return path;
}

async function filesBelow(place: string): Promise<string[]> {
  const names = await readdir(place, { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes('.')).sort();
}

describe('an archive', () => {
  test('opens elsewhere with the same answers', async () => {
    const path = join(folder, 'whole.touchstone');
    const saved = valueOf(await saveArchive(store, subject, path, { strip: false }));
    expect(saved.leftOut).toEqual([]);
    expect(await isArchive(path)).toBe(true);
    const other = openStore(join(folder, 'other'));
    const opened = valueOf(await openArchive(other, path));
    expect(opened).toEqual({ subject, stripped: false });
    expect(await summaryOf(other.folder, subject)).toEqual(await summaryOf(store.folder, subject));
    // A second time it gets ids of its own, and the first stays.
    const again = valueOf(await openArchive(other, path)).subject;
    expect(again.id).not.toBe(subject.id);
    expect((await other.list()).map(({ id }) => id).sort()).toEqual([again.id, subject.id].sort());
    expect(await filesBelow(join(other.folder, 'scratch'))).toEqual([]);
  });

  test('stands in the list of the project that it was opened in', async () => {
    const path = join(folder, 'listed.touchstone');
    valueOf(await saveArchive(store, subject, path, { strip: false }));
    const other = openStore(join(folder, 'listed'));
    const opened = valueOf(await openArchive(other, path, undefined, '/elsewhere'));
    const listed = await other.list();
    expect(listed).toMatchObject([{ id: opened.subject.id, openedIn: '/elsewhere' }]);
    // Its own project is still what it was recorded in, and the list of one machine means nothing on the next.
    expect(listed[0]!.project.path).not.toBe('/elsewhere');
    const onward = join(folder, 'onward.touchstone');
    valueOf(await saveArchive(other, opened.subject, onward, { strip: false }));
    const third = openStore(join(folder, 'third'));
    valueOf(await openArchive(third, onward));
    expect((await third.list())[0]!.openedIn).toBeUndefined();
  });

  test('holds no folder, argument, output or host once stripped, and the same numbers', async () => {
    const path = join(folder, 'stripped.touchstone');
    valueOf(await saveArchive(store, subject, path, { strip: true }));
    const plain = gunzipSync(await readFile(path)).toString('latin1');
    for (const secret of ['/srv/example', '"vm"', '{n}', 'AT_FDCWD</srv']) {
      expect(plain).not.toContain(secret);
    }
    expect(plain).toContain('bench.js');
    const other = openStore(join(folder, 'stripped'));
    const opened = valueOf(await openArchive(other, path));
    expect(opened.stripped).toBe(true);
    interface Numbers {
      workloads: { sizes: { candidate: unknown; reference: unknown }[] }[];
    }
    const found = (await summaryOf(other.folder, opened.subject)) as Numbers;
    const wanted = (await summaryOf(store.folder, subject)) as Numbers;
    expect(found.workloads.map(({ sizes }) => sizes)).toEqual(
      wanted.workloads.map(({ sizes }) => sizes),
    );
  });

  test.each([
    ['a path upwards', '../../../tmp/owned'],
    ['a path upwards within', 'recordings/a/captures/../../../../owned'],
    ['an absolute path', '/tmp/owned'],
    ['a file of the data folder', 'trusted-folders.json'],
    ['a hidden file', 'recordings/a/captures/.bashrc'],
    ['a backslash', 'recordings\\a\\recording.json'],
  ])('is refused with %s', async (_, name) => {
    const manifest = { touchstoneArchive: 1, subject: { kind: 'recording', id: 'a' } };
    const path = await craft([
      ['touchstone.json', JSON.stringify(manifest)],
      [name, 'owned'],
    ]);
    const other = openStore(join(folder, 'refused'));
    expect(await openArchive(other, path)).toMatchObject({ failure: { kind: 'file-invalid' } });
    expect(await filesBelow(other.folder)).toEqual([]);
  });

  test('is refused with links, wrong tables of contents, and ends too early', async () => {
    const other = openStore(join(folder, 'refused'));
    const refuse = async (path: string, text: RegExp): Promise<void> => {
      const opened = await openArchive(other, path);
      expect(opened.ok ? '' : opened.failure.message).toMatch(text);
    };
    const link = Buffer.from(tarHeader('touchstone.json', 0));
    link.write('2', 156);
    const sum = link.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
    link.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const linked = join(folder, 'link');
    await writeFile(linked, gzipSync(Buffer.concat([link, TAR_END])));
    await refuse(linked, /more than plain files/);
    await refuse(
      await craft([['touchstone.json', '{"touchstoneArchive":1}']]),
      /table of contents/,
    );
    const escape = { touchstoneArchive: 1, subject: { kind: 'recording', id: '../x' } };
    await refuse(await craft([['touchstone.json', JSON.stringify(escape)]]), /table of contents/);
    const whole = join(folder, 'whole.touchstone');
    const cut = join(folder, 'cut.touchstone');
    await writeFile(cut, (await readFile(whole)).subarray(0, 3000));
    await refuse(cut, /no sound archive/);
    expect(await filesBelow(other.folder)).toEqual([]);
  });

  test('that is a bomb stops before it fills the disk', async () => {
    const size = 256 << 20;
    const path = join(folder, 'bomb');
    const header = tarHeader('recordings/a/captures/x', size);
    await writeFile(path, gzipSync(Buffer.concat([header, Buffer.alloc(size), TAR_END])));
    expect((await stat(path)).size).toBeLessThan(1 << 20);
    const opened = await openArchive(openStore(join(folder, 'bombed')), path);
    expect(opened).toMatchObject({
      failure: { message: expect.stringContaining('bounds') as string },
    });
  });
});
