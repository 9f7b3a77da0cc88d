/** Modules: the packages, run times and files that frames belong to, for colours and for folding. */

/** Files whose own name says nothing: their folder is named with them. */
const NAMELESS = /^(index|main|mod|lib|__init__|init)\.[^.]+$/;

/** What a path holds before the name of the module that it belongs to; the last place that matches counts. */
const PLACES: readonly RegExp[] = [
  /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/,
  /.*[\\/](?:site|dist)-packages[\\/]([^\\/]+)/,
  /.*[\\/]\.cargo[\\/]registry[\\/]src[\\/][^\\/]+[\\/](.+?)-\d[^\\/]*[\\/]/,
  /.*[\\/]pkg[\\/]mod[\\/](.+?)@/,
];

/**
 * Module of a file: a package by its name, the run time as `node`, `python`, `rust`, `go`, a shared library by its file, and
 * anything else by its file's name. Null where there is no file.
 */
export function moduleOf(file: string | null): string | null {
  if (file === null || file === '') return null;
  if (file.startsWith('node:')) return 'node';
  if (file.startsWith('<frozen ') || /[\\/]lib[\\/]python\d[\d.]*[\\/](?!.*-packages)/.test(file)) {
    return 'python';
  }
  if (/^\/rustc\/|[\\/]rustlib[\\/]/.test(file)) return 'rust';
  for (const place of PLACES) {
    const found = place.exec(file);
    if (found !== null) return found[1]!.replaceAll('\\', '/');
  }
  if (/[\\/]go[\\/]src[\\/](runtime|internal|syscall)[\\/]/.test(file)) return 'go';
  const parts = file.split(/[\\/]/).filter((part) => part !== '');
  const name = parts.at(-1) ?? file;
  const folder = parts.at(-2);
  return NAMELESS.test(name) && folder !== undefined ? `${folder}/${name}` : name;
}
