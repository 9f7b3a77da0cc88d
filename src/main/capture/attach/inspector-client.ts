import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { FailureError } from '../../../core/model/failure';
import { listListeningPorts } from './find-process';

const OPEN_LIMIT_MS = 5000;

type Listener = (params: Record<string, unknown>) => void;

/** A conversation with the inspector of a running Node process. */
export class InspectorClient {
  /** True when Touchstone opened the inspector and closes it again. */
  readonly opened: boolean;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >();
  readonly #listeners = new Map<string, Listener>();
  #number = 0;
  #closed = false;

  private constructor(socket: WebSocket, opened: boolean) {
    this.#socket = socket;
    this.opened = opened;
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    socket.on('error', () => this.#fail());
    socket.on('close', () => this.#fail());
  }

  /** Connects to an inspector that is open, or has the process open it by SIGUSR1. Throws FailureError. */
  static async open(pid: number, signal: AbortSignal): Promise<InspectorClient> {
    const before = await findInspector(pid);
    if (before !== null) return new InspectorClient(await connect(before), false);
    process.kill(pid, 'SIGUSR1');
    for (const end = Date.now() + OPEN_LIMIT_MS; Date.now() < end && !signal.aborted;) {
      const url = await findInspector(pid);
      if (url !== null) return new InspectorClient(await connect(url), true);
      await sleep(50);
    }
    throw new FailureError({
      kind: 'instrument-unavailable',
      message: `The inspector of process ${pid} did not open within ${OPEN_LIMIT_MS / 1000} s of SIGUSR1.`,
      remedy:
        'Check that the process does not handle SIGUSR1 itself and that its inspector port (9229 unless --inspect-port says otherwise) is free.',
    });
  }

  post(method: string, params: object = {}): Promise<Record<string, unknown>> {
    if (this.#closed) return Promise.reject(gone());
    this.#number += 1;
    const id = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  on(method: string, listener: Listener): void {
    this.#listeners.set(method, listener);
  }

  /** Leaves the process as it was found. */
  async close(): Promise<void> {
    if (this.opened && !this.#closed) {
      // It waits for this connection to end, so its answer is not waited for.
      const expression = "require('node:inspector').close()";
      const closing = this.post('Runtime.evaluate', { expression, includeCommandLineAPI: true });
      closing.catch(() => undefined);
      await sleep(50);
    }
    this.#socket.close();
  }

  #receive(text: string): void {
    const { id, result, error, method, params } = JSON.parse(text) as {
      id?: number;
      result?: Record<string, unknown>;
      error?: { message: string };
      method?: string;
      params?: Record<string, unknown>;
    };
    if (method !== undefined) this.#listeners.get(method)?.(params ?? {});
    const asked = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || asked === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) asked.resolve(result ?? {});
    else asked.reject(new Error(error.message));
  }

  #fail(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
  }
}

function gone(): FailureError {
  return new FailureError({
    kind: 'capture-invalid',
    message: 'The process ended, or closed its inspector, before the capture was complete.',
    remedy: 'Attach again, for a shorter time.',
  });
}

/** Address of the inspector among the ports on which the process listens; null where it is not open. */
async function findInspector(pid: number): Promise<string | null> {
  for (const port of await listListeningPorts(pid)) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/json/list`, {
        signal: AbortSignal.timeout(1000),
      });
      const [first] = (await answer.json()) as { webSocketDebuggerUrl?: string }[];
      if (first?.webSocketDebuggerUrl !== undefined) return first.webSocketDebuggerUrl;
    } catch {
      // A port of the program's own, which speaks something else.
    }
  }
  return null;
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0 });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', () => reject(gone()));
  });
  return socket;
}
