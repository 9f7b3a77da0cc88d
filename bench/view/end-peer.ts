import type { ElectronApplication } from 'playwright/test';

/** A page that is still drawing does not close: it is given 5 s. */
export async function endPeer(app: ElectronApplication): Promise<void> {
  const child = app.process();
  const late = new Promise((done) => setTimeout(done, 5000));
  await Promise.race([app.close(), late]);
  child.kill('SIGKILL');
}
