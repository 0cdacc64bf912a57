import { Buffer } from 'node:buffer';
import type { Control, Visit } from '../canary/generator.ts';
import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import { htmlPage, escapeHtml } from './html.ts';
import { bytesReply, emptyReply, textReply } from './reply.ts';

/** A canary site: one page on its own host. */
export interface Site {
  host: string;
  /** Path and query of the page. */
  path: string;
  title: string;
  /** Target of the page's only link, which covers the whole viewport. */
  linkUrl?: string;
  /** The path to which the page's script reports that it ran. */
  beaconPath: string;
  /** The value that the page's script sends to a neutral host. */
  control: { host: string; value: string };
}

/** The kind of request that a site received. */
export type SiteEvent = 'served' | 'beacon' | 'other';

const SCRIPT_PATH = '/page.js';
const STYLE_PATH = '/page.css';
const ICON_PATH = '/favicon.ico';
const CONTROL_PATH = '/note';
/** A transparent GIF of one pixel; browsers take any image as an icon. */
const ICON = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** The site for a visit; its page sends the given control. */
export function siteOf(visit: Visit, control: Control): Site {
  return {
    host: visit.host,
    path: visit.path,
    title: visit.title,
    ...(visit.linkUrl !== undefined && { linkUrl: visit.linkUrl }),
    beaconPath: '/ready',
    control: { host: control.host, value: control.value },
  };
}

/**
 * The answer of a canary site. The page loads nothing from other hosts and does not disclose its address: it sends no
 * referrer, and its one request to another host, the control, has no `Origin` header.
 */
export function answerAsSite(
  site: Site,
  request: OriginRequest,
): { response: OriginResponse; event: SiteEvent } {
  const { pathname, search } = new URL(request.url);
  const otherResponse = (response: OriginResponse) => ({ response, event: 'other' as const });

  if (pathname === site.beaconPath) return { response: emptyReply('site', 204), event: 'beacon' };
  if (pathname === SCRIPT_PATH)
    return otherResponse(textReply('site', 200, 'text/javascript; charset=utf-8', scriptOf(site)));
  if (pathname === STYLE_PATH) return otherResponse(textReply('site', 200, 'text/css; charset=utf-8', STYLE));
  if (pathname === ICON_PATH) return otherResponse(bytesReply('site', 200, 'image/gif', ICON));
  if (pathname !== new URL(site.path, request.url).pathname)
    return otherResponse(textReply('site', 404, 'text/plain; charset=utf-8', 'Not found\n'));

  const response = textReply('site', 200, 'text/html; charset=utf-8', pageOf(site), [
    ['content-security-policy', policyOf(site)],
    ['referrer-policy', 'no-referrer'],
    ['x-content-type-options', 'nosniff'],
  ]);

  // A request without the page's query gets the page but does not count as a visit.
  return { response, event: pathname + search === site.path ? 'served' : 'other' };
}

/** Whether a request is the control that a canary page's script sends. */
export function isControl(site: Site, request: OriginRequest): boolean {
  const { pathname, searchParams } = new URL(request.url);

  return pathname === CONTROL_PATH && searchParams.get('n') === encodedControl(site);
}

/** The response of the neutral host to any request: the image that the page's script requests. */
export function answerAsNeutralHost(): OriginResponse {
  return bytesReply('site', 200, 'image/gif', ICON);
}

function policyOf(site: Site): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' https://${site.control.host}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function pageOf(site: Site): string {
  const head = `<link rel="icon" href="${ICON_PATH}">
<link rel="stylesheet" href="${STYLE_PATH}">
<script src="${SCRIPT_PATH}" defer></script>
`;
  const link = site.linkUrl === undefined ? '' : `<a href="${escapeHtml(site.linkUrl)}">Next page</a>\n`;

  return htmlPage(
    site.title,
    `<h1>${escapeHtml(site.title)}</h1>\n<p>A page about nothing.</p>\n${link}`,
    head,
  );
}

/** The style of a page, without `inset`, which engines before Chromium 87 do not support. */
const STYLE = `body { margin: 16px; font: 16px sans-serif; }
a { position: fixed; top: 0; right: 0; bottom: 0; left: 0; display: flex; align-items: center; justify-content: center; }
`;

/**
 * The script of a page, for engines from Chromium 61 on. It sends the control as an image request, because a GET without CORS
 * has no `Origin` header. A POST has an `Origin` header with the canary host, even without CORS and with `no-referrer`
 * (observed with Chromium 156).
 */
function scriptOf(site: Site): string {
  const control = `https://${site.control.host}${CONTROL_PATH}?n=${encodeURIComponent(encodedControl(site))}`;

  return `(function () {
  fetch(${JSON.stringify(site.beaconPath)}, { method: 'POST', mode: 'same-origin', credentials: 'omit', cache: 'no-store', body: 'ready' }).catch(function () {});
  new Image().src = ${JSON.stringify(control)};
})();
`;
}

/** The control as base64 of JSON, so that only a detector that decodes finds it. */
function encodedControl(site: Site): string {
  return Buffer.from(JSON.stringify({ note: site.control.value }), 'utf8').toString('base64');
}
