/** What is open: the project, whether it may run, and the services that answer for its recordings. */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { projectSchema, type Project } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';
import type { ProjectState } from '../../ipc/contract';
import { createAnalysisService } from '../analysis/analysis-service';
import type { AnalysisService } from '../analysis/questions';
import { findBuildRoles } from '../project/build-roles';
import { openProject } from '../project/open-project';
import { isTrusted, trustFolder } from '../project/trusted-folders';
import { openStore, type Store } from '../store/store';
import { RecentProjects } from './recent-projects';

/** One session of the app; there is one window and one project at a time. */
export class Session {
  readonly store: Store;
  readonly analysis: AnalysisService;
  readonly recent: RecentProjects;
  readonly #sampleFolder: string;
  #project: Project | null = null;
  #trusted = false;
  /** Why the project named at the start could not be opened; told once, when the window asks. */
  #startFailure: Failure | null = null;

  constructor(sampleFolder: string) {
    this.store = openStore();
    this.analysis = createAnalysisService(this.store.folder);
    this.recent = new RecentProjects(this.store.folder);
    this.#sampleFolder = sampleFolder;
  }

  /** The open project; null before one was opened. */
  get project(): Project | null {
    return this.#project;
  }

  /** Opens a folder or project file. Where that fails, what was open stays open. */
  async open(path: string): Promise<Result<ProjectState, Failure>> {
    const opened = await openProject(path);
    if (!opened.ok) return opened;
    this.#project = opened.value;
    this.#trusted = await this.#mayRun(opened.value);
    await this.recent.remember({ name: opened.value.name, path: opened.value.path });
    return succeed(this.#describe(opened.value));
  }

  /** Where files of other tools go while no project is open: a list of its own, from which nothing can be run. */
  openImports(): ProjectState {
    const path = join(this.store.folder, 'imports');
    this.#project = {
      name: 'Opened files',
      path,
      file: { ...NOTHING_TO_RUN, builds: {}, workloads: {} },
      saved: false,
    };
    this.#trusted = false;
    return this.#describe(this.#project);
  }

  /** Reads the project file again, so that an edit counts without opening the project anew. */
  async reload(): Promise<Result<Project, Failure>> {
    if (this.#project === null) return fail(NO_PROJECT);
    // A project that was opened by the path of its file may have another file name: the folder is what is kept.
    const opened = await openProject(this.#project.path);
    if (!opened.ok) return opened;
    this.#project = opened.value;
    return opened;
  }

  /** The user allows this folder's commands to run. */
  async trust(): Promise<Result<ProjectState, Failure>> {
    if (this.#project === null) return fail(NO_PROJECT);
    await trustFolder(this.#project.path, this.store.folder);
    this.#trusted = true;
    return succeed(this.#describe(this.#project));
  }

  /** The project if its commands may run. Fails with `project-not-trusted`. */
  trustedProject(): Result<Project, Failure> {
    if (this.#project === null) return fail(NO_PROJECT);
    if (this.#trusted) return succeed(this.#project);
    return fail({
      kind: 'project-not-trusted',
      message: `${this.#project.path} is not trusted yet, so nothing of it was run.`,
      remedy: 'Look at its commands and trust the folder if you would run them yourself.',
    });
  }

  /** Opens the project named at the start, before there is a window. */
  async openAtStart(path: string): Promise<void> {
    const opened = await this.open(path);
    this.#startFailure = opened.ok ? null : opened.failure;
  }

  /** What the window shows; null before a project was opened. Fails once where the one named at the start could not be. */
  describe(): Result<ProjectState | null, Failure> {
    const failure = this.#startFailure;
    this.#startFailure = null;
    if (failure !== null) return fail(failure);
    return succeed(this.#project === null ? null : this.#describe(this.#project));
  }

  async close(): Promise<void> {
    await this.analysis.close();
  }

  /** The sample was installed with the app: whoever trusts the one trusts the other. */
  async #mayRun(project: Project): Promise<boolean> {
    const sample = await realpath(this.#sampleFolder).catch(() => null);
    return project.path === sample || (await isTrusted(project.path, this.store.folder));
  }

  #describe(project: Project): ProjectState {
    const roles = findBuildRoles(project);
    return {
      name: project.name,
      path: project.path,
      trusted: this.#trusted,
      saved: project.saved,
      builds: Object.entries(project.file.builds).map(([name, build]) => ({
        name,
        role:
          name === roles.candidate ? 'candidate' : name === roles.reference ? 'reference' : null,
        command: build.command.join(' '),
        git: build.git ?? null,
        ...(build.prepare === undefined ? {} : { prepare: build.prepare.join(' ') }),
      })),
      workloads: Object.entries(project.file.workloads).map(([name, workload]) => ({
        name,
        sizes: [...workload.sizes],
        operations: String(workload.operations),
      })),
      runs: project.file.runs ?? null,
    };
  }
}

/** Everything but builds and workloads, as a project file that says nothing has it. */
const NOTHING_TO_RUN = projectSchema.parse({
  builds: { none: { command: ['true'] } },
  workloads: { none: { sizes: [1] } },
});

const NO_PROJECT: Failure = {
  kind: 'project-not-found',
  message: 'No project is open.',
  remedy: 'Open a project first.',
};
