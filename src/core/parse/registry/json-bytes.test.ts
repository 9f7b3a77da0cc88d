import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokenJson, parseJsonBytes } from './json-bytes';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Typed arrays as plain ones, to compare with JSON.parse. */
function plain(value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.entries(value).map(([key, each]) => [key, plain(each)] as const);
  return Object.fromEntries(copy);
}

describe('parseJsonBytes', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.boolean(), (text, spaced) => {
        const written = spaced ? JSON.stringify(JSON.parse(text), null, 1) : text;
        expect(plain(parseJsonBytes(bytesOf(written)))).toEqual(JSON.parse(written));
      }),
      { seed: 20 },
    );
  });

  it('rounds numbers as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
        const text = JSON.stringify([
          ...numbers,
          0.1,
          1e-7,
          123456789012345680000,
          5e-324,
          1.5e300,
        ]);
        expect(plain(parseJsonBytes(bytesOf(text)))).toEqual(JSON.parse(text));
      }),
      { seed: 20 },
    );
  });

  it('puts long lists of numbers into columns', () => {
    const value = parseJsonBytes(
      bytesOf(JSON.stringify({ a: Array.from({ length: 64 }, (_, i) => i) })),
    );
    expect((value as { a: unknown }).a).toBeInstanceOf(Float64Array);
    expect(parseJsonBytes(bytesOf('[1, 2, "x", [3], 4,]'))).toEqual([1, 2, 'x', [3], 4]);
  });

  it('keeps a key __proto__ a key', () => {
    const value = parseJsonBytes(bytesOf('{"__proto__": {"polluted": 1}, "constructor": 2}'));
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('reads 200,000 levels', () => {
    const depth = 200_000;
    let value = parseJsonBytes(bytesOf('['.repeat(depth) + ']'.repeat(depth)));
    let levels = 0;
    while (Array.isArray(value)) {
      levels += 1;
      value = value[0];
    }
    expect(levels).toBe(depth);
  });

  it('hands over the items of a list', () => {
    const items: unknown[] = [];
    const take = (item: unknown) => void items.push(item);
    const text = '{"x": [1], "a": {"list": [{"b": [2]}, [3, 4], 5, "six"], "more": 7}}';
    const kept = parseJsonBytes(bytesOf(text), { items: { path: ['a', 'list'], take } });
    expect(items).toEqual([{ b: [2] }, [3, 4], 5, 'six']);
    expect(kept).toEqual({ x: [1], a: { list: [], more: 7 } });
    items.length = 0;
    parseJsonBytes(bytesOf('[1, {"a": [2]}]'), { items: { path: [], take } });
    expect(items).toEqual([1, { a: [2] }]);
  });

  it('gives what is complete of a file that was cut', () => {
    const text = '{"a": [{"b": 1}, {"c": "déjà"}, {"d": 12345}]}';
    for (let length = 1; length < text.length; length += 1) {
      let cuts = 0;
      const whole = bytesOf(text).subarray(0, length);
      expect(() => parseJsonBytes(whole)).toThrow(BrokenJson);
      const value = parseJsonBytes(whole, { cut: () => (cuts += 1) }) as { a?: unknown[] };
      expect(cuts).toBe(1);
      expect([{ b: 1 }, {}, undefined]).toContainEqual(value.a?.[0]);
    }
  });

  it('says where a text breaks', () => {
    const place = (text: string) => {
      try {
        parseJsonBytes(bytesOf(text));
        return null;
      } catch (error) {
        return (error as BrokenJson).at;
      }
    };
    expect(place('{"a" 1}')).toBe(5);
    expect(place('[1 2]')).toBe(3);
    expect(place('{"a": tru}')).toBe(9);
    expect(place('{} x')).toBe(3);
    expect(place('')).toBe(0);
    expect(place('[1, -]')).toBe(4);
  });
});
