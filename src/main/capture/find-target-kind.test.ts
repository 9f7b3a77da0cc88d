import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTargetKind } from './find-target-kind';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-kind-'));
  const scripts = {
    'tool-node': '#!/usr/bin/env node\n',
    'tool-flags': '#!/usr/bin/env -S node --no-warnings\n',
    'tool-python': '#!/usr/bin/python3.11\n',
    'tool-shell': '#!/bin/sh\necho\n',
    'tool-binary': '\x7fELF node',
  };
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  [['node', 'bench.js'], 'node'],
  [['/usr/local/bin/node', 'x'], 'node'],
  [['npm', 'run', 'bench'], 'node'],
  [['sh', '-c', 'cd x && node bench.js | cat'], 'node'],
  [['env', 'A=1', 'python3', 'x.py'], 'python'],
  [['python3.12', '-m', 'x'], 'python'],
  [['timeout', '5', './native', 'data.json'], 'native'],
  [['./tool-node'], 'node'],
  [['./tool-flags'], 'node'],
  [['./tool-python'], 'python'],
  [['./tool-shell'], 'native'],
  [['./tool-binary'], 'native'],
  [['./missing'], 'native'],
  [['sh', '-c', 'echo hello'], 'native'],
])('takes %j for %s', async (command, kind) => {
  expect(await findTargetKind(command, folder)).toBe(kind);
});
