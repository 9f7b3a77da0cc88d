import { basename } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { PassRecord, Recording, WorkloadRecord } from '../../core/model/recording';
import type { TextStripper } from './strip-texts';

/** A recording without folders, arguments, environment, outputs and host; numbers and names of functions stay. */
export function stripRecording(recording: Recording, stripper: TextStripper): Recording {
  const { build, machine, imported, project } = recording;
  const rest = { ...build };
  delete rest.preparation;
  return {
    ...recording,
    name: stripper.text(recording.name),
    machine: { ...machine, hostname: '' },
    project: { name: project.name, path: stripper.path(project.path) },
    ...(imported === undefined ? {} : { imported: { ...imported, path: basename(imported.path) } }),
    build: {
      ...rest,
      command: stripCommand(build.command),
      cwd: stripper.path(build.cwd),
      ...(build.notes === undefined
        ? {}
        : { notes: build.notes.map((each) => stripper.text(each)) }),
    },
    workloads: recording.workloads.map((each) => stripWorkload(each, stripper)),
    failures: recording.failures.map((each) => stripFailure(each, stripper)),
  };
}

function stripWorkload(workload: WorkloadRecord, stripper: TextStripper): WorkloadRecord {
  return {
    ...workload,
    args: [],
    sizes: workload.sizes.map((size) => ({
      ...size,
      // Its hash stays, so that outputs can still be told apart.
      output: size.output === null ? null : { ...size.output, text: '', truncated: true },
      passes: size.passes.map((pass) => stripPass(pass, stripper)),
      failure: size.failure === null ? null : stripFailure(size.failure, stripper),
    })),
  };
}

function stripPass(pass: PassRecord, stripper: TextStripper): PassRecord {
  const { ledger } = pass;
  return {
    ...pass,
    ledger: {
      ...ledger,
      command: stripCommand(ledger.command),
      cwd: stripper.path(ledger.cwd),
      environment: {},
      mechanism: stripper.text(ledger.mechanism),
      notes: ledger.notes.map((each) => stripper.text(each)),
    },
    files: pass.files.map(({ process: command, ...file }) => ({
      ...file,
      label: stripper.text(file.label),
      ...(command === undefined ? {} : { process: basename(command.split(' ', 1)[0]!) }),
    })),
    exit:
      pass.exit === null
        ? null
        : (stripValue(pass.exit, stripper) as NonNullable<typeof pass.exit>),
    failure: pass.failure === null ? null : stripFailure(pass.failure, stripper),
  };
}

/** The program's name alone. */
function stripCommand([program = '', ...args]: readonly string[]): string[] {
  return [basename(program), ...(args.length > 0 ? ['…'] : [])];
}

function stripFailure(failure: Failure, stripper: TextStripper): Failure {
  const rest = { ...failure };
  delete rest.detail;
  return stripValue(rest, stripper) as Failure;
}

function stripValue(value: object, stripper: TextStripper): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'string' ? stripper.text(each) : each,
    ),
  );
}
