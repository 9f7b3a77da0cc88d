/** The policies that the app's own pages are served under. */
import { randomBytes } from 'node:crypto';

/** A value that marks the window's own style elements, new for every page load. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * Policy of the window: its own scripts, styles and fonts, nothing from elsewhere. The nonce is for the one
 * style element that Radix adds while a dialog locks scrolling; styles set by script need no permission.
 */
export function windowPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Policy of a report shown inside the window: its own inline styles and pictures, no script, no network,
 * an origin of its own. A report may quote any text that a target printed.
 */
export const REPORT_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox',
].join('; ');
