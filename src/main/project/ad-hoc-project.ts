/** A project made of what the command line says, without a project file. */
import { basename } from 'node:path';
import { projectSchema, type Project } from '../../core/model/project';
import { expandSecondSizes } from './expand-second-size';

/** Commands to run as they are; `{n}` in them is the size. */
export interface AdHocRequest {
  /** Build name → program and arguments. */
  builds: Record<string, readonly string[]>;
  /** Ascending or not; empty for those that the run finds by trying. */
  sizes: readonly number[];
  /** Values of a second size, `{m}`. */
  m?: readonly number[];
  operations: number | string;
  /** Folder in which the commands run. */
  cwd: string;
  timeoutSeconds?: number;
}

/** Throws where the schema refuses the request: the caller has checked sizes and operations before. */
export function makeAdHocProject(request: AdHocRequest): Project {
  const file = projectSchema.parse({
    builds: Object.fromEntries(
      Object.entries(request.builds).map(([name, command]) => [name, { command: [...command] }]),
    ),
    workloads: {
      run: {
        ...(request.sizes.length === 0 ? {} : { sizes: request.sizes.toSorted((a, b) => a - b) }),
        ...(request.m === undefined ? {} : { m: [...request.m] }),
        operations: request.operations,
      },
    },
    ...(request.timeoutSeconds === undefined ? {} : { timeoutSeconds: request.timeoutSeconds }),
  });
  return {
    name: basename(request.cwd) || 'command',
    path: request.cwd,
    file: expandSecondSizes(file),
    saved: false,
  };
}
