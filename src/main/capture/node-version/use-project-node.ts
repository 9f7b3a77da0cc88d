import { delimiter, dirname, relative } from 'node:path';
import type { LaunchPlan } from '../../../core/model/launch';
import type { ReadyBuild } from '../../../core/model/ready-build';
import { findProgram } from '../../launch/find-program';
import { chooseNode, toRange, type InstalledNode } from './choose-node';
import { findInstalledNodes, readNodeVersion } from './find-installed-nodes';
import { readNodeWish, type NodeWish } from './read-node-wish';

/**
 * The build as it runs with the Node that its project asks for: its folder comes first on PATH. Where PATH's own will do, or
 * nothing is asked for, or the build sets its own PATH, it is the same build; where the wanted one is not installed, too, with
 * a note that says so.
 */
export async function useProjectNode<Signal>(
  build: ReadyBuild<Signal>,
  root: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ReadyBuild<Signal>> {
  const wish = await readNodeWish(build.cwd, root);
  if (wish === null) return build;
  const searchPath = environment['PATH'] ?? '';
  const asked = `${relative(root, wish.file)} asks for Node ${wish.text}`;
  const withNote = (note: string): ReadyBuild<Signal> => ({
    ...build,
    notes: [...build.notes, note],
  });
  const range = toRange(wish);
  if (range === null) return withNote(`${asked}, which is no version: run with the Node of PATH.`);
  const onPath = await findOnPath(build.cwd, searchPath);
  const chosen = chooseNode(range, onPath, await findInstalledNodes(environment));
  if (chosen === null) {
    const instead = onPath === null ? 'no Node is on PATH' : `run with Node ${onPath.version}`;
    return withNote(`${asked}, which is not installed: ${instead}. ${describeRemedy(wish)}`);
  }
  if (chosen.path === onPath?.path) return build;
  const path = `${dirname(chosen.path)}${delimiter}${searchPath}`;
  const withNode = (plan: LaunchPlan): LaunchPlan =>
    plan.environment['PATH'] === undefined
      ? { ...plan, environment: { PATH: path, ...plan.environment } }
      : plan;
  return {
    ...withNote(`${asked}: run with Node ${chosen.version}, ${chosen.path}.`),
    prepare: (run, signal, onWait) => build.prepare((plan) => run(withNode(plan)), signal, onWait),
    planRun: (workload, n, data) => withNode(build.planRun(workload, n, data)),
    planData: (workload, n, data) => {
      const plan = build.planData(workload, n, data);
      return plan === null ? null : withNode(plan);
    },
  };
}

async function findOnPath(cwd: string, searchPath: string): Promise<InstalledNode | null> {
  const found = await findProgram(['node'], cwd, searchPath);
  if (!found.ok) return null;
  const version = await readNodeVersion(found.value, cwd, { PATH: searchPath });
  return version === null ? null : { version, path: found.value };
}

function describeRemedy({ text, isRange }: NodeWish): string {
  return isRange
    ? `Install one of these versions, e.g. with nvm, or put it on PATH.`
    : `Install it: nvm install ${text}.`;
}
