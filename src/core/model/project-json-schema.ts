/** The JSON Schema of touchstone.json, for editors. */
import { z } from 'zod';
import { projectSchema } from './project';

/** The schema that `resources/touchstone.schema.json` holds: what a person may write, defaults left out. */
export function describeProjectSchema(): Record<string, unknown> {
  return {
    title: 'Touchstone project file',
    description: 'Builds and workloads that Touchstone profiles and compares: touchstone.json.',
    ...z.toJSONSchema(projectSchema, { io: 'input', target: 'draft-2020-12' }),
  };
}
