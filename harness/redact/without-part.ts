import type { HarEntry } from '../model/har.ts';
import { parseUrl } from '../model/parse-url.ts';

/**
 * An entry without one of its parts, named as in findings. `comment` replaces the part; `bytes` is its former length.
 */
export function withoutPart(entry: HarEntry, part: string, comment: string, bytes: number): HarEntry {
  if (part === 'response.body') return withoutResponse(entry, comment);
  if (part === 'request.body') return withoutBody(entry, comment, bytes);
  if (part === 'request.url') return withoutUrl(entry, comment);
  const message = /^websocket\[(\d+)\]$/.exec(part)?.[1];
  if (message !== undefined) return withoutMessage(entry, Number(message), comment);

  return withoutField(entry, part.replace(/^request\.(?:header|trailer):/, ''));
}

function withoutResponse(entry: HarEntry, comment: string): HarEntry {
  const { response } = entry;
  const { text: _, ...content } = response.content;
  const headers = response.headers.filter(({ name }) => /^content-type$/i.test(name));

  return { ...entry, response: { ...response, headers, cookies: [], content: { ...content, comment } } };
}

function withoutBody(entry: HarEntry, comment: string, bytes: number): HarEntry {
  const postData = { mimeType: entry.request.postData?.mimeType ?? '', text: '', comment };

  return { ...entry, request: { ...entry.request, postData, bodySize: bytes } };
}

function withoutUrl(entry: HarEntry, comment: string): HarEntry {
  const { request } = entry;
  const parsed = parseUrl(request.url);
  const url = parsed ? `${parsed.origin}/withheld` : 'withheld:';

  return { ...entry, request: { ...request, url, queryString: [] }, comment };
}

function withoutMessage(entry: HarEntry, number: number, comment: string): HarEntry {
  const messages = entry._webSocketMessages?.map((message, at) =>
    at === number ? { ...message, opcode: 1, data: comment } : message,
  );

  return { ...entry, ...(messages && { _webSocketMessages: messages }) };
}

/** Removes the value of a header or trailer. HAR writes cookies a second time, so these are always removed too. */
function withoutField(entry: HarEntry, name: string): HarEntry {
  const { request } = entry;
  const withPlaceholder = (list: readonly { name: string; value: string }[]) =>
    list.map((field) => (field.name.toLowerCase() === name ? { ...field, value: 'withheld' } : field));

  return {
    ...entry,
    request: {
      ...request,
      headers: withPlaceholder(request.headers),
      cookies: [],
      ...(request._trailers && { _trailers: withPlaceholder(request._trailers) }),
    },
  };
}
