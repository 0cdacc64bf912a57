import type { Visit } from '../../canary/generator.ts';
import type { OriginRequest, Responder } from '../../model/origin.ts';
import { BROWSER_UID, type SentItem } from '../../simulator/testing/tried-browser.ts';

/** What the web engine requests for a page: the page, its parts, its beacon and its control, with the server's answers. */
export function pageItems(respond: Responder, page: Visit, at: number): SentItem[] {
  const origin = `https://${page.host}`;
  const script = Buffer.from(respond(requestOf('GET', `${origin}/page.js`)).body).toString();
  const control = /src = "([^"]+)"/.exec(script)?.[1] ?? '';
  const requests = [
    requestOf('GET', page.url),
    requestOf('GET', `${origin}/page.css`),
    requestOf('GET', `${origin}/page.js`),
    requestOf('POST', `${origin}/ready`, Buffer.from('ready')),
    requestOf('GET', control),
    requestOf('GET', `${origin}/favicon.ico`),
  ];

  return requests.map((request) => ({
    ...request,
    kind: 'request',
    at,
    uid: BROWSER_UID,
    host: new URL(request.url).hostname,
    trailers: [],
    messages: [],
    http: '2',
    response: respond(request),
    aborted: false,
    direct: false,
    pinned: false,
  }));
}

function requestOf(method: string, url: string, body: Uint8Array = new Uint8Array()): OriginRequest {
  return { method, url, headers: [['host', new URL(url).host]], body };
}
