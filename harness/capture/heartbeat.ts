import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests that say nothing but that the way to the recorder holds: answered at once, and no exchanges. */
export interface HeartbeatAnswerer {
  /** Nobody who has not been told it can send to it: what an app sends elsewhere on that host is an exchange like any other. */
  readonly url: string;
  /** Answers a request to that URL with its own query; false for any other request. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

export function createHeartbeatAnswerer(): HeartbeatAnswerer {
  // RFC 2606: no name under it ever resolves.
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
