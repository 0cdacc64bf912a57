import type { IncomingMessage } from 'node:http';

/**
 * Bytes of an HTTP/1 request's head in the usual form: one space after a header's colon, nothing before the request.
 */
export function headBytesOf({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  const requestLine = method.length + 1 + url.length + ' HTTP/1.1\r\n'.length;

  return requestLine + linesOf(rawHeaders) + 2;
}

/** Bytes of the trailers after a chunked body. mockttp has them as pairs and omits an empty list. */
export function trailerBytesOf({
  rawTrailers,
}: {
  rawTrailers?: readonly (string | readonly string[])[];
}): number {
  return linesOf((rawTrailers ?? []).flat());
}

function linesOf(namesAndValues: readonly string[]): number {
  const characters = namesAndValues.reduce((sum, each) => sum + each.length, 0);

  return characters + (namesAndValues.length / 2) * ': \r\n'.length;
}
