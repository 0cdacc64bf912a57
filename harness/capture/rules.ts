import { Buffer } from 'node:buffer';
import type { Mockttp } from 'mockttp';
import type { OriginResponse, Responder } from '../model/origin.ts';
import type { Refusals } from './refusals.ts';

/** Decides how the proxy answers. */
export type Rules = (proxy: Mockttp, answer: Answer, refusals: Refusals) => Promise<void>;

/** Answers one request, identified by the proxy's id; undefined to close the connection without an answer. */
export type Answer = (id: string, request: Parameters<Responder>[0]) => OriginResponse | undefined;

/**
 * One rule for all requests. It waits for the request's body: otherwise mockttp silently loses the body of an HTTP/2 request
 * that is answered with 204 or 304.
 */
export const answerEverything: Rules = async (proxy, answer, refusals) => {
  await proxy
    .forAnyRequest()
    .always()
    .waitForRequestBody()
    .thenCallback((request) => {
      const response = answer(request.id, {
        method: request.method,
        url: request.url,
        headers: request.rawHeaders,
        body: request.body.buffer,
      });

      // Over HTTP/2, `close` would send a response without content.
      if (!response) return 'reset';

      return {
        statusCode: response.status,
        headers: headersOf(response, request.method),
        rawBody: hasBody(response, request.method) ? Buffer.from(response.body) : Buffer.alloc(0),
      };
    });
  await proxy
    .forAnyWebSocket()
    .matching(({ method, url }) => refusals.refusesRequest({ method, url }))
    .always()
    .thenCloseConnection();
  await proxy.forAnyWebSocket().always().thenPassivelyListen();
};

function headersOf(response: OriginResponse, method: string): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers) {
    const key = name.toLowerCase();
    const before = headers[key];
    headers[key] = before === undefined ? value : [before, value].flat();
  }
  if (hasBody(response, method)) headers['content-length'] ??= String(response.body.length);

  return headers;
}

/** Whether a response has a body (RFC 9110, 6.4.1). */
function hasBody(response: OriginResponse, method: string): boolean {
  return method !== 'HEAD' && response.status !== 204 && response.status !== 304;
}
