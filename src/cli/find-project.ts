/** The project that a command is about: opened, or made of the commands that were given. */
import { resolve } from 'node:path';
import type { Failure } from '../core/model/failure';
import type { Project } from '../core/model/project';
import { fail, succeed, type Result } from '../core/model/result';
import { makeAdHocProject } from '../main/project/ad-hoc-project';
import { openProject } from '../main/project/open-project';
import { resolveOperations } from '../main/project/resolve-operations';
import { splitCommand } from '../main/project/split-command';

/** Options that describe commands without a project file. */
export interface CommandOptions {
  sizes?: number[];
  m?: number[];
  operations?: string;
  timeout?: number;
}

/** Opens a project; the command line's time limit goes before the file's. */
export async function findProject(
  path: string | undefined,
  { m, operations, timeout }: CommandOptions,
): Promise<Result<Project, Failure>> {
  if (m !== undefined) {
    return fail(
      wrongUse(
        '--m belongs to commands without a project file',
        'Write "m" into the workload in touchstone.json.',
      ),
    );
  }
  if (operations !== undefined) {
    return fail(
      wrongUse(
        '--operations belongs to commands without a project file',
        'Write "operations" into the workload in touchstone.json.',
      ),
    );
  }
  const project = await openProject(path ?? '.');
  if (!project.ok || timeout === undefined) return project;
  const { file } = project.value;
  const workloads = Object.fromEntries(
    Object.entries(file.workloads).map(([name, workload]) => [
      name,
      { ...workload, timeoutSeconds: timeout },
    ]),
  );
  return succeed({
    ...project.value,
    file: { ...file, workloads, timeoutSeconds: timeout },
  });
}

/** A project of commands: word lists as they are, texts split as a shell would. */
export function makeProject(
  commands: Record<string, readonly string[] | string>,
  { sizes: wanted, m, operations, timeout }: CommandOptions,
): Result<Project, Failure> {
  const builds: Record<string, readonly string[]> = {};
  for (const [name, command] of Object.entries(commands)) {
    const words = typeof command === 'string' ? splitCommand(command) : succeed([...command]);
    if (!words.ok) return words;
    if ((words.value[0] ?? '') === '') {
      return fail(
        wrongUse('no program is given', "Give one and its arguments, e.g. 'node bench.js {n}'."),
      );
    }
    builds[name] = words.value;
  }
  const template = operations ?? '1';
  const takesSize = Object.values(builds).some((words) =>
    words.some((word) => word.includes('{n}')),
  );
  // Sizes that are not given are found by trying.
  const sizes = [...new Set(wanted ?? (takesSize ? [] : [1]))];
  if (!takesSize && sizes.length > 1) {
    return fail(
      wrongUse(
        `${sizes.length} sizes are given, but {n} stands in no command`,
        "Put {n} where the size belongs, e.g. 'node bench.js {n}'.",
      ),
    );
  }
  const wrongM = m === undefined ? null : checkSecondSize(builds, wanted);
  if (wrongM !== null) return fail(wrongM);
  const failing = sizes.find((n) => resolveOperations(template, n, m?.[0] ?? null) === null);
  if (failing !== undefined) {
    return fail(
      wrongUse(
        `--operations ${template} gives no number above 0 at n = ${failing}`,
        "Give a number or an arithmetic template, e.g. --operations '{n}*10'.",
      ),
    );
  }
  return succeed(
    makeAdHocProject({
      builds,
      sizes,
      ...(m === undefined ? {} : { m: [...new Set(m)] }),
      operations: template,
      cwd: resolve('.'),
      ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    }),
  );
}

/** What a second size lacks; null where it has all it needs. */
function checkSecondSize(
  builds: Readonly<Record<string, readonly string[]>>,
  sizes: readonly number[] | undefined,
): Failure | null {
  if (sizes === undefined) {
    return wrongUse(
      '--m is given without --sizes, the values of the first size',
      'Give both, e.g. --sizes 100,200,400 --m 10,20,40.',
    );
  }
  const words = Object.values(builds).flat();
  const missing = ['{n}', '{m}'].find((place) => !words.some((word) => word.includes(place)));
  if (missing === undefined) return null;
  return wrongUse(
    `--m is given, but ${missing} stands in no command`,
    "Put {n} and {m} where the sizes belong, e.g. 'node join.js {n} {m}'.",
  );
}

/** A failure of the command line itself. */
export function wrongUse(problem: string, remedy: string): Failure {
  return { kind: 'usage', message: `Wrong use: ${problem}.`, remedy };
}
