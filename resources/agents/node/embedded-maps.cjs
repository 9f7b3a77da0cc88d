'use strict';
/**
 * Source maps of code that was compiled in memory (tsx, ts-node and the like): on the disk there is only the original, so
 * that a reader of the capture would find no map. Looked for only where the capture names files of such kinds.
 */
const { listScripts } = require('./script-functions.cjs');

const COMPILED_IN_MEMORY = /"url":"([^"]+\.(?:[cm]?tsx?|jsx))"/g;

/** Data URLs of the maps by URL of the script; null where there is none. */
function findEmbeddedMaps(body, post, session) {
  const urls = new Set(Array.from(body.matchAll(COMPILED_IN_MEMORY), ([, url]) => url));
  if (urls.size === 0) return null;
  const scripts = listScripts(post, session);
  post('Debugger.disable');
  const maps = {};
  for (const { url, sourceMapURL } of scripts) {
    if (urls.has(url) && sourceMapURL?.startsWith('data:')) maps[url] = sourceMapURL;
  }
  return Object.keys(maps).length === 0 ? null : maps;
}

module.exports = { findEmbeddedMaps };
