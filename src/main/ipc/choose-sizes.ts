/** The window's choice of sizes, applied to each workload's own. */
import type { Project } from '../../core/model/project';
import type { RunOptions } from '../../core/model/run-request';

/**
 * In a request, sizes hold for every workload; in the window they are picked from the sizes that the workloads
 * have. So each workload keeps those of its own that were picked, and one that has none of them is left out.
 */
export function applySizes(
  project: Project,
  options: RunOptions,
): { project: Project; options: RunOptions } {
  const { sizes } = options;
  if (sizes === null) return { project, options };
  const names = options.workloads ?? Object.keys(project.file.workloads);
  const workloads = { ...project.file.workloads };
  const kept = names.filter((name) => {
    const workload = workloads[name];
    // An unknown name is kept: the run says what is wrong with it.
    if (workload === undefined) return true;
    // Its sizes are found by trying: there are none to pick from.
    if (workload.sizes.length === 0) return true;
    const own = workload.sizes.filter((size) => sizes.includes(size));
    if (own.length === 0) return false;
    workloads[name] = { ...workload, sizes: own };
    return true;
  });
  return {
    project: { ...project, file: { ...project.file, workloads } },
    options: { ...options, workloads: kept, sizes: null },
  };
}
