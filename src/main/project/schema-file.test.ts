import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { describeProjectSchema } from '../../core/model/project-json-schema';

const FILE = resolve(import.meta.dirname, '../../../resources/touchstone.schema.json');

test('the published JSON Schema is the one that the code checks with', () => {
  const schema = describeProjectSchema();
  // UPDATE_SCHEMA=1 npx vitest run src/main/project/schema-file.test.ts; then prettier.
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(FILE, JSON.stringify(schema));
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(schema);
});
