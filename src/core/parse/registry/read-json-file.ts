import type { Failure } from '../../model/failure';
import { fail, succeed, type Result } from '../../model/result';
import { unreadable } from './content';
import { BrokenJson, parseJsonBytes, type JsonReading } from './json-bytes';

/** Reads a JSON file; a broken one fails with the byte. */
export function readJsonFile(
  bytes: Uint8Array,
  format: string,
  reading: JsonReading = {},
): Result<unknown, Failure> {
  try {
    return succeed(parseJsonBytes(bytes, reading));
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    return fail(unreadable(format, error.message, `byte ${error.at}`));
  }
}

/** A list of numbers, as column or array; null for anything else. Members that are no numbers are NaN. */
export function numbersOf(value: unknown): ArrayLike<number> | null {
  if (value instanceof Float64Array) return value;
  if (!Array.isArray(value)) return null;
  if (value.every((each) => typeof each === 'number')) return value;
  return value.map((each: unknown) => (typeof each === 'number' ? each : Number.NaN));
}

/** A list, typed or not; an empty one for anything else. */
export function listOf(value: unknown): ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Float64Array ? value : [];
}
