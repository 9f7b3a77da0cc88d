import { expect, test } from 'vitest';
import type { FunctionPair } from '../../core/model/project';
import { listPairs, replacePairs } from './write-pairs';

const SCAN: FunctionPair = {
  candidate: { function: 'scan', file: 'db.js' },
  reference: { function: 'seek' },
};
const PARSE: FunctionPair = {
  candidate: { function: 'parse "it"' },
  reference: { function: 'read' },
};

function replace(text: string, pairs: FunctionPair[]): string {
  const result = replacePairs(text, pairs, 'touchstone.json');
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

const FILES = {
  indented: `{\n  "name": "a",\n  "builds": { "a": { "command": ["x", "}"] } },\n  "runs": 5\n}\n`,
  tabs: `{\r\n\t"runs": 5\r\n}\r\n`,
  'one line': `{"runs": 5, "builds": {}}`,
  'with pairs': `{\n    "pairs": [],\n    "runs": 5\n}\n`,
  empty: '{}',
};

test.each(Object.entries(FILES))('pairs come and go in a file that is %s', (name, text) => {
  const added = replace(text, [SCAN, PARSE]);
  const value = JSON.parse(added) as Record<string, unknown>;
  expect(value['pairs']).toEqual([SCAN, PARSE]);
  const others = (from: object) => Object.entries(from).filter(([key]) => key !== 'pairs');
  expect(others(value)).toEqual(others(JSON.parse(text) as object));
  const one = replace(added, [PARSE]);
  expect((JSON.parse(one) as Record<string, unknown>)['pairs']).toEqual([PARSE]);
  const none = replace(one, []);
  if (name === 'with pairs') expect(none).toBe(`{\n    "runs": 5\n}\n`);
  else if (name === 'empty') expect(JSON.parse(none)).toEqual({});
  else expect(none).toBe(text);
});

test('the file is written as it is indented', () => {
  expect(replace(FILES.indented, [SCAN])).toBe(
    `{\n  "name": "a",\n  "builds": { "a": { "command": ["x", "}"] } },\n  "runs": 5,\n  "pairs": [\n    { "candidate": { "function": "scan", "file": "db.js" }, "reference": { "function": "seek" } }\n  ]\n}\n`,
  );
  expect(replace(FILES['one line'], [SCAN])).toBe(
    `{"runs": 5, "builds": {}, "pairs": [{ "candidate": { "function": "scan", "file": "db.js" }, "reference": { "function": "seek" } }]}`,
  );
});

test('a pair that stays keeps its text', () => {
  const text = `{\n  "pairs": [\n    {\n      "reference": {"function":"seek"},\n      "candidate": {"function":"scan", "file":"db.js"}\n    }\n  ]\n}`;
  const both = replace(text, [SCAN, PARSE]);
  expect(both).toContain(`"reference": {"function":"seek"},\n      "candidate"`);
  expect((JSON.parse(both) as { pairs: unknown }).pairs).toEqual([SCAN, PARSE]);
});

test('a file that is wrong is not written', () => {
  for (const text of [
    '',
    '{"pairs": [}',
    '[]',
    '{"pairs": {}}',
    '{"pairs": [{"candidate": "a"}]}',
  ]) {
    const result = replacePairs(text, [SCAN], 'touchstone.json');
    expect(result.ok, text).toBe(false);
    if (!result.ok) expect(result.failure.message).toContain('touchstone.json');
  }
  expect(listPairs('{"pairs": []}', 'x')).toEqual({ ok: true, value: [] });
});
