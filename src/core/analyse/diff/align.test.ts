import { describe, expect, it } from 'vitest';
import type { FrameKind } from '../../model/profile';
import { alignFiles } from './align-files';
import { alignFunctions } from './align-functions';

function functions(...texts: string[]) {
  const keys = texts.map((text) => {
    const [name, place] = text.split(' ') as [string, string | undefined];
    const [file, line] = place?.split('@') ?? [];
    return { function: name, file: file ?? null, line: Number(line ?? 0) };
  });
  return { length: keys.length, keys, kinds: keys.map((): FrameKind => 'own') };
}

/** Pairs as `candidate = reference`, in the candidate's order. */
function pairs(ours: ReturnType<typeof functions>, theirs: ReturnType<typeof functions>): string[] {
  const { candidate, reference } = alignFunctions(ours, theirs);
  return Array.from(candidate, (group, row) => {
    const partners = Array.from(reference).flatMap((each, i) =>
      each === group ? [`${theirs.keys[i]!.function}@${theirs.keys[i]!.line}`] : [],
    );
    return `${ours.keys[row]!.function}@${ours.keys[row]!.line} = ${partners.join(',') || '-'}`;
  });
}

describe('alignFiles', () => {
  it('pairs files of builds in different folders, the longest common end first', () => {
    const map = alignFiles(
      ['/p/candidate/a/index.js', '/p/candidate/pager.js', '/p/shared/bench.js'],
      ['/w/tree/a/index.js', '/w/tree/b/index.js', '/w/tree/pager.js', '/p/shared/bench.js'],
    );
    expect(Object.fromEntries(map)).toEqual({
      '/p/shared/bench.js': '/p/shared/bench.js',
      '/w/tree/a/index.js': '/p/candidate/a/index.js',
      '/w/tree/pager.js': '/p/candidate/pager.js',
    });
  });

  it('pairs nothing where two partners are equally good', () => {
    const map = alignFiles(['/c/x/index.js', '/c/y/index.js'], ['/r/z/index.js']);
    expect(map.size).toBe(0);
  });
});

describe('alignFunctions', () => {
  it('ignores lines, and pairs namesakes in their order', () => {
    expect(
      pairs(
        functions('get /c/cache.js@5', 'get /c/cache.js@50', 'only /c/cache.js@9'),
        functions('get /r/cache.js@70', 'get /r/cache.js@8', 'other /r/cache.js@1'),
      ),
    ).toEqual(['get@5 = get@8', 'get@50 = get@70', 'only@9 = -']);
  });

  it('pairs a function that moved to another file by its name, unless that is ambiguous or anonymous', () => {
    expect(
      pairs(
        functions(
          'decodeRow /c/row.js@5',
          'twice /c/a.js@1',
          'twice /c/b.js@1',
          '(anonymous) /c/a.js@2',
        ),
        functions('decodeRow /r/codec.js@9', 'twice /r/x.js@1', '(anonymous) /r/y.js@2'),
      ),
    ).toEqual(['decodeRow@5 = decodeRow@9', 'twice@1 = -', 'twice@1 = -', '(anonymous)@2 = -']);
  });

  it('pairs what the user has paired, whatever it is called', () => {
    const ours = functions('lookup /c/db.js@5', 'lookup /c/cache.js@9', 'scan /c/db.js@30');
    const theirs = functions('sqlite3BtreeNext /r/btree.c@50', 'scan /r/scan.c@1');
    const { candidate, reference } = alignFunctions(ours, theirs, {
      byHand: [
        {
          candidate: { function: 'lookup', file: 'db.js' },
          reference: { function: 'sqlite3BtreeNext' },
        },
        { candidate: { function: 'missing' }, reference: { function: 'scan' } },
      ],
      found: [],
    });
    expect(candidate[0]).toBe(reference[0]);
    expect(candidate[1]).not.toBe(reference[0]);
    // A pair with a name that is not there leaves the other function as it was.
    expect(candidate[2]).toBe(reference[1]);
  });
});
