/** Which build is the candidate and which the reference when nobody says. */
import type { Failure } from '../../core/model/failure';
import type { Project } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';

/** Names of the builds that take the roles; null where the project has none for it. */
export interface BuildRoles {
  candidate: string | null;
  reference: string | null;
}

/** By `role`, else by the names "candidate" and "reference", else in the order of the file. */
export function findBuildRoles(project: Project): BuildRoles {
  const names = Object.keys(project.file.builds);
  const holder = (role: 'candidate' | 'reference'): string | null =>
    names.find((name) => project.file.builds[name]?.role === role) ??
    names.find((name) => name === role && project.file.builds[name]?.role === undefined) ??
    null;
  const named = { candidate: holder('candidate'), reference: holder('reference') };
  const free = names.filter((name) => name !== named.candidate && name !== named.reference);
  const candidate = named.candidate ?? free.shift() ?? null;
  return { candidate, reference: named.reference ?? free.shift() ?? null };
}

/** The named build, or the one that has the role. */
export function chooseBuild(
  project: Project,
  role: 'candidate' | 'reference',
  wanted: string | undefined,
): Result<string, Failure> {
  const known = Object.keys(project.file.builds).join(', ');
  if (wanted !== undefined) {
    if (Object.hasOwn(project.file.builds, wanted)) return succeed(wanted);
    return fail({
      kind: 'unknown-name',
      message: `The project ${project.name} has no build ${JSON.stringify(wanted)}.`,
      remedy: `Name one of its builds: ${known}.`,
    });
  }
  const chosen = findBuildRoles(project)[role];
  if (chosen !== null) return succeed(chosen);
  return fail({
    kind: 'unknown-name',
    message: `The project ${project.name} has no ${role}: its only build is ${known}.`,
    remedy: `Add a second build to touchstone.json, e.g. the same command with "git": "main" for what is committed there, or compare two commands with --candidate-command and --reference-command.`,
  });
}
