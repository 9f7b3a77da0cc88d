/** Takes out of texts what tells of the machine and its people: folders, arguments, strings. */
import { createHash, randomBytes } from 'node:crypto';

/** Formats whose texts are known well enough; captures of others are left out of a stripped archive. */
const LINE_FORMATS = new Set(['strace', 'strace-stacks', 'perf-script', 'collapsed', 'timeline']);
const JSON_FORMATS = new Set(['cpuprofile', 'heapprofile', 'v8-coverage', 'sync-stacks']);

/** Members of JSON captures that hold source text. */
const SOURCE_MEMBERS = new Set(['sourceMaps', 'source', 'sourcesContent']);

/** Not the end of `node:fs/promises` or of a relative path. */
const PATH_IN_TEXT = /(?:file:\/\/|(?<![\w.@/-]))(?:[A-Za-z]:[\\/]|\/)[^\s"'`<>|;,()[\]{}]+/g;

/** One for each archive: the same folder gets the same name throughout, and another one in the next archive. */
export class TextStripper {
  readonly #salt = randomBytes(16);
  readonly #secrets: readonly string[];

  /** `secrets` may be nowhere in what comes out: the project's folder, the home folder. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets.filter((secret) => secret.length > 2);
  }

  /** `/srv/shop/src/a.js:3` → `/1f0c/a.js:3`; packages keep their names. */
  path(path: string): string {
    const place = /^(.*?)((?::\d+)*)$/s.exec(path)!;
    const plain = place[1]!.replace(/^file:\/\//, '');
    const inPackage = /(?:^|[\\/])(node_modules|site-packages)[\\/](.*)$/s.exec(plain);
    const system = /^\/(?:usr|lib|lib64|proc|sys|dev)\//.test(plain);
    if (system) return path;
    const parts = (inPackage === null ? plain : inPackage[1]!).split(/[\\/]/);
    const name = parts.pop()!;
    const folder = inPackage === null ? parts.join('/') : plain.slice(0, inPackage.index);
    const hash = createHash('sha256').update(this.#salt).update(folder).digest('hex').slice(0, 6);
    const end = inPackage === null ? name : `${inPackage[1]!}/${inPackage[2]!}`;
    return `/${hash}/${end}${place[2]!}`;
  }

  /** A text with every absolute path in it replaced. */
  text(text: string): string {
    return text.replace(PATH_IN_TEXT, (path) => this.path(path));
  }

  /** A capture; null where its format is not known well enough, or something secret would be left. */
  capture(format: string, text: string): string | null {
    const stripped = LINE_FORMATS.has(format)
      ? this.#lines(text)
      : JSON_FORMATS.has(format)
        ? this.#json(text)
        : null;
    return stripped === null || this.hasSecret(stripped) ? null : stripped;
  }

  hasSecret(text: string): boolean {
    return this.#secrets.some((secret) => text.includes(secret));
  }

  #lines(text: string): string {
    // Texts in quotes are paths or what was read and written; <…> is the file of a descriptor, (…) an object.
    return text
      .split('\n')
      .map((line) => {
        if (line.startsWith('# touchstone ')) return this.text(line);
        const unquoted = line.replace(/"((?:[^"\\]|\\.)*)"(?:\.\.\.)?/g, (_, inside: string) =>
          inside.startsWith('/') ? `"${this.path(inside)}"` : '""',
        );
        const named = unquoted.replace(
          /([<(])(\/[^<>]*?)([>)])/g,
          (_, open, path: string, close) => `${String(open)}${this.path(path)}${String(close)}`,
        );
        return named === line ? this.text(line) : named;
      })
      .join('\n');
  }

  #json(text: string): string | null {
    try {
      return JSON.stringify(JSON.parse(text), (key, value: unknown) => {
        if (SOURCE_MEMBERS.has(key)) return undefined;
        if (typeof value !== 'string') return value;
        return /^(?:file:\/\/|\/|[A-Za-z]:\\)/.test(value) ? this.path(value) : this.text(value);
      });
    } catch {
      return null;
    }
  }
}
