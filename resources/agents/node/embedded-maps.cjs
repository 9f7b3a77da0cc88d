'use strict';
/**
 * Source maps of code that was compiled in memory (tsx, ts-node and the like): on the disk there is only the original, so
 * that a reader of the capture would find no map. Looked for only where the capture names files of such kinds.
 */
const { listScripts } = require('./script-functions.cjs');

const COMPILED_IN_MEMORY = /"url":"([^"]+\.(?:[cm]?tsx?|jsx))"/g;

/**
 * Data URLs of the maps by URL of the script; null where there is none. URLs in `looked` are passed over, new ones added to
 * it. `midway` asks while the target goes on: then nothing may slow it down from there on.
 */
function findEmbeddedMaps(body, post, session, looked = new Set(), midway = false) {
  const urls = new Set();
  for (const [, url] of body.matchAll(COMPILED_IN_MEMORY)) {
    if (!looked.has(url)) urls.add(url);
  }
  if (urls.size === 0) return null;
  for (const url of urls) looked.add(url);
  const scripts = listScripts(post, session, !midway);
  post('Debugger.disable');
  const maps = {};
  for (const { url, sourceMapURL } of scripts) {
    if (urls.has(url) && sourceMapURL?.startsWith('data:')) maps[url] = sourceMapURL;
  }
  return Object.keys(maps).length === 0 ? null : maps;
}

module.exports = { findEmbeddedMaps };
