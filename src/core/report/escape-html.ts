/** Text → text that HTML shows as it is. */

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in content and in quoted attributes. Control characters, which HTML forbids, become the replacement sign. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!).replace(/[^\P{Cc}\t\n]/gu, '\uFFFD');
}
