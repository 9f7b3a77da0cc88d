/**
 * JSON from bytes. JSON.parse needs the file as one string, which V8 ends at 536,870,888 characters; here lists of
 * numbers go straight into typed arrays, and one long list may be handed over item by item instead of being kept.
 */
import { decodeJsonText } from '../heap-snapshot/decode-json-text';
import { decodeAscii } from './decode-utf8';
import { DEEPEST, TOO_DEEP } from './json-depth';
import { guessNumberCount, readNumber, startsNumber, type NumberAt } from './json-number';

/** Lists of at least this many numbers become a Float64Array; a typed array costs about 100 bytes of its own. */
const COLUMN_FROM = 64;

const CACHE_SIZE = 4096;
const CACHED_LENGTH = 48;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;

/** Text that is no JSON; `at` is the byte. */
export class BrokenJson extends Error {
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.name = 'BrokenJson';
    this.at = at;
  }
}

/** How to read. */
export interface JsonReading {
  /**
   * A list whose items are handed over one by one and not kept: keys on the way to it, none for the outermost value.
   * Where the value there is no list, nothing is handed over and it is kept.
   */
  items?: { path: readonly string[]; take: (item: unknown) => void };
  /**
   * Lists of numbers of the outermost object that are handed over one by one and not kept; a list that holds anything
   * else is kept from there on, as it would be without. `start` is called before the first.
   */
  numbers?: Readonly<Record<string, NumberSink>>;
  /** A file that ends amid a value gives what was complete, and `cut` is called: writers of traces are often killed. */
  cut?: () => void;
  /** The same for text that is no JSON from some byte on; for heads, which are looked at and not believed. */
  lenient?: boolean;
}

/** Takes the numbers of one list. */
export interface NumberSink {
  /** `expected` is about how many will come. */
  start(expected: number): void;
  take(value: number): void;
}

type Container = unknown[] | Record<string, unknown>;

/**
 * The value of a JSON text in UTF-8. Lists of 64 or more numbers are Float64Arrays, other lists arrays; a key
 * `__proto__` is a key like any other. Throws BrokenJson, also for what is nested too deep.
 */
export function parseJsonBytes(bytes: Uint8Array, reading: JsonReading = {}): unknown {
  return new JsonBytesReader(bytes, reading).read();
}

class JsonBytesReader {
  readonly #bytes: Uint8Array;
  readonly #reading: JsonReading;
  /** Open containers, and the key under which each stands in the one before; '' inside of lists. */
  readonly #open: Container[] = [];
  readonly #keys: string[] = [];
  readonly #number: NumberAt = { value: 0, end: 0 };
  readonly #cachedText: string[] = new Array<string>(CACHE_SIZE).fill('');
  readonly #cachedFrom = new Float64Array(CACHE_SIZE);
  #streamed: Container | null = null;
  #column = new Float64Array(1024);
  #at = 0;

  constructor(bytes: Uint8Array, reading: JsonReading) {
    this.#bytes = bytes;
    this.#reading = reading;
    // A byte order mark.
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3;
  }

