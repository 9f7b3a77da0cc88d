/** Serves the window's pages from disk under a scheme of their own, each with its policy. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, session } from 'electron';
import { APP_ORIGIN } from '../../ipc/contract';
import { createNonce, REPORT_POLICY, windowPolicy } from './content-security';

const MIME: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

const NONCE_MARK = '__CSP_NONCE__';

/** Answers the HTML page for an address under `/report/`. */
export type ReportPages = (path: string) => Promise<string>;

/** Must run before the app is ready: Chromium learns its schemes once. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      // The compiled code of the window's scripts is kept from one start to the next.
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Answers every request of the window; what is not part of the app is not found. */
export function serveApp(rendererFolder: string, reportPages: ReportPages): void {
  session.defaultSession.protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return notFound();
    const path = decodeURIComponent(url.pathname);
    if (path.startsWith('/report/')) {
      return respond(await reportPages(path), '.html', REPORT_POLICY);
    }
    const file = normalize(join(rendererFolder, path === '/' ? 'index.html' : path));
    if (!file.startsWith(rendererFolder + sep)) return notFound();
    try {
      const content = await readFile(file);
      if (extname(file) !== '.html') return respond(new Uint8Array(content), extname(file), null);
      const nonce = createNonce();
      const page = content.toString('utf8').replaceAll(NONCE_MARK, nonce);
      return respond(page, '.html', windowPolicy(nonce));
    } catch {
      return notFound();
    }
  });
}

function respond(
  body: string | Uint8Array<ArrayBuffer>,
  extension: string,
  policy: string | null,
): Response {
  const headers: Record<string, string> = {
    'content-type': MIME[extension] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  if (policy !== null) headers['content-security-policy'] = policy;
  return new Response(body, { headers });
}

function notFound(): Response {
  return new Response('Not part of Touchstone.', { status: 404 });
}
