/** pyproject.toml → a benchmark beside it, a package that can be run, or its first script. */
import { isFile, listNames, readText, type Suggested, type Suggestion } from './suggestion';

const FILES = ['bench.py', 'benchmark.py', 'main.py', '__main__.py', 'app.py', 'run.py'];

/** See the head of this file. */
export async function suggestFromPyproject(folder: string): Promise<Suggested> {
  const text = await readText(folder, 'pyproject.toml');
  if (text === null) return null;
  const python = await findPython(folder);
  for (const name of FILES) {
    if (await isFile(folder, name)) return { build: { command: [python, name] } };
  }
  for (const root of ['', 'src']) {
    for (const name of await listNames(folder, root)) {
      if (!(await isFile(folder, root, name, '__main__.py'))) continue;
      return { build: atRoot({ command: [python, '-m', name] }, root) };
    }
  }
  const script =
    /^\s*\[(?:project|tool\.poetry)\.scripts\]\s*$[^[]*?=\s*["']([\w.]+):([\w.]+)/ms.exec(text);
  if (script !== null) {
    const [, module_ = '', object = ''] = script;
    const [first = ''] = object.split('.');
    const root = (await isFile(folder, 'src', ...module_.split('.').slice(0, 1), '__init__.py'))
      ? 'src'
      : '';
    // What an installed script does: the module alone would define the function and not call it.
    const code = `import sys; from ${module_} import ${first}; sys.exit(${object}())`;
    return { build: atRoot({ command: [python, '-c', code] }, root) };
  }
  return {
    reason: `beside pyproject.toml there is none of ${FILES.join(', ')}, no package with a __main__.py and no script`,
  };
}

/** Packages below src are found without being installed. */
function atRoot(build: Suggestion, root: string): Suggestion {
  return root === '' ? build : { ...build, environment: { PYTHONPATH: root } };
}

/** The project's own environment, where its packages are installed. */
async function findPython(folder: string): Promise<string> {
  const windows = process.platform === 'win32';
  for (const name of ['.venv', 'venv']) {
    const path = windows ? `${name}/Scripts/python.exe` : `${name}/bin/python`;
    if (await isFile(folder, path)) return path;
  }
  return windows ? 'python' : 'python3';
}
