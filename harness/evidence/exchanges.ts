import type { JudgedExchange } from '../model/evidence.ts';
import type { HarEntry } from '../model/har.ts';
import { harEntrySchema, type ReadEntry } from './har-schema.ts';
import { bodyOf } from './har-body.ts';

/** The exchanges of entries as the recorder made them; the same as from the file they are written to. */
export function exchangesOf(entries: readonly HarEntry[]): JudgedExchange[] {
  return entries.map((entry, index) => exchangeOf(harEntrySchema.parse(entry), index));
}

/** Everything of an entry that left, as bytes, with what the recorder knew of it. */
export function exchangeOf(entry: ReadEntry, index: number): JudgedExchange {
  const { request } = entry;
  const marks = entry._leakgate;

  return {
    index,
    method: request.method,
    url: request.url,
    host: hostOf(request.url),
    headers: headersOf(request),
    body: bodyOf(request),
    trailers: request._trailers.map(({ name, value }) => [name, value ?? ''] as const),
    messages: messagesOf(entry),
    at: entry.startedDateTime,
    standInEngine: marks?.standInEngine === true,
    aborted: marks?.aborted !== undefined,
    responder: marks?.responder ?? '',
    ...(marks?.otherApp === undefined ? {} : { otherApp: marks.otherApp }),
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/\.$/, '') : '';
}

/** The headers as sent; a writer that keeps cookies only as a list gets its header back. */
function headersOf({ headers, cookies }: ReadEntry['request']): [string, string][] {
  const sent = headers.map(({ name, value }): [string, string] => [name, value ?? '']);
  if (cookies.length > 0 && !sent.some(([name]) => name.toLowerCase() === 'cookie'))
    sent.push(['cookie', cookies.map(({ name, value }) => `${name}=${value ?? ''}`).join('; ')]);

  return sent;
}

/** What the client sent over a WebSocket: Chrome says `send`, others `request` or `client`. */
function messagesOf({ _webSocketMessages }: ReadEntry): JudgedExchange['messages'] {
  return (_webSocketMessages ?? []).flatMap(({ type, opcode, data }, index) =>
    /^(receive|response|server)$/i.test(type)
      ? []
      : [{ index, data: Buffer.from(data, opcode === 2 ? 'base64' : 'utf8') }],
  );
}
