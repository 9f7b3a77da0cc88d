/** The commands and their options. */
import { Command, Option } from 'commander';
import type { Instrument } from '../core/model/instrument';
import type { PinCore } from '../core/model/project';
import type { RunOptions } from '../core/model/run-request';
import type { ReportFormat } from '../main/export/export-report';
import { EXPORT_FORMATS, type ExportFormat } from '../core/report/convert-profile';
import { chooseBuild } from '../main/project/build-roles';
import { runBuildsCommand } from './builds-command';
import { runAttachCommand, type AttachFlags } from './attach-command';
import { runConvertCommand } from './convert-command';
import { runDoctorCommand } from './doctor-command';
import type { ExitCode, FailOn } from './exit-code';
import { findProject, makeProject, wrongUse, type CommandOptions } from './find-project';
import { runHeapCommand, type HeapOptions } from './heap-command';
import { runImportCommand } from './import-command';
import {
  collectHeapMoments,
  collectNames,
  collectPasses,
  collectSizes,
  parseCore,
  parseFailOn,
  parseInterval,
  parsePid,
  parseReportFile,
  parseRuns,
  parseSeconds,
} from './parse-options';
import { printFailure } from './print-failure';
import { runReportCommand } from './report-command';
import { runAndAnswer, type AnswerOptions } from './run-and-answer';
import type { Terminal } from './terminal';

interface RunFlags extends CommandOptions {
  workload?: string[];
  runs?: number;
  passes?: Instrument[];
  nativeStacks?: true;
  heapAt?: string[];
  failOn: FailOn;
  report?: string;
  cpuInterval?: number;
  pinCore?: PinCore;
  verbose?: true;
  json?: true;
}

interface ProfileFlags extends RunFlags, AttachFlags {
  build?: string;
}

interface CompareFlags extends RunFlags {
  candidate?: string;
  reference?: string;
  candidateCommand?: string;
  referenceCommand?: string;
}

