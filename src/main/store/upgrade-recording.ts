/** What is on disk → today's recording or comparison. The only place that knows older versions. */
import type { Failure } from '../../core/model/failure';
import {
  RECORDING_SCHEMA_VERSION,
  type Comparison,
  type Recording,
} from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';

type Raw = Record<string, unknown>;

/** Each step takes a document of its version to the next; index 0 takes version 1 to 2. */
const RECORDING_STEPS: readonly ((raw: Raw) => Raw)[] = [];
const COMPARISON_STEPS: readonly ((raw: Raw) => Raw)[] = [];

/** Parses recording.json. Fails with `file-invalid` on broken text and on a version newer than this code. */
export function readRecordingText(text: string, path: string): Result<Recording, Failure> {
  const raw = upgrade(text, path, RECORDING_STEPS);
  if (!raw.ok) return raw;
  const wrong = findMissing(raw.value, {
    id: 'string',
    name: 'string',
    createdAt: 'string',
    state: 'string',
    project: 'object',
    build: 'object',
    machine: 'object',
    workloads: 'array',
    failures: 'array',
  });
  return wrong === null ? succeed(raw.value as unknown as Recording) : broken(path, wrong);
}

/** Parses comparisons/<id>.json; fails as readRecordingText does. */
export function readComparisonText(text: string, path: string): Result<Comparison, Failure> {
  const raw = upgrade(text, path, COMPARISON_STEPS);
  if (!raw.ok) return raw;
  const wrong = findMissing(raw.value, {
    id: 'string',
    name: 'string',
    createdAt: 'string',
    state: 'string',
    project: 'object',
    candidate: 'string',
    reference: 'string',
    failures: 'array',
  });
  return wrong === null ? succeed(raw.value as unknown as Comparison) : broken(path, wrong);
}

function upgrade(
  text: string,
  path: string,
  steps: readonly ((raw: Raw) => Raw)[],
): Result<Raw, Failure> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return broken(path, error instanceof Error ? error.message : String(error));
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return broken(path, 'it is not an object');
  }
  const document = raw as Raw;
  const version = document['schemaVersion'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return broken(path, 'it has no schemaVersion');
  }
  if (version > RECORDING_SCHEMA_VERSION) {
    return fail({
      kind: 'file-invalid',
      message: `${path} has version ${version}; this Touchstone reads versions up to ${RECORDING_SCHEMA_VERSION}.`,
      remedy: 'Open it with the newer Touchstone that wrote it.',
      where: 'schemaVersion',
    });
  }
  return succeed(steps.slice(version - 1).reduce((each, step) => step(each), document));
}

function findMissing(
  raw: Raw,
  expected: Record<string, 'string' | 'object' | 'array'>,
): string | null {
  for (const [field, type] of Object.entries(expected)) {
    const value = raw[field];
    const found = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    if (found !== type) return `the field ${field} is ${found}, expected ${type}`;
  }
  return null;
}

function broken(path: string, problem: string): { ok: false; failure: Failure } {
  return fail({
    kind: 'file-invalid',
    message: `${path} cannot be read: ${problem}.`,
    remedy: 'Delete it from the list, or put back a copy; other recordings are not touched.',
  });
}
