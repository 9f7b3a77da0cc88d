import { expect, it } from 'vitest';
import { createAsar } from './asar-archive.mjs';

// Made by the official tool (asar 2.1.0): asar pack in out.asar
const OFFICIAL = Buffer.from(
  'BAAAAGAAAABcAAAAVwAAAHsiZmlsZXMiOnsibWFpbi5qcyI6eyJzaXplIjoxOSwib2Zmc2V0IjoiMCJ9LCJwYWNrYWdl' +
    'Lmpzb24iOnsic2l6ZSI6MTIsIm9mZnNldCI6IjE5In19fQBpbXBvcnQgImVsZWN0cm9uIjsKeyJuYW1lIjoieCJ9',
  'base64',
);

it('packs files to the bytes of the official tool', () => {
  const packed = createAsar({ 'main.js': 'import "electron";\n', 'package.json': '{"name":"x"}' });
  expect(packed.equals(OFFICIAL)).toBe(true);
});

it('counts bytes, not characters', () => {
  const packed = createAsar({ 'a.js': 'é', 'b.js': 'x' });
  const header = JSON.parse(packed.toString('utf8', 16, 16 + packed.readUInt32LE(12)));
  expect(header.files).toEqual({
    'a.js': { size: 2, offset: '0' },
    'b.js': { size: 1, offset: '2' },
  });
});
