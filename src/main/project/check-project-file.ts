/** The text of a project file → the checked file, or every problem with its place. */
import type { Failure } from '../../core/model/failure';
import { projectSchema, type ProjectFile } from '../../core/model/project';
import { describeProjectSchema } from '../../core/model/project-json-schema';
import { fail, succeed, type Result } from '../../core/model/result';
import { locateJson, pathKey, type TextPosition } from './locate-json';
import { resolveOperations } from './resolve-operations';

/** One thing that is wrong: where, and a sentence without the place. */
interface Problem {
  path: readonly PropertyKey[];
  message: string;
}

type Issue = NonNullable<ReturnType<typeof projectSchema.safeParse>['error']>['issues'][number];

/** Checks syntax, schema and what a schema cannot say. The failure names the first problem in `where` and lists all in `detail`. */
export function checkProjectFile(text: string, path: string): Result<ProjectFile, Failure> {
  const json = text.replace(/^\uFEFF/, '');
  const map = locateJson(json);
  if (!map.ok) {
    const { line, column } = map.position;
    return fail({
      kind: 'project-invalid',
      message: `${path} is not valid JSON at line ${line}, column ${column}: ${map.problem}.`,
      remedy: 'Mend the text at that place; nothing was run.',
      where: `line ${line}, column ${column}`,
    });
  }
  const value: unknown = JSON.parse(json);
  const parsed = projectSchema.safeParse(value);
  const problems = parsed.success
    ? findContradictions(parsed.data)
    : parsed.error.issues.flatMap((issue) => describeIssue(issue, value));
  if (parsed.success && problems.length === 0) return succeed(parsed.data);
  return fail(describeProblems(problems, map.positions, path));
}

/** A path as a person writes it: `workloads.lookup.sizes[1]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = String(key);
      if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

function describeProblems(
  problems: readonly Problem[],
  positions: Map<string, TextPosition>,
  path: string,
): Failure {
  const lines = problems.map(({ path: at, message }) => {
    const line = positions.get(pathKey(at))?.line;
    const place = at.length === 0 ? 'the file' : formatPath(at);
    return `${place}: ${message}${line === undefined ? '' : ` (line ${line})`}`;
  });
  const more = lines.length === 1 ? '' : ` There are ${lines.length - 1} more problems.`;
  return {
    kind: 'project-invalid',
    message: `${path} is not a valid project file: ${lines[0] ?? ''}.${more}`,
    remedy: 'Mend the file; nothing was run. The schema is resources/touchstone.schema.json.',
    where: formatPath(problems[0]?.path ?? []),
    detail: lines.join('\n'),
  };
}

function describeIssue(issue: Issue, root: unknown): Problem[] {
  const value = valueAt(root, issue.path);
  const shown = value === undefined ? 'nothing' : abbreviate(JSON.stringify(value));
  const problem = (message: string): Problem[] => [{ path: issue.path, message }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: `is not known here${suggestKey(key)}`,
      }));
    case 'invalid_type':
      return problem(
        value === undefined
          ? `is missing; expected ${nameType(issue.expected)}`
          : `is ${shown}; expected ${nameType(issue.expected)}`,
      );
    case 'too_small':
      return problem(
        `is ${shown}; expected ${issue.origin === 'array' ? issue.message : `a number ${issue.inclusive === true ? 'of at least' : 'above'} ${issue.minimum}`}`,
      );
    case 'too_big':
      return problem(
        `is ${shown}; expected ${issue.origin === 'array' ? `at most ${issue.maximum} entries` : `a number of at most ${issue.maximum}`}`,
      );
    case 'invalid_value':
      return problem(
        `is ${shown}; expected one of ${issue.values.map((each) => JSON.stringify(each)).join(', ')}`,
      );
    case 'invalid_union':
      return problem(
        `is ${shown}; expected ${UNIONS[String(issue.path.at(-1))] ?? 'a number above 0 or an arithmetic template such as "{n}*10"'}`,
      );
    case 'invalid_key':
      return problem(
        `has the key ${JSON.stringify(issue.path.at(-1))}; expected ${issue.issues[0]?.message ?? 'a name'}`,
      );
    default:
      return problem(`is ${shown}; expected ${issue.message}`);
  }
}

/** What is expected where a schema allows several types, by the last key. */
const UNIONS: Record<string, string> = {
  stdin: 'a text, or { "file": "…" } with a path relative to the project',
  pinCore: 'the number of a processor from 0, or "auto"',
};

function nameType(expected: string): string {
  const names: Record<string, string> = {
    array: 'a list in square brackets',
    record: 'an object in curly brackets',
    object: 'an object in curly brackets',
    string: 'a text in quotes',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return names[expected] ?? expected;
}

function abbreviate(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function suggestKey(key: string): string {
  const near = findNearest(key, knownKeys());
  return near === null ? '' : `; did you mean ${JSON.stringify(near)}?`;
}

/** Every property name of the schema, wherever it stands. */
function knownKeys(): string[] {
  const keys = new Set<string>();
  const open: unknown[] = [describeProjectSchema()];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, child] of Object.entries(node)) {
      if (name === 'properties') for (const key of Object.keys(child as object)) keys.add(key);
      open.push(child);
    }
  }
  return [...keys];
}

/** The candidate that is at most two edits away, nearest first; null when none is. */
export function findNearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = 3;
  for (const candidate of candidates) {
    const distance = countEdits(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance. */
function countEdits(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[right.length]!;
}

/** What the schema lets through and no run could make sense of. */
function findContradictions(file: ProjectFile): Problem[] {
  const problems: Problem[] = [];
  for (const role of ['candidate', 'reference'] as const) {
    const holders = Object.entries(file.builds).filter(([, build]) => build.role === role);
    if (holders.length > 1) {
      problems.push({
        path: ['builds', holders[1]![0], 'role'],
        message: `is "${role}", which builds.${holders[0]![0]} is already; expected at most one`,
      });
    }
  }
  for (const [name, workload] of Object.entries(file.workloads)) {
    workload.sizes.forEach((n, index) => {
      if (workload.sizes.indexOf(n) !== index) {
        problems.push({
          path: ['workloads', name, 'sizes', index],
          message: `is ${n}, which stands there twice; expected each size once`,
        });
      }
    });
    if (workload.m !== undefined && workload.sizes.length === 0) {
      problems.push({
        path: ['workloads', name, 'm'],
        message: 'is a second size, but there are no "sizes", the values of the first',
      });
    }
    const [m = null] = workload.m ?? [];
    const failing = workload.sizes.find(
      (n) => resolveOperations(workload.operations, n, m) === null,
    );
    if (failing !== undefined) {
      problems.push({
        path: ['workloads', name, 'operations'],
        message: `is ${JSON.stringify(workload.operations)}, which gives no number above 0 at n = ${failing}; expected a number or an arithmetic template such as "{n}*10"`,
      });
    }
  }
  return problems;
}
