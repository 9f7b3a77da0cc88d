import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveOperations } from './resolve-operations';

test.each([
  [100, 5, 100],
  ['{n}', 5, 5],
  ['{n}*10', 5, 50],
  ['({n}+1)*2/4', 5, 3],
  ['2+3*4', 1, 14],
  ['20-5-5', 1, 10],
  ['-{n}+10', 4, 6],
  ['2*-3+10', 1, 4],
  ['--5', 1, 5],
])('%s at n = %d is %d', (template, n, value) => {
  expect(resolveOperations(template, n)).toBe(value);
});

test.each(['', '()', '2 3', '1+', '*2', '(1', '1)', '{n}-5', '1/0', '0', 'n', '{n}{n}', '1;2'])(
  '%s gives nothing at n = 5',
  (template) => {
    expect(resolveOperations(template, 5)).toBeNull();
  },
);

/** Arithmetic of the language itself, over the same text, as the oracle; the text is made of digits and signs only. */
test('sums, products and brackets agree with the language', () => {
  const expression = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constant('{n}'),
      fc.nat(99).map(String),
      fc
        .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/'), tie('tree'))
        .map(([left, sign, right]) => `(${left}${sign}${right})`),
      fc
        .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/'), tie('tree'))
        .map(([left, sign, right]) => `${left} ${sign} ${right}`),
    ),
  })).tree;
  fc.assert(
    fc.property(expression, fc.integer({ min: 1, max: 1000 }), (template, n) => {
      const value = evaluate(template.replaceAll('{n}', String(n)));
      const found = resolveOperations(template, n);
      if (Number.isFinite(value) && value > 0) expect(found).toBeCloseTo(value, 6);
      else expect(found).toBeNull();
    }),
    { seed: 20 },
  );
});

function evaluate(text: string): number {
  return Number(runInNewContext(text));
}