  read(): unknown {
    try {
      const value = this.#readValues();
      this.#skipBlanks();
      if (this.#at < this.#bytes.length) throw this.#broken('more text follows the value');
      return value;
    } catch (error) {
      const { cut, lenient } = this.#reading;
      const first = this.#open[0];
      if (!(error instanceof BrokenJson) || cut === undefined || first === undefined) throw error;
      if (error.at < this.#bytes.length && lenient !== true) throw error;
      cut();
      for (let depth = this.#open.length - 1; depth > 0; depth--) {
        put(this.#open[depth - 1]!, this.#keys[depth]!, this.#open[depth]);
      }
      return first;
    }
  }

  #readValues(): unknown {
    let key = '';
    for (;;) {
      this.#skipBlanks();
      let value: unknown;
      const byte = this.#bytes[this.#at];
      if (byte === 123) {
        this.#at++;
        this.#enter({}, key);
        this.#skipBlanks();
        if (this.#bytes[this.#at] !== 125) {
          key = this.#readKey();
          continue;
        }
        this.#at++;
        value = this.#leave();
      } else if (byte === 91) {
        this.#at++;
        const streamed = this.#isStreamed(key);
        const sink = this.#open.length === 1 ? this.#sinkOf(key) : undefined;
        const numbers = streamed
          ? null
          : sink === undefined
            ? this.#readNumbers()
            : this.#handOver(sink);
        if (numbers instanceof Float64Array) value = numbers;
        else {
          const list = numbers ?? [];
          this.#enter(list, key);
          if (streamed) this.#streamed = list;
          this.#skipBlanks();
          if (this.#bytes[this.#at] !== 93) {
            key = '';
            continue;
          }
          this.#at++;
          value = this.#leave();
        }
      } else value = this.#readScalar(byte);
      // A value is complete: it may complete those around it.
      for (;;) {
        const around = this.#open[this.#open.length - 1];
        if (around === undefined) return value;
        if (this.#open.length > 1 || value !== around) this.#store(around, key, value);
        this.#skipBlanks();
        const next = this.#bytes[this.#at];
        const isList = Array.isArray(around);
        const end = isList ? 93 : 125;
        if (next === COMMA) {
          this.#at++;
          this.#skipBlanks();
          // Writers of traces leave a comma before the end.
          if (this.#bytes[this.#at] !== end) {
            key = isList ? '' : this.#readKey();
            break;
          }
        } else if (next !== end) {
          throw this.#broken(isList ? 'a list lacks its comma' : 'an object lacks its comma');
        }
        this.#at++;
        key = this.#keys[this.#keys.length - 1]!;
        value = this.#leave();
      }
    }
  }

  #store(around: Container, key: string, value: unknown): void {
    if (around === this.#streamed) this.#reading.items!.take(value);
    else put(around, key, value);
  }

  #enter(container: Container, key: string): void {
    if (this.#open.length >= DEEPEST) throw this.#broken(TOO_DEEP);
    this.#open.push(container);
    this.#keys.push(key);
  }

  #leave(): Container {
    this.#keys.pop();
    const left = this.#open.pop()!;
    if (left === this.#streamed) this.#streamed = null;
    return left;
  }

  #isStreamed(key: string): boolean {
    const path = this.#reading.items?.path;
    const depth = this.#open.length;
    if (path?.length !== depth) return false;
    if (depth === 0) return true;
    // keys[i] names open[i] in its parent; keys[0] is the outermost value's, which has none.
    return (
      path.every((step, index) => step === (index + 1 < depth ? this.#keys[index + 1] : key)) &&
      this.#open.every((container) => !Array.isArray(container))
    );
  }

  #skipBlanks(): void {
    const bytes = this.#bytes;
    let byte = bytes[this.#at];
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++this.#at];
  }

  #readKey(): string {
    if (this.#bytes[this.#at] !== QUOTE) throw this.#broken('an object lacks a name in quotes');
    const key = this.#readText();
    this.#skipBlanks();
    if (this.#bytes[this.#at] !== COLON) throw this.#broken('a name lacks its colon');
    this.#at++;
    return key;
  }

  #readScalar(byte: number | undefined): unknown {
    if (byte === QUOTE) return this.#readText();
    if (byte === undefined) throw this.#broken('the file ends too early');
    if (startsNumber(byte)) {
      const number = this.#number;
      readNumber(this.#bytes, this.#at, number);
      // A number that the file's end may have cut is not known to be whole.
      if (number.end < 0 || (number.end === this.#bytes.length && this.#open.length > 0)) {
        if (number.end >= 0) this.#at = number.end;
        throw this.#broken('a number is broken');
      }
      this.#at = number.end;
      return number.value;
    }
    if (byte === 116) return this.#readWord('true', true);
    if (byte === 102) return this.#readWord('false', false);
    if (byte === 110) return this.#readWord('null', null);
    // Some writers put NaN where JSON has no number.
    if (byte === 78) return this.#readWord('NaN', null);
    throw this.#broken('there is no value');
  }

  #readWord<Value>(word: string, value: Value): Value {
    for (let at = 0; at < word.length; at++) {
      const byte = this.#bytes[this.#at];
      if (byte !== word.charCodeAt(at)) throw this.#broken(`"${word}" is misspelt`);
      this.#at++;
    }
    return value;
  }

  #sinkOf(key: string): NumberSink | undefined {
    const { numbers } = this.#reading;
    return numbers !== undefined && Object.hasOwn(numbers, key) ? numbers[key] : undefined;
  }

  /** Hands the numbers of a list over. Digits are read here: a call for each of tens of millions would cost as much again. */
  #handOver(sink: NumberSink): unknown[] | Float64Array {
    const bytes = this.#bytes;
    const number = this.#number;
    let at = this.#at;
    sink.start(guessNumberCount(bytes, at));
    for (;;) {
      let byte = bytes[at]!;
      let value = byte - 48;
      if (value >= 0 && value <= 9) {
        const from = at;
        let digit = bytes[++at]! - 48;
        // Nine digits stay a small integer.
        while (digit >= 0 && digit <= 9 && at < from + 9) {
          value = value * 10 + digit;
          digit = bytes[++at]! - 48;
        }
        byte = digit + 48;
        if (byte === COMMA) {
          sink.take(value);
          at++;
          continue;
        }
        if (byte === 93) {
          sink.take(value);
          this.#at = at;
          return [];
        }
        // Anything but a short whole number is read with care, from its start.
        at = from;
      }
      this.#at = at;
      this.#skipBlanks();
      if (!startsNumber(bytes[this.#at] ?? 0)) return [];
      readNumber(bytes, this.#at, number);
      if (number.end < 0) throw this.#broken('a number is broken');
      this.#at = number.end;
      sink.take(number.value);
      this.#skipBlanks();
      const next = bytes[this.#at];
      if (next === 93) return [];
      if (next !== COMMA) throw this.#broken('a list lacks its comma');
      this.#at++;
      this.#skipBlanks();
      at = this.#at;
    }
  }

  /** Numbers from here up to the end of the list; a plain array of the first ones where something else follows. */
  #readNumbers(): Float64Array | unknown[] | null {
    const bytes = this.#bytes;
    const number = this.#number;
    let count = 0;
    this.#skipBlanks();
    if (!startsNumber(bytes[this.#at] ?? 0)) return null;
    for (;;) {
      readNumber(bytes, this.#at, number);
      if (number.end < 0) throw this.#broken('a number is broken');
      this.#at = number.end;
      if (count === this.#column.length) {
        const grown = new Float64Array(count * 2);
        grown.set(this.#column);
        this.#column = grown;
      }
      this.#column[count++] = number.value;
      this.#skipBlanks();
      const next = bytes[this.#at];
      if (next === COMMA) {
        this.#at++;
        this.#skipBlanks();
        const byte = bytes[this.#at] ?? 0;
        if (startsNumber(byte) || byte === 93) {
          if (byte !== 93) continue;
        } else return Array.from(this.#column.subarray(0, count));
      } else if (next !== 93) throw this.#broken('a list lacks its comma');
      if (count < COLUMN_FROM) return Array.from(this.#column.subarray(0, count));
      this.#at++;
      return this.#column.slice(0, count);
    }
  }

  /** The text whose opening quote is here. Short ones are looked up, since keys and names recur. */
  #readText(): string {
    const bytes = this.#bytes;
    const from = this.#at + 1;
    let at = from;
    let hash = 0;
    let all = 0;
    let byte = bytes[at]!;
    while (byte !== QUOTE && byte !== BACKSLASH && at < bytes.length) {
      hash = (Math.imul(hash, 31) + byte) | 0;
      all |= byte;
      byte = bytes[++at]!;
    }
    if (byte === QUOTE && all < 128) {
      this.#at = at + 1;
      if (at - from > CACHED_LENGTH) return decodeAscii(bytes, from, at);
      return this.#readCached(from, at, hash & (CACHE_SIZE - 1));
    }
    while (byte !== QUOTE) {
      if (at >= bytes.length) {
        this.#at = bytes.length;
        throw this.#broken('a text does not end');
      }
      at += byte === BACKSLASH ? 2 : 1;
      byte = bytes[at]!;
    }
    this.#at = at + 1;
    return decodeJsonText(bytes.subarray(from, at));
  }

  #readCached(from: number, to: number, slot: number): string {
    const bytes = this.#bytes;
    const known = this.#cachedText[slot]!;
    const place = this.#cachedFrom[slot]!;
    const length = to - from;
    if (known.length === length) {
      let at = 0;
      while (at < length && bytes[place + at] === bytes[from + at]) at++;
      if (at === length) return known;
    }
    const text = decodeAscii(bytes, from, to);
    this.#cachedText[slot] = text;
    this.#cachedFrom[slot] = from;
    return text;
  }

  #broken(problem: string): BrokenJson {
    const at = Math.min(this.#at, this.#bytes.length);
    return new BrokenJson(at === this.#bytes.length ? 'the file ends too early' : problem, at);
  }
}

function put(around: Container, key: string, value: unknown): void {
  if (Array.isArray(around)) around.push(value);
  else if (key === '__proto__') {
    Object.defineProperty(around, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else around[key] = value;
}
