/** Opens a source file at a line with the editor command of the settings. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import { splitCommand } from '../project/split-command';

/** The program and its arguments, `{file}` and `{line}` filled in; a file that is not mentioned comes last. */
export function planEditor(
  template: string,
  file: string,
  line: number,
): Result<string[], Failure> {
  const parts = splitCommand(template);
  if (!parts.ok) return parts;
  const fill = (part: string) =>
    part.replaceAll('{file}', file).replaceAll('{line}', String(Math.max(line, 1)));
  const filled = parts.value.map(fill);
  return succeed(template.includes('{file}') ? filled : [...filled, file]);
}

/** Starts the editor without a shell and leaves it alone. Fails with `usage`, `not-found` or `target-not-started`. */
export async function openInEditor(
  template: string | null,
  file: string,
  line: number,
  projectFolder: string,
): Promise<Result<null, Failure>> {
  if (template === null || template.trim() === '') {
    return fail({
      kind: 'usage',
      message: 'No editor is chosen.',
      remedy: 'Choose one in Settings, e.g. code --goto {file}:{line}.',
    });
  }
  const path = resolve(projectFolder, file);
  if (!existsSync(path)) {
    return fail({
      kind: 'not-found',
      message: `${path} is not there.`,
      remedy: 'The source was moved, or belongs to the run time itself.',
    });
  }
  const planned = planEditor(template, path, line);
  if (!planned.ok) return planned;
  const [program, ...args] = planned.value;
  if (program === undefined) return succeed(null);
  return new Promise((settle) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore' });
    child.once('error', (error) =>
      settle(
        fail({
          kind: 'target-not-started',
          message: `The editor ${program} could not be started: ${error.message}.`,
          remedy: 'Mend the editor command in Settings.',
        }),
      ),
    );
    child.once('spawn', () => {
      child.unref();
      settle(succeed(null));
    });
  });
}
