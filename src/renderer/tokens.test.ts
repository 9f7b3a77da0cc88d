import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const TEXT = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The colours of a block of the stylesheet, by name. */
function coloursOf(selector: string): Map<string, string> {
  const start = TEXT.indexOf(`${selector} {`);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const block = TEXT.slice(start, TEXT.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, colour]) => [name!, colour!]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(one: string, other: string): number {
  const [lo = 0, hi = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (hi + 0.05) / (lo + 0.05);
}

/** Source stands on a panel, and the first line of its function on raised ground. */
const GROUNDS = ['panel', 'raised'];
const CODE = ['keyword', 'string', 'number', 'comment', 'type', 'function', 'meta'];

describe.each(['dark', 'light'])('the %s theme', (theme) => {
  const colours = coloursOf(`[data-theme='${theme}']`);
  it.each(CODE.flatMap((name) => GROUNDS.map((ground) => [`code-${name}`, ground] as const)))(
    '%s can be read on %s (4.5 to 1)',
    (name, ground) => {
      expect(contrastOf(colours.get(name)!, colours.get(ground)!)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
