import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Milliseconds } from '../../core/model/units';

/** Writing a file of 100 MB takes about 2 s here. */
const FLUSH_LIMIT_MS = 5000;

/** A process that has just connected may not have its signal handler yet, and would be ended by the signal. */
const SETTLED_MS = 300;

/** The other end of the agents' helper threads: asks a target's processes for their captures before it is ended. */
export class AgentServer implements AsyncDisposable {
  /** What agents connect to; under 108 characters, the limit of a Unix socket. */
  readonly path: string;
  readonly #server: Server;
  readonly #waiting = new Map<Socket, () => void>();
  readonly #pids = new Map<Socket, number>();
  readonly #since = new Map<Socket, Milliseconds>();
  readonly #ends = new Map<number, Milliseconds>();

  private constructor(path: string, server: Server) {
    this.path = path;
    this.#server = server;
  }

  static async open(): Promise<AgentServer> {
    const name = `touchstone-${randomUUID().slice(0, 13)}`;
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
    const server = createServer();
    const opened = new AgentServer(path, server);
    server.on('connection', (socket) => opened.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return opened;
  }

  /** Has every connected process write its capture; waits until all have, or 5 s. */
  async flush(limitMs: Milliseconds = FLUSH_LIMIT_MS): Promise<void> {
    const answers = [...this.#waiting.keys()].map(
      (socket) =>
        new Promise<void>((resolve) => {
          this.#waiting.set(socket, resolve);
          socket.write('flush\n');
        }),
    );
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    await Promise.race([Promise.all(answers), limit]);
    clearTimeout(timer);
  }

  /** Processes that are connected and have been for long enough to take a signal. */
  listSettled(): number[] {
    const now = performance.now();
    return [...this.#waiting.keys()].flatMap((socket) => {
      const pid = this.#pids.get(socket);
      return pid !== undefined && now - this.#since.get(socket)! >= SETTLED_MS ? [pid] : [];
    });
  }

  /** When a process that had connected went away, on the machine's monotonic clock; null while it is there. */
  endOf(pid: number): Milliseconds | null {
    return this.#ends.get(pid) ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#waiting.keys()) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await rm(this.path, { force: true });
  }

  #accept(socket: Socket): void {
    this.#waiting.set(socket, () => undefined);
    this.#since.set(socket, performance.now());
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      const pid = /^(\d+)\n/.exec(text)?.[1];
      if (pid !== undefined) this.#pids.set(socket, Number(pid));
      if (text.includes('done')) this.#waiting.get(socket)?.();
    });
    const forget = (): void => {
      this.#waiting.get(socket)?.();
      this.#waiting.delete(socket);
      const pid = this.#pids.get(socket);
      if (pid !== undefined) this.#ends.set(pid, Number(process.hrtime.bigint()) / 1e6);
    };
    socket.on('error', forget);
    socket.on('close', forget);
  }
}
