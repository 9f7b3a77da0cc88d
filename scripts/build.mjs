import { runScript, setUp } from './setup.mjs';
import { buildApp } from './start/build-app.mjs';

await runScript(async () => {
  await setUp();
  const { code } = await buildApp({ show: true });
  return code;
});
