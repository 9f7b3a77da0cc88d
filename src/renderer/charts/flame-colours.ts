/** The colours of the present theme, as a canvas can use them. */
import { useSyncExternalStore } from 'react';

/** Looks colours up by the names of their tokens, and keeps them: a style is asked for once per name. */
export class FlameColours {
  private readonly style: CSSStyleDeclaration;
  private readonly known = new Map<string, string>();

  constructor(element: Element) {
    this.style = getComputedStyle(element);
  }

  /** Colour of a tone's boxes. */
  fill(tone: string): string {
    return this.token(`--flame-${tone}`);
  }

  /** Colour of the writing on a tone: the two fullest steps of a difference have their own. */
  ink(tone: string): string {
    const strong = tone.endsWith('-5') ? '-5' : tone.endsWith('-4') ? '-4' : '';
    return this.token(tone.startsWith('module') ? '--flame-ink' : `--flame-ink${strong}`);
  }

  /** Value of a token. */
  token(name: string): string {
    let value = this.known.get(name);
    if (value === undefined) {
      value = this.style.getPropertyValue(name).trim();
      this.known.set(name, value);
    }
    return value;
  }
}

/** The name of the theme, followed while it changes. */
export function useThemeName(): string {
  return useSyncExternalStore(watchTheme, () => document.documentElement.dataset['theme'] ?? '');
}

function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
