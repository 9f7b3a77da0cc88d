/** A project suggested from the files that a language's own tools keep; nothing is written or run. */
import { basename } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { projectSchema, type Project } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';
import { suggestFromCargo } from './suggest/suggest-from-cargo';
import { suggestFromGo } from './suggest/suggest-from-go';
import { suggestFromMakefile } from './suggest/suggest-from-makefile';
import { suggestFromPackageJson } from './suggest/suggest-from-package-json';
import { suggestFromPyproject } from './suggest/suggest-from-pyproject';
import type { Suggested } from './suggest/suggestion';

const SUGGESTERS: readonly ((folder: string) => Promise<Suggested>)[] = [
  suggestFromPackageJson,
  suggestFromCargo,
  suggestFromGo,
  suggestFromPyproject,
  suggestFromMakefile,
];

/** A project of one build and one workload, or `project-not-found` with what was looked at and why it gives none. */
export async function suggestProject(folder: string): Promise<Result<Project, Failure>> {
  const reasons: string[] = [];
  for (const suggest of SUGGESTERS) {
    const suggested = await suggest(folder);
    if (suggested === null) continue;
    if ('reason' in suggested) {
      reasons.push(suggested.reason);
      continue;
    }
    const file = projectSchema.parse({
      builds: { candidate: { ...suggested.build, role: 'candidate' } },
      workloads: { run: { sizes: [1] } },
    });
    return succeed({ name: basename(folder), path: folder, file, saved: false });
  }
  return fail({
    kind: 'project-not-found',
    message:
      reasons.length === 0
        ? `${folder} holds no touchstone.json, and no package.json, Cargo.toml, go.mod, pyproject.toml or Makefile to suggest one from.`
        : `${folder} holds no touchstone.json, and nothing to run was found: ${reasons.join('; ')}.`,
    remedy:
      'Write a touchstone.json with builds and workloads, or profile a command: touchstone profile -- COMMAND ARG…',
  });
}
