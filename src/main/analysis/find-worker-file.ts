import { existsSync } from 'node:fs';

/**
 * The built file of a worker thread. It lies beside the entries; the module that asks, by its `import.meta.url`, may be
 * bundled into a folder of chunks below them. Throws where the app was not built.
 */
export function findWorkerFile(name: string, askedBy: string): URL {
  for (const place of [`./${name}`, `../${name}`]) {
    const url = new URL(place, askedBy);
    if (existsSync(url)) return url;
  }
  throw new Error(`${name} is not beside ${askedBy}: build the app again`);
}
