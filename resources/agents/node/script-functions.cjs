'use strict';
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

module.exports = { takeFunctions };
