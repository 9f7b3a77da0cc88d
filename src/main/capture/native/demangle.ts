import { execa } from 'execa';

/** Names in one run: what a pipe of c++filt takes without trouble. */
const NAMES_AT_ONCE = 20_000;

/**
 * Readable names of mangled ones (C++, Rust), without parameters, by the binutils' c++filt. Names that it does not
 * know, or all where it is missing, are not in the answer.
 */
export async function demangleNames(names: Iterable<string>): Promise<Map<string, string>> {
  const mangled = [...new Set(names)].filter((name) => /^_{1,4}[ZR]/.test(name));
  const readable = new Map<string, string>();
  for (let start = 0; start < mangled.length; start += NAMES_AT_ONCE) {
    const batch = mangled.slice(start, start + NAMES_AT_ONCE);
    const { stdout, failed } = await execa('c++filt', ['-p'], {
      input: batch.join('\n') + '\n',
      reject: false,
    });
    const answers = stdout.split('\n');
    if (failed || answers.length < batch.length) return readable;
    for (const [index, name] of batch.entries()) {
      if (answers[index] !== name) readable.set(name, answers[index]!);
    }
  }
  return readable;
}
