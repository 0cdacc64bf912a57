import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests that prove the path to the recorder. They are answered at once and are not exchanges. */
export interface HeartbeatAnswerer {
  /** A secret URL: what an app sends to another URL on this host is an ordinary exchange. */
  readonly url: string;
  /** Answers a request to that URL with the request's query; false for any other request. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

export function createHeartbeatAnswerer(): HeartbeatAnswerer {
  // RFC 2606: no name under this one ever resolves.
  const url = `http://heartbeat.invalid/${randomBytes(16).toString('hex')}`;

  return {
    url,
    answer(request, response) {
      const asked = request.url ?? '';
      if (request.method !== 'GET' || !asked.startsWith(`${url}?`)) return false;
      const body = `beat ${asked.slice(url.length + 1)}\n`;
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': String(body.length) });
      response.end(body);

      return true;
    },
  };
}
