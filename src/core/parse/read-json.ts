import type { Failure } from '../model/failure';
import { fail, succeed, type Result } from '../model/result';

/** A capture that cannot be read; `where` is its place, e.g. `nodes[3].callFrame`. */
export function invalidCapture(format: string, problem: string, where?: string): Failure {
  return {
    kind: 'capture-invalid',
    message: `This is no valid ${format}: ${problem}.`,
    remedy:
      'Capture it again; a file cut off by a full disk or a killed process cannot be repaired.',
    ...(where === undefined ? {} : { where }),
  };
}

/** An object whose members have to be looked at before they are believed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses text that has to be a JSON object. */
export function readJsonObject(text: string, format: string): Result<JsonObject, Failure> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'not JSON';
    const place = /position (\d+)/.exec(problem);
    return fail(
      invalidCapture(format, problem, place === null ? undefined : `character ${place[1] ?? ''}`),
    );
  }
  return isObject(value) ? succeed(value) : fail(invalidCapture(format, 'not a JSON object'));
}

/** True for objects, not for arrays and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The number itself, or the fallback for anything else, NaN and infinities included. */
export function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** The text itself, or the fallback. */
export function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

/** True for arrays of finite numbers. */
export function isNumberArray(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isFinite(one));
}

/** Version of the tool from the agent's header, if the file has one. */
export function toolOf(object: JsonObject): string | null {
  const header = object['touchstone'];
  const version = isObject(header) ? header['node'] : undefined;
  return typeof version === 'string' ? `Node ${version}` : null;
}
