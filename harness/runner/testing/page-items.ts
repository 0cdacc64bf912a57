import type { Visit } from '../../canary/generator.ts';
import type { Responder } from '../../model/origin.ts';
import { BROWSER_UID, type SentItem } from '../../simulator/testing/tried-browser.ts';

/** What the web engine requests for a page: the page, its parts, its beacon and its control, with the server's answers. */
export function pageItems(respond: Responder, page: Visit): SentItem[] {
  const origin = `https://${page.host}`;
  const script = engineItem(respond, 'GET', `${origin}/page.js`);
  const [, control = ''] = /src = "([^"]+)"/.exec(Buffer.from(script.response?.body ?? []).toString()) ?? [];

  return [
    engineItem(respond, 'GET', page.url),
    engineItem(respond, 'GET', `${origin}/page.css`),
    script,
    engineItem(respond, 'POST', `${origin}/ready`, 'ready'),
    engineItem(respond, 'GET', control),
    engineItem(respond, 'GET', `${origin}/favicon.ico`),
  ];
}

/** A request of the web engine, with the server's answer; its time is not set. */
export function engineItem(respond: Responder, method: string, url: string, text = ''): SentItem {
  const { host, hostname } = new URL(url);
  const request = { method, url, headers: [['host', host]] as const, body: Buffer.from(text) };

  return {
    ...request,
    kind: 'request',
    at: 0,
    uid: BROWSER_UID,
    host: hostname,
    trailers: [],
    messages: [],
    http: '2',
    response: respond(request),
    aborted: false,
    direct: false,
    pinned: false,
  };
}
