import { expect, test } from 'vitest';
import { createNonce, REPORT_POLICY, windowPolicy } from './content-security';

test('the window runs its own scripts alone, and no inline code', () => {
  const policy = windowPolicy('abc');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('a report runs no script and reaches no network', () => {
  expect(REPORT_POLICY).not.toMatch(/script-src|connect-src|allow-scripts/);
  expect(REPORT_POLICY).toMatch(/default-src 'none'.*; sandbox$/);
});

test('a nonce is never used twice', () => {
  const nonces = new Set(Array.from({ length: 100 }, createNonce));
  expect(nonces.size).toBe(100);
  for (const nonce of nonces) expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
});
