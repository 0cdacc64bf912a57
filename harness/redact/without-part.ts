import type { HarEntry } from '../model/har.ts';

/**
 * An entry without one of its parts, named as in findings. `comment` replaces the part; `bytes` is its former length.
 */
export function withoutPart(entry: HarEntry, part: string, comment: string, bytes: number): HarEntry {
  if (part === 'response.body') return withoutAnswer(entry, comment);
  if (part === 'request.body') return withoutBody(entry, comment, bytes);
  if (part === 'request.url') return withoutUrl(entry, comment);
  const message = /^websocket\[(\d+)\]$/.exec(part)?.[1];
  if (message !== undefined) return withoutMessage(entry, Number(message), comment);

  return withoutField(entry, part.replace(/^request\.(?:header|trailer):/, ''));
}

function withoutAnswer(entry: HarEntry, comment: string): HarEntry {
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
  const url = URL.canParse(request.url) ? `${new URL(request.url).origin}/withheld` : 'withheld:';

  return { ...entry, request: { ...request, url, queryString: [] }, comment };
}

function withoutMessage(entry: HarEntry, number: number, comment: string): HarEntry {
  const messages = entry._webSocketMessages?.map((each, at) =>
    at === number ? { ...each, opcode: 1, data: comment } : each,
  );

  return { ...entry, ...(messages && { _webSocketMessages: messages }) };
}

/** A header or trailer. HAR writes cookies a second time, so they go with the header. */
function withoutField(entry: HarEntry, name: string): HarEntry {
  const { request } = entry;
  const blanked = (list: readonly { name: string; value: string }[]) =>
    list.map((each) => (each.name.toLowerCase() === name ? { ...each, value: 'withheld' } : each));

  return {
    ...entry,
    request: {
      ...request,
      headers: blanked(request.headers),
      cookies: [],
      ...(request._trailers && { _trailers: blanked(request._trailers) }),
    },
  };
}
