import { Buffer } from 'node:buffer';
import type { OriginRequest, OriginResponse } from '../model/origin.ts';

type Headers = OriginResponse['headers'];

/** An answer with a text body that must not be cached. */
export function textReply(
  responder: string,
  status: number,
  contentType: string,
  text: string,
  headers: Headers = [],
): OriginResponse {
  return bytesReply(responder, status, contentType, Buffer.from(text, 'utf8'), headers);
}

export function bytesReply(
  responder: string,
  status: number,
  contentType: string,
  body: Uint8Array,
  headers: Headers = [],
): OriginResponse {
  return {
    status,
    headers: [['content-type', contentType], ['cache-control', 'no-store'], ...headers],
    body,
    responder,
  };
}

/** An answer without a body. */
export function emptyReply(responder: string, status: number, headers: Headers = []): OriginResponse {
  return { status, headers: [['cache-control', 'no-store'], ...headers], body: new Uint8Array(), responder };
}

/** The first value of a header, or undefined. */
export function headerOf(request: OriginRequest, name: string): string | undefined {
  return request.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Allows pages of other origins to read the answer, as collectors of JavaScript SDKs do. */
export function readableByPages(request: OriginRequest, response: OriginResponse): OriginResponse {
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return response;

  return {
    ...response,
    headers: [
      ...response.headers,
      ['access-control-allow-origin', origin],
      ['access-control-allow-credentials', 'true'],
      ['vary', 'origin'],
    ],
  };
}

/** Whether a request is a CORS preflight. */
export function isPreflight(request: OriginRequest): boolean {
  return request.method === 'OPTIONS' && headerOf(request, 'access-control-request-method') !== undefined;
}

/** Allows everything that a preflight asks for. */
export function preflightReply(responder: string, request: OriginRequest): OriginResponse {
  const method = headerOf(request, 'access-control-request-method') ?? 'POST';
  const headers = headerOf(request, 'access-control-request-headers');

  return emptyReply(responder, 204, [
    ['access-control-allow-methods', method],
    ...(headers === undefined ? [] : [['access-control-allow-headers', headers] as const]),
  ]);
}
