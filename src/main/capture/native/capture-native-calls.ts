import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import type { Failure } from '../../../core/model/failure';
import { launchTarget } from '../../launch/launch-target';
import type { Mechanism } from '../mechanism';
import { requireTool } from './require-tool';
import { SymbolBook } from './symbol-book';

/** Exact calls and instructions of a native program, its children included, by callgrind; 17 to 54 times slower. */
export const captureNativeCalls: Mechanism = {
  instrument: 'calls',
  targets: ['native'],
  name: 'valgrind --tool=callgrind',
  async capture({ plan, directory, prefix }, signal) {
    const tool = await requireTool('valgrind', 'calls of a native program cannot be counted');
    const scratch = await mkdtemp(join(tmpdir(), 'touchstone-callgrind-'));
    const name = `${prefix}.callgrind`;
    const path = join(directory, name);
    try {
      // Mangled names can be looked up in the debug information; readable ones could not.
      const options = [
        ...['--tool=callgrind', '--demangle=no', '--trace-children=yes', '-q'],
        ...[
          `--callgrind-out-file=${join(scratch, 'out.%p')}`,
          `--log-file=${join(scratch, 'log.%p')}`,
        ],
      ];
      const exit = await launchTarget(plan, signal, {
        wrap: (command) => [tool.path, ...options, '--', ...command],
      });
      const processes = await joinOutputs(scratch, path);
      const notes = await appendNames(path);
      const failure: Failure | null =
        processes > 0
          ? null
          : {
              kind: 'capture-invalid',
              message: 'callgrind wrote no counts: the program was ended before it could.',
              remedy:
                'Choose a smaller size, or raise timeoutSeconds: callgrind is 17 to 54 times slower.',
            };
      return {
        files:
          processes === 0
            ? []
            : [
                {
                  file: name,
                  format: 'callgrind',
                  bytes: (await stat(path).catch(() => null))?.size ?? 0,
                  pid: 0,
                  label: processes === 1 ? 'main' : `${processes} processes`,
                },
              ],
        exit,
        mechanism: 'callgrind, children included',
        toolVersion: tool.version,
        environment: {},
        samples: null,
        lostSamples: null,
        notes,
        failure,
      };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

/** Puts the files of all processes one after another; gives their number. */
async function joinOutputs(folder: string, path: string): Promise<number> {
  let count = 0;
  for (const name of (await readdir(folder)).sort()) {
    const size = (await stat(join(folder, name))).size;
    if (!name.startsWith('out.') || size === 0) continue;
    const flags = count === 0 ? 'w' : 'a';
    await pipeline(createReadStream(join(folder, name)), createWriteStream(path, { flags }));
    count++;
  }
  return count;
}

/** Says at the end of the file which functions its names are. */
async function appendNames(path: string): Promise<string[]> {
  if ((await stat(path).catch(() => null)) === null) return [];
  const book = new SymbolBook();
  let objects = new Map<string, string>();
  let names = new Map<string, string>();
  let object = '';
  let calledObject: string | null = null;
  const resolve = (table: Map<string, string>, text: string): string => {
    const found = /^\((\d+)\)(?: (.*))?$/.exec(text);
    if (found === null) return text;
    if (found[2] !== undefined) table.set(found[1]!, found[2]);
    return table.get(found[1]!) ?? '';
  };
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line.startsWith('version:')) {
      objects = new Map();
      names = new Map();
    } else if (line.startsWith('ob=')) object = resolve(objects, line.slice(3));
    else if (line.startsWith('cob=')) calledObject = resolve(objects, line.slice(4));
    else if (line.startsWith('fn=')) book.seeName(object, resolve(names, line.slice(3)));
    else if (line.startsWith('cfn=')) {
      book.seeName(calledObject ?? object, resolve(names, line.slice(4)));
      calledObject = null;
    }
  }
  await appendFile(path, `${(await book.renderTable()).join('\n')}\n`);
  return book.notes;
}
