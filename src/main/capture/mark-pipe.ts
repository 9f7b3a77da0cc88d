import { constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Milliseconds } from '../../core/model/units';

/** Longer names would not fit a label. */
const NAME_LIMIT = 200;

/** Hears of a mark; the moment is on the machine's monotonic clock. */
type OnMark = (name: string, at: Milliseconds) => void;

/**
 * A named pipe into which a target of any language writes its marks, a line each: `echo "phase 2" > $TOUCHSTONE_MARKS`. It is
 * open for reading and writing here, so that no writer waits and none ends it.
 */
export class MarkPipe implements AsyncDisposable {
  /** What TOUCHSTONE_MARKS says. */
  readonly path: string;
  readonly #folder: string;
  readonly #socket: Socket;

  private constructor(folder: string, path: string, socket: Socket) {
    this.#folder = folder;
    this.path = path;
    this.#socket = socket;
  }

  /** Null on systems without named pipes. */
  static async open(onMark: OnMark): Promise<MarkPipe | null> {
    if (process.platform === 'win32') return null;
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-marks-'));
    const path = join(folder, 'marks');
    const made = await execa('mkfifo', ['-m', '600', path], { reject: false });
    if (made.failed) {
      await rm(folder, { recursive: true, force: true });
      return null;
    }
    // Of a named pipe that nobody writes to yet, opening for reading alone would end at once. The socket closes it.
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const socket = new Socket({ fd, readable: true, writable: false });
    socket.on('error', () => undefined);
    socket.setEncoding('utf8');
    let rest = '';
    socket.on('data', (text: string) => {
      const at = Number(process.hrtime.bigint()) / 1e6;
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(0, NAME_LIMIT);
      for (const line of lines) {
        if (line.trim() !== '') onMark(line.trim().slice(0, NAME_LIMIT), at);
      }
    });
    return new MarkPipe(folder, path, socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
