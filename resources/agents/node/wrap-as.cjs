'use strict';
/** Gives a replacement the name, length and other properties of the original, such as util.promisify's. */
function wrapAs(original, replacement) {
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype') continue;
    Object.defineProperty(replacement, key, Object.getOwnPropertyDescriptor(original, key));
  }
  return replacement;
}

module.exports = { wrapAs };
