import { expect, test } from 'vitest';
import { moduleOf } from './module-of';

test.each([
  ['/p/src/pager.js', 'pager.js'],
  ['/p/src/pager/index.ts', 'pager/index.ts'],
  ['/p/node_modules/lodash/sum.js', 'lodash'],
  ['/p/node_modules/a/node_modules/@scope/b/lib/x.js', '@scope/b'],
  ['C:\\p\\node_modules\\@scope\\b\\x.js', '@scope/b'],
  ['node:internal/fs/utils', 'node'],
  ['/usr/lib/python3.11/json/encoder.py', 'python'],
  ['/usr/lib/python3.11/site-packages/numpy/core/x.py', 'numpy'],
  ['<frozen importlib._bootstrap>', 'python'],
  ['/home/u/.cargo/registry/src/index-1/serde-json-1.0.2/src/de.rs', 'serde-json'],
  ['/rustc/abc/library/core/src/iter.rs', 'rust'],
  ['/home/u/go/pkg/mod/github.com/x/y@v1.2.3/z.go', 'github.com/x/y'],
  ['/usr/lib/x86_64-linux-gnu/libc.so.6', 'libc.so.6'],
  ['', null],
  [null, null],
])('%s belongs to %s', (file, module) => {
  expect(moduleOf(file)).toBe(module);
});