/** The program. `targetCommand` is what stood behind `--`; `onEnd` hears the exit code of the command that ran. */
export function createProgram(
  version: string,
  targetCommand: readonly string[] | null,
  terminal: Terminal,
  onEnd: (code: ExitCode) => void,
): Command {
  const program = new Command('touchstone')
    .description('Profiles hot paths and compares them with a known-good reference.')
    .version(version)
    .showSuggestionAfterError()
    .helpCommand(true);

  addRunOptions(program.command('profile'), 'never')
    .description('see where one build spends its time, memory and system calls')
    .argument('[project]', 'folder or touchstone.json (default: this folder)')
    .usage('[project] [options]\n       touchstone profile [options] -- COMMAND ARG…')
    .option('--build <name>', 'build to profile (default: the candidate)')
    .option('--pid <number>', 'attach to a running process instead: cpu, alloc or heap', parsePid)
    .option(
      '--seconds <seconds>',
      'with --pid: how long each pass looks (default: 10)',
      parseSeconds,
    )
    .action(async (path: string | undefined, flags: ProfileFlags) =>
      onEnd(await runProfile(path, flags, targetCommand, terminal)),
    );

  addRunOptions(program.command('compare'), 'high')
    .description('compare a candidate with a reference, runs interleaved')
    .argument('[project]', 'folder or touchstone.json (default: this folder)')
    .option('--candidate <name>', 'build that is judged')
    .option('--reference <name>', 'build that it is judged against')
    .option('--candidate-command <command>', 'command of the candidate, without a project file')
    .option('--reference-command <command>', 'command of the reference, without a project file')
    .action(async (path: string | undefined, flags: CompareFlags) =>
      onEnd(await runCompare(path, flags, terminal)),
    );

  program
    .command('report')
    .description('write a report of stored recordings')
    .argument('<recording...>', 'id, beginning of an id, or "latest"')
    .addOption(
      new Option('--format <format>', 'form of the report').choices(['html', 'md', 'json', 'pdf']),
    )
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .option('--json', 'one JSON document on standard output')
    .action(
      async (
        names: string[],
        { format, output, json }: { format?: ReportFormat | 'pdf'; output?: string; json?: true },
      ) => onEnd(await runReportCommand(names, { format, output, json: json === true }, terminal)),
    );

  program
    .command('import')
    .description('say what a file of another profiler holds')
    .argument('<file...>', 'profile of any supported format, compressed or not')
    .option('--json', 'one JSON document on standard output')
    .action(async (files: string[], { json }: { json?: true }) =>
      onEnd(await runImportCommand(files, json === true, terminal)),
    );

  program
    .command('convert')
    .description("write a profile in another tool's format")
    .argument('<file>', 'profile of any supported format; for an archive a recording, as in report')
    .addOption(
      new Option('--to <format>', 'format to write')
        .choices([...EXPORT_FORMATS, 'archive'])
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --output <file>', 'file to write')
    .option('--value <name>', 'value to write where the format holds one, e.g. allocated')
    .option('--strip', 'of an archive: take folders, arguments, environment and texts out')
    .option('--json', 'one JSON document on standard output')
    .action(
      async (
        file: string,
        flags: {
          to: ExportFormat | 'archive';
          output: string;
          value?: string;
          strip?: true;
          json?: true;
        },
      ) => {
        const { to, output, value } = flags;
        const options = { strip: flags.strip === true, json: flags.json === true };
        onEnd(await runConvertCommand(file, { to, output, value, ...options }, terminal));
      },
    );

  program
    .command('heap')
    .description('say what a heap snapshot holds, or how it differs from another')
    .argument('<file>', 'heap snapshot of V8, gzipped or not')
    .option('--against <file>', 'the earlier snapshot, or that of the reference')
    .addOption(
      new Option('--by <way>', 'match objects of one process, or classes of two')
        .choices(['auto', 'object', 'class'])
        .default('auto'),
    )
    .option('--json', 'one JSON document on standard output')
    .action(
      async (
        file: string,
        { against, by, json }: { against?: string; by: HeapOptions['by']; json?: true },
      ) => onEnd(await runHeapCommand(file, { against, by, json: json === true }, terminal)),
    );

  program
    .command('builds')
    .description('list the work trees of git builds, and remove them')
    .argument('[project]', 'folder or touchstone.json (default: the work trees of all projects)')
    .option('--remove <names>', 'remove those of a build, ref or commit', collectNames)
    .option('--remove-all', 'remove every one that is listed')
    .option('--json', 'one JSON document on standard output')
    .action(
      async (
        path: string | undefined,
        { remove, removeAll, json }: { remove?: string[]; removeAll?: true; json?: true },
      ) => {
        const options = { remove, removeAll: removeAll === true, json: json === true };
        onEnd(await runBuildsCommand(path, options, terminal));
      },
    );

  program
    .command('doctor')
    .description('what can be captured here, and how to get the rest')
    .option('--json', 'one JSON document on standard output')
    .action(async ({ json }: { json?: true }) =>
      onEnd(await runDoctorCommand(json === true, terminal)),
    );
  return program;
}

function addRunOptions(command: Command, failOn: FailOn): Command {
  return command
    .option('--workload <names>', 'only these workloads; a list, or repeated', collectNames)
    .option('--size, --sizes <sizes>', 'only these sizes; a list, or repeated', collectSizes)
    .option(
      '--m <sizes>',
      'values of a second size, {m}: run by n, by m and by both; without a project file',
      collectSizes,
    )
    .option('--runs <count>', 'measured runs for each build and size', parseRuns)
    .option('--passes <passes>', 'instruments beside time; a list, or repeated', collectPasses)
    .option('--native-stacks', 'sample Node targets by perf: JavaScript and native functions')
    .option('--cpu-interval <ms>', 'milliseconds between two CPU samples; 1', parseInterval)
    .option('--operations <template>', "operations at size n, e.g. '{n}'; without a project file")
    .option('--timeout <seconds>', 'longest time of one execution', parseSeconds)
    .option(
      '--heap-at <moments>',
      'heap snapshots at: start, end, signal (SIGUSR2), size:200MB; a list, or repeated',
      collectHeapMoments,
    )
    .option('--pin-core <core>', 'keep timed runs on one processor: its number, or auto', parseCore)
    .option('--report <file>', 'write a report; html, md or json by its ending', parseReportFile)
    .option(
      '--fail-on <severity>',
      'exit with 1 on findings: high, medium, low, never',
      parseFailOn,
      failOn,
    )
    .option('--verbose', 'show what prepare commands write')
    .option('--json', 'one JSON document on standard output');
}

async function runProfile(
  path: string | undefined,
  flags: ProfileFlags,
  targetCommand: readonly string[] | null,
  terminal: Terminal,
): Promise<ExitCode> {
  const json = flags.json === true;
  if (flags.pid !== undefined) {
    if (targetCommand === null && path === undefined && flags.build === undefined) {
      return runAttachCommand(flags.pid, flags, answerOptionsOf(flags), terminal);
    }
    const failure = wrongUse('a process is given, and a project or command too', 'Give one.');
    return printFailure(failure, json, terminal);
  }
  if (targetCommand !== null && (path !== undefined || flags.build !== undefined)) {
    const failure = wrongUse(
      'a project or a build is given, and a command behind -- too',
      'Give one of them.',
    );
    return printFailure(failure, json, terminal);
  }
  const project =
    targetCommand === null
      ? await findProject(path, flags)
      : makeProject({ candidate: targetCommand }, flags);
  if (!project.ok) return printFailure(project.failure, json, terminal);
  const build = chooseBuild(project.value, 'candidate', flags.build);
  if (!build.ok) return printFailure(build.failure, json, terminal);
  return runAndAnswer(
    project.value,
    { kind: 'profile', build: build.value, options: runOptionsOf(flags) },
    answerOptionsOf(flags),
    terminal,
  );
}

async function runCompare(
  path: string | undefined,
  flags: CompareFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const json = flags.json === true;
  const { candidateCommand, referenceCommand } = flags;
  const commands = [candidateCommand, referenceCommand].filter((each) => each !== undefined);
  if (commands.length === 1) {
    const failure = wrongUse(
      'only one of --candidate-command and --reference-command is given',
      'Give both, or a project.',
    );
    return printFailure(failure, json, terminal);
  }
  const named = path ?? flags.candidate ?? flags.reference;
  if (commands.length === 2 && named !== undefined) {
    const failure = wrongUse(`commands are given, and ${named} too`, 'Give one of them.');
    return printFailure(failure, json, terminal);
  }
  const project =
    candidateCommand !== undefined && referenceCommand !== undefined
      ? makeProject({ candidate: candidateCommand, reference: referenceCommand }, flags)
      : await findProject(path, flags);
  if (!project.ok) return printFailure(project.failure, json, terminal);
  const candidate = chooseBuild(project.value, 'candidate', flags.candidate);
  if (!candidate.ok) return printFailure(candidate.failure, json, terminal);
  const reference = chooseBuild(project.value, 'reference', flags.reference);
  if (!reference.ok) return printFailure(reference.failure, json, terminal);
  return runAndAnswer(
    project.value,
    {
      kind: 'compare',
      candidate: candidate.value,
      reference: reference.value,
      options: runOptionsOf(flags),
    },
    answerOptionsOf(flags),
    terminal,
  );
}

function answerOptionsOf({ json, failOn, report, verbose }: RunFlags): AnswerOptions {
  return { json: json === true, failOn, report, verbose: verbose === true };
}

function runOptionsOf(flags: RunFlags): RunOptions {
  const { workload, sizes, m, runs, passes, nativeStacks, cpuInterval, heapAt, pinCore } = flags;
  return {
    workloads: workload ?? null,
    // Sizes of two dimensions are the project's already.
    sizes: m === undefined ? (sizes ?? null) : null,
    runs: runs ?? null,
    passes: passes ?? null,
    ...(nativeStacks === true ? { nativeStacks } : {}),
    ...(cpuInterval === undefined ? {} : { cpuIntervalMs: cpuInterval }),
    heapAt: heapAt ?? null,
    pinCore: pinCore ?? null,
  };
}
