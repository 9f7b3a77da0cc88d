'use strict';
const { readFileSync } = require('node:fs');
const { fileURLToPath } = require('node:url');

/**
 * The functions that ran, with the line and column where V8's CPU profiler puts their start. Coverage gives character
 * offsets, and counts a function from its first token; the profiler from its parameters. Both in V8's 0-based form.
 */
function takeFunctions(post) {
  const { result } = post('Profiler.takePreciseCoverage');
  // Enabled only now: a debugger attached while the target runs would slow it down.
  post('Debugger.enable');
  const scripts = [];
  for (const script of result) {
    if (script.url === '' || script.url.includes(OWN_FOLDER)) continue;
    const functions = script.functions.filter((one) => one.ranges[0].count > 0);
    if (functions.length === 0) continue;
    let source = '';
    try {
      source = post('Debugger.getScriptSource', { scriptId: script.scriptId }).scriptSource;
    } catch {
      // The script was collected; its functions stay without a line.
    }
    const starts = findLineStarts(source);
    for (const one of functions) {
      const whole = one.ranges[0].startOffset === 0 && one.ranges[0].endOffset === source.length;
      const offset = whole ? 0 : findParameters(source, one.ranges[0].startOffset);
      const line = findLine(starts, offset);
      one.lineNumber = source === '' ? -1 : line;
      one.columnNumber = source === '' ? -1 : offset - starts[line];
    }
    scripts.push({ scriptId: script.scriptId, url: script.url, functions, starts });
  }
  post('Debugger.disable');
  for (const script of scripts) {
    Object.defineProperty(script, 'starts', { value: script.starts, enumerable: false });
  }
  return scripts;
}

const OWN_FOLDER = encodeURI(__dirname.replaceAll('\\', '/'));

function findLineStarts(source) {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

function findLine(starts, offset) {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const HEAD =
  /(?:async\b)?(?:\s|\/\*[^]*?\*\/|\/\/.*\n)*(?:function\b)?(?:\s|\/\*[^]*?\*\/|\/\/.*\n)*\*?(?:\s|\/\*[^]*?\*\/|\/\/.*\n)*(?:(?:get|set|static|async)\s+)*\*?\s*(?:[\p{ID_Continue}$#\u200c\u200d]+|"[^"]*"|'[^']*'|\[[^\]]*\])?(?:\s|\/\*[^]*?\*\/|\/\/.*\n)*\(/uy;

/** Offset of the parameters' parenthesis of the function that starts here; the offset itself where it has none. */
function findParameters(source, offset) {
  HEAD.lastIndex = offset;
  const match = HEAD.exec(source);
  return match === null ? offset : offset + match[0].length - 1;
}

/**
 * Gives for a script's URL a function from where V8 says that a function starts (0-based line and column) to where the
 * CPU profiler puts it, and its name where the source decides it: the target may have set another by `defineProperty`.
 * Null for a script that is gone. Call `done` in the end.
 */
function openScripts(post, session) {
  const ids = new Map(listScripts(post, session).map(({ url, scriptId }) => [url, scriptId]));
  const open = (url) => {
    const source = ids.has(url)
      ? post('Debugger.getScriptSource', { scriptId: ids.get(url) }).scriptSource
      : readScript(url);
    if (source === null) return null;
    const starts = findLineStarts(source);
    return (line, column) => {
      const start = (starts[line] ?? source.length) + column;
      const offset = findParameters(source, start);
      const found = findLine(starts, offset);
      const head = source.slice(start, start + HEAD_LENGTH);
      const name = COMPUTED.test(head) ? '' : (NAMED.exec(head)?.[1] ?? null);
      return { lineNumber: found, columnNumber: offset - starts[found], name };
    };
  };
  return { open, done: () => post('Debugger.disable') };
}

/** A script that V8 has collected, from the disk. */
function readScript(url) {
  if (!url.startsWith('file:')) return null;
  try {
    return readFileSync(fileURLToPath(url), 'utf8').replace(/^\ufeff/, '');
  } catch {
    return null;
  }
}

/** All scripts of which V8 still knows; the debugger stays enabled. */
function listScripts(post, session, hold = true) {
  const scripts = [];
  const listen = ({ params }) => scripts.push(params);
  // Coverage holds on to scripts whose functions are out of use, as those of a main script are at its end.
  if (hold) {
    post('Profiler.enable');
    post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
  }
  session.on('Debugger.scriptParsed', listen);
  post('Debugger.enable');
  session.removeListener('Debugger.scriptParsed', listen);
  return scripts;
}

const HEAD_LENGTH = 200;
/** A method with a computed key, whose name V8's profilers do not know. */
const COMPUTED = /^(?:(?:static|async|get|set)\s+)*\*?\s*\[/;
const NAMED = /^(?:async\s+)?function\b\s*\*?\s*([\p{ID_Continue}$]+)/u;

module.exports = { takeFunctions, openScripts, listScripts };
