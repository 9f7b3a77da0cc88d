/** Opens a heap snapshot with DevTools' loader, as DevTools does, under plain Node. */
import { createReadStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

/** The loaded snapshot; `close` ends the channel between its two halves, without which the process would go on. */
export async function loadDevTools(bundle, file) {
  // Chrome has it; Node 20 does not.
  Promise.withResolvers ??= () => {
    const made = {};
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
  };
  const { HeapSnapshot, HeapSnapshotLoader } = await import(pathToFileURL(bundle).href);
  const started = performance.now();
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent: () => undefined });
  for await (const text of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    loader.write(text);
    await new Promise((done) => setImmediate(done));
  }
  loader.close();
  // DevTools gives half of the work to a second worker; here both halves share one thread, as on one core.
  const { port1, port2 } = new MessageChannel();
  new HeapSnapshot.SecondaryInitManager(port2);
  const snapshot = await loader.buildSnapshot(port1);
  return { started, snapshot, close: () => port1.close() };
}
