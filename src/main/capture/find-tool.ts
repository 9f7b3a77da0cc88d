import { execa } from 'execa';

/** A tool on PATH with its version. */
export interface FoundTool {
  path: string;
  /** First number with a dot in what it says; null when it says none. */
  version: string | null;
}

/** Runs `tool --version`; null when it is not installed or does not run. */
export async function findTool(tool: string, argument = '--version'): Promise<FoundTool | null> {
  const result = await execa(tool, [argument], { reject: false, timeout: 5000 });
  if (result.exitCode !== 0) return null;
  const version = /\d+\.[\d.]*\d/.exec(`${result.stdout}\n${result.stderr}`);
  return { path: tool, version: version?.[0] ?? null };
}
