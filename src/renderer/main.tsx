import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './tokens.css';
import './base.css';
import './contrast.css';
import { App } from './views/shell/app';

declare global {
  interface Window {
    /** Read by the library that locks scrolling under a dialog, for the style element it adds. */
    __webpack_nonce__?: string;
  }
}

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');
if (nonce !== null) window.__webpack_nonce__ = nonce.content;

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
