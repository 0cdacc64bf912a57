import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Requests that prove the path to the recorder. They are answered at once and are not exchanges. */
export interface HeartbeatAnswerer {
  /** The URL has a secret path, so that a request of an app to the same host is recorded. */
  readonly url: string;
  /**
   * Answers a request to that URL with the request's query, and with the UID whose port it arrived at: `beat 7`, `port of UID 10123`.
   * False for any other request.
   */
  answer(request: IncomingMessage, response: ServerResponse, uid?: number): boolean;
}

export function createHeartbeatAnswerer(): HeartbeatAnswerer {
  // No name below `.invalid` ever resolves (RFC 2606).
  const url = `http://heartbeat.invalid/${randomBytes(16).toString('hex')}`;

  return {
    url,
    answer(request, response, uid) {
      const requestUrl = request.url ?? '';
      if (request.method !== 'GET' || !requestUrl.startsWith(`${url}?`)) return false;
      const port = uid === undefined ? '' : `port of UID ${uid}\n`;
      const body = `beat ${requestUrl.slice(url.length + 1)}\n${port}`;
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': String(body.length) });
      response.end(body);

      return true;
    },
  };
}
