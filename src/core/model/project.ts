/** The project file: schema, defaults and the shapes that the rest of the program uses. */
import { z } from 'zod';
import { heapPlanSchema } from './heap-plan';

const name = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u,
    'a name of letters, digits, spaces, dots, dashes and underscores',
  );

const command = z
  .array(z.string().min(1))
  .min(1, 'a program and its arguments, at least the program');

const operations = z.union([
  z.number().positive(),
  z
    .string()
    .regex(/^[\d\s{}nm*/+()-]+$/, 'a number or an arithmetic template such as "{n}" or "{n}*10"'),
]);

/** A processor numbered from 0, or the idlest one. */
export const pinCoreSchema = z.union([z.number().int().min(0).max(4095), z.literal('auto')]);
export type PinCore = z.infer<typeof pinCoreSchema>;

const environment = z.record(z.string(), z.string());

/** How outputs are judged: byte for byte, line by line in any order, numbers within 1e-9, or not at all. */
export const outputModeSchema = z.enum(['exact', 'unordered', 'numeric', 'ignore']);
export type OutputMode = z.infer<typeof outputModeSchema>;

/** Claims with numbers; each is checked by measurement. */
export const budgetsSchema = z.strictObject({
  /** Highest growth class of wall time per operation. */
  growth: z
    .enum(['O(1)', 'O(log n)', 'O(n)', 'O(n log n)', 'O(n²)', 'O(n² log n)', 'O(n³)', 'O(2ⁿ)'])
    .optional(),
  syncsPerOperation: z.number().nonnegative().optional(),
  allocatedBytesPerOperation: z.number().nonnegative().optional(),
  callsPerOperation: z.number().nonnegative().optional(),
  wallMsPerOperation: z.number().nonnegative().optional(),
  /** Candidate's wall time over the reference's. */
  ratio: z.number().positive().optional(),
});
export type Budgets = z.infer<typeof budgetsSchema>;

const buildSchema = z.strictObject({
  /** The command of the build; a workload's arguments are appended. `{n}` is replaced where it stands. */
  command,
  /** Folder relative to the project's; the project's own when absent. */
  cwd: z.string().optional(),
  /** Git ref checked out into a work tree of its own. */
  git: z.string().min(1).optional(),
  /** Run once in the work tree or folder before anything is measured. */
  prepare: command.optional(),
  environment: environment.optional(),
  /** The build compared against unless another is named. At most one. */
  role: z.enum(['candidate', 'reference']).optional(),
});

/** What a workload is for: the program's own work, or its tests, which should touch what the work touches. */
export const workloadKindSchema = z.enum(['work', 'tests']);
export type WorkloadKind = z.infer<typeof workloadKindSchema>;

const workloadSchema = z.strictObject({
  /** `work` when absent, unless the command is known to run tests. */
  kind: workloadKindSchema.optional(),
  args: z.array(z.string()).default([]),
  /** Values of n; found by trying when absent, which the empty list stands for. */
  sizes: z.array(z.number().positive()).min(1, 'at least one size').max(32).default([]),
  /** Values of a second size, `{m}`: the workload is run by n, by m, and by both together. */
  m: z.array(z.number().positive()).min(1, 'at least one size').max(32).optional(),
  operations: operations.default(1),
  /** Arguments of a run that makes the data, once for each build and size, before anything is measured. */
  prepare: z.array(z.string()).optional(),
  /** A text, or a file relative to the project's folder; `{n}` is replaced in either. Every build gets the same. */
  stdin: z.union([z.string(), z.strictObject({ file: z.string().min(1) })]).optional(),
  output: outputModeSchema.default('exact'),
  budgets: budgetsSchema.default({}),
  timeoutSeconds: z.number().positive().optional(),
  /** Goes before the project's. */
  heap: heapPlanSchema.optional(),
});

const functionName = z.strictObject({
  function: z.string().min(1),
  /** End of its file's path, where the name alone is not enough. */
  file: z.string().min(1).optional(),
});

/** Functions of the candidate with those of the reference that do the same work under another name. */
export const functionPairsSchema = z
  .array(z.strictObject({ candidate: functionName, reference: functionName }))
  .max(1000);
export type FunctionPair = z.infer<typeof functionPairsSchema>[number];

/** Schema of touchstone.json; the published JSON Schema is generated from it. */
export const projectSchema = z.strictObject({
  $schema: z.string().optional(),
  name: name.optional(),
  builds: z
    .record(name, buildSchema)
    .refine((b) => Object.keys(b).length > 0, 'at least one build'),
  workloads: z
    .record(name, workloadSchema)
    .refine((w) => Object.keys(w).length > 0, 'at least one workload'),
  /** Measured runs for each build and size; as many as the intervals need, 5 to 30, when absent. */
  runs: z.number().int().min(1).max(1000).optional(),
  timeoutSeconds: z.number().positive().default(60),
  /** Names that a comparison cannot pair by itself. */
  pairs: functionPairsSchema.optional(),
  /** Runs of the time pass stay on this processor; `auto` takes the idlest one. Linux only. */
  pinCore: pinCoreSchema.optional(),
  /** When the heap pass takes its snapshots; the pass itself is asked for by --passes heap. */
  heap: heapPlanSchema.optional(),
});

/** Values of n and m that one size of a workload stands for; m is null where there is none. */
export interface SizePoint {
  size: number;
  n: number;
  m: number | null;
}

type ParsedFile = z.infer<typeof projectSchema>;

/** A workload; `points` are there once one of two sizes was made into several of one. */
export type WorkloadSpec = ParsedFile['workloads'][string] & { points?: readonly SizePoint[] };

/** The project file with its defaults filled in. */
export type ProjectFile = Omit<ParsedFile, 'workloads'> & {
  workloads: Record<string, WorkloadSpec>;
};
export type BuildSpec = ProjectFile['builds'][string];

/** A project as the program uses it. */
export interface Project {
  /** Folder name unless the file gives another. */
  name: string;
  /** Absolute folder. */
  path: string;
  file: ProjectFile;
  /** False when the file was suggested from package.json and the like and is not on disk. */
  saved: boolean;
}
