/** Search texts: plain, ignoring case, or a regular expression between slashes. */

/** Tells whether a text matches. */
export type Matcher = (text: string) => boolean;

/** A search as a matcher; null for an empty one. A broken regular expression gives a note and is searched for as text. */
export function parseSearch(
  search: string | null,
): { matches: Matcher; note: string | null } | null {
  const text = search?.trim() ?? '';
  if (text === '') return null;
  const expression = /^\/(.+)\/([a-z]*)$/s.exec(text);
  if (expression !== null) {
    try {
      // Without g and y: those remember a position between texts.
      const flags = [...new Set(`${expression[2]!.replace(/[gy]/g, '')}i`)].join('');
      const pattern = new RegExp(expression[1]!, flags);
      return { matches: (each) => pattern.test(each), note: null };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { matches: matchText(text), note: `Searched as plain text: ${reason}.` };
    }
  }
  return { matches: matchText(text), note: null };
}

function matchText(text: string): Matcher {
  const lower = text.toLowerCase();
  return (each) => each.toLowerCase().includes(lower);
}
