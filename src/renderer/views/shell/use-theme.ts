/**
 * Puts the chosen theme on the page; `system` follows the system while the window is open. Where the system forces its own colours, what
 * keeps a colour of ours has to stand on its ground: then the system's choice counts in any case.
 */
import { useEffect } from 'react';
import { useSettingsStore } from '../../state/settings-store';

/** See the head of this file. */
export function useTheme(): void {
  const theme = useSettingsStore((state) => state.settings.theme);
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const forced = window.matchMedia('(forced-colors: active)');
    const apply = () => {
      const followed = dark.matches ? 'dark' : 'light';
      const chosen = theme === 'system' || forced.matches ? followed : theme;
      document.documentElement.dataset.theme = chosen;
    };
    apply();
    const queries = [dark, forced];
    for (const query of queries) query.addEventListener('change', apply);
    return () => {
      for (const query of queries) query.removeEventListener('change', apply);
    };
  }, [theme]);
}
