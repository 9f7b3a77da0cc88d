import { describe, expect, it } from 'vitest';
import { listZipEntries } from './zip-archive.mjs';

// Made by Info-ZIP: zip -r t.zip stored.txt folder run.sh (folder/deflated.txt: "deflate me " x 40)
const ARCHIVE = Buffer.from(
  'UEsDBAoAAAAAAAAAIVgL+UNWBgAAAAYAAAAKABwAc3RvcmVkLnR4dFVUCQADgACSZYAAkmV1eAsAAQQAAAAABAAA' +
    'AABzdG9yZWRQSwMECgAAAAAAAAAhWAAAAAAAAAAAAAAAAAcAHABmb2xkZXIvVVQJAAOAAJJlEagBa3V4CwABBAAA' +
    'AAAEAAAAAFBLAwQUAAAACAAAACFYahzQQxIAAAC4AQAAEwAcAGZvbGRlci9kZWZsYXRlZC50eHRVVAkAA4AAkmWA' +
    'AJJldXgLAAEEAAAAAAQAAAAAS0lNy0ksSVXITVVIGWUOHSYAUEsDBAoAAAAAAAAAIVgdnfsECgAAAAoAAAAGABwA' +
    'cnVuLnNoVVQJAAOAAJJlgACSZXV4CwABBAAAAAAEAAAAACMhL2Jpbi9zaApQSwECHgMKAAAAAAAAACFYC/lDVgYA' +
    'AAAGAAAACgAYAAAAAAABAAAApIEAAAAAc3RvcmVkLnR4dFVUBQADgACSZXV4CwABBAAAAAAEAAAAAFBLAQIeAwoA' +
    'AAAAAAAAIVgAAAAAAAAAAAAAAAAHABgAAAAAAAAAEADtQUoAAABmb2xkZXIvVVQFAAOAAJJldXgLAAEEAAAAAAQA' +
    'AAAAUEsBAh4DFAAAAAgAAAAhWGoc0EMSAAAAuAEAABMAGAAAAAAAAQAAAKSBiwAAAGZvbGRlci9kZWZsYXRlZC50' +
    'eHRVVAUAA4AAkmV1eAsAAQQAAAAABAAAAABQSwECHgMKAAAAAAAAACFYHZ37BAoAAAAKAAAABgAYAAAAAAABAAAA' +
    '7YHqAAAAcnVuLnNoVVQFAAOAAJJldXgLAAEEAAAAAAQAAAAAUEsFBgAAAAAEAAQAQgEAADQBAAAAAA==',
  'base64',
);

describe('listZipEntries', () => {
  it('reads names, modes and contents, stored and deflated', () => {
    const entries = listZipEntries(ARCHIVE).map(({ name, mode, read }) => [
      name,
      (mode & 0o777).toString(8),
      read().toString(),
    ]);
    expect(entries).toEqual([
      ['stored.txt', '644', 'stored'],
      ['folder/', '755', ''],
      ['folder/deflated.txt', '644', 'deflate me '.repeat(40)],
      ['run.sh', '755', '#!/bin/sh\n'],
    ]);
  });

  it('finds the end record behind a comment', () => {
    const commented = Buffer.concat([ARCHIVE, Buffer.from('made by hand')]);
    expect(listZipEntries(commented)).toHaveLength(4);
  });

  it('refuses what is cut short', () => {
    expect(() => listZipEntries(ARCHIVE.subarray(0, 300))).toThrow('cut short');
    expect(() => listZipEntries(ARCHIVE.subarray(80))).toThrow('damaged');
  });

  it('refuses contents of another length than promised', () => {
    const damaged = Buffer.from(ARCHIVE);
    const central = damaged.lastIndexOf('folder/deflated.txt') - 46;
    damaged.writeUInt32LE(441, central + 24);
    const entry = listZipEntries(damaged).find(({ name }) => name === 'folder/deflated.txt');
    expect(() => entry.read()).toThrow('its header promises 441');
  });
});
