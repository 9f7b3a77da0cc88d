/** Puts the chosen theme on the page; `system` follows the system while the window is open. */
import { useEffect } from 'react';
import { useSettingsStore } from '../../state/settings-store';

/** See the head of this file. */
export function useTheme(): void {
  const theme = useSettingsStore((state) => state.settings.theme);
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const chosen = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
      document.documentElement.dataset.theme = chosen;
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}
