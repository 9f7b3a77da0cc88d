'use strict';
/**
 * JavaScript stacks as a prefix tree, taken while the target runs and named at its end: on the way only script and
 * position of each frame are asked for, which costs a third of asking for names and lines.
 */
const { openScripts } = require('./script-functions.cjs');

/** Frames of one stack; deeper ones lose their outermost frames, which is counted. */
const STACK_LIMIT = 128;

const takeSites = (_error, sites) => sites;

function takeStack(above) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  try {
    Error.stackTraceLimit = STACK_LIMIT;
    Error.prepareStackTrace = takeSites;
    Error.captureStackTrace(holder, above);
    return holder.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** More positions than any script has characters (V8's strings end at 2^29). */
const SCRIPT_SHIFT = 2 ** 30;

class StackTree {
  #urls = new Map();
  /** Of each key: what is asked of its frame once. */
  #sites = new Map();
  #children = [new Map()];
  #parents = [-1];
  #keys = [-1];
  /** Stacks that had more frames than are kept. */
  truncated = 0;

  /** Node of the stack above a function; 0 for none. */
  record(above) {
    const sites = takeStack(above);
    if (sites.length === STACK_LIMIT) this.truncated += 1;
    let node = 0;
    for (let at = sites.length - 1; at >= 0; at -= 1) {
      const site = sites[at];
      const url = site.getScriptNameOrSourceURL() ?? site.getFileName();
      if (url === null || url === undefined) continue;
      let script = this.#urls.get(url);
      if (script === undefined) {
        script = url.includes(__dirname) ? -1 : this.#urls.size;
        this.#urls.set(url, script);
      }
      if (script < 0) continue;
      node = this.#step(node, script * SCRIPT_SHIFT + site.getPosition(), site);
    }
    return node;
  }

  #step(node, key, site) {
    const known = this.#children[node].get(key);
    if (known !== undefined) return known;
    const added = this.#parents.length;
    this.#children[node].set(key, added);
    this.#children.push(new Map());
    this.#parents.push(node);
    this.#keys.push(key);
    if (!this.#sites.has(key)) {
      this.#sites.set(key, {
        name: site.getFunctionName() ?? '',
        line: (site.getEnclosingLineNumber?.() ?? 0) - 1,
        column: (site.getEnclosingColumnNumber?.() ?? 0) - 1,
      });
    }
    return added;
  }

  /**
   * The tree with a frame for each node (node 0 has none), in the words of the CPU profiler.
   */
  name(post, session) {
    const { pathToFileURL } = require('node:url');
    const toUrl = (name) =>
      /^[a-z]+:/.test(name) && !/^[a-z]:[\\/]/i.test(name) ? name : pathToFileURL(name).href;
    const urls = [...this.#urls.keys()].map(toUrl);
    const frames = [];
    const frameOfKey = new Map();
    if (this.#sites.size > 0) {
      const scripts = openScripts(post, session);
      const locators = urls.map(scripts.open);
      for (const [key, site] of this.#sites) {
        const script = Math.floor(key / SCRIPT_SHIFT);
        const frame = toFrame(site, urls[script], locators[script]);
        frameOfKey.set(key, frames.push(frame) - 1);
      }
      scripts.done();
    }
    return {
      parents: this.#parents,
      frameOfNode: this.#keys.map((key) => frameOfKey.get(key) ?? -1),
      frames,
    };
  }
}

function toFrame({ name, line, column }, url, locate) {
  const unknown = { functionName: name, url, lineNumber: -1, columnNumber: -1 };
  if (locate === null || line < 0) return unknown;
  // The code of a module as a whole.
  if (line === 0 && column === 0 && name === '')
    return { ...unknown, lineNumber: 0, columnNumber: 0 };
  const place = locate(line, column);
  const { lineNumber, columnNumber } = place;
  return { functionName: place.name ?? name, url, lineNumber, columnNumber };
}

module.exports = { StackTree };
