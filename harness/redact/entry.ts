import type { HarEntry, HarPostData } from '../model/har.ts';
import type { Rewriter } from './rewriter.ts';
import { mapStrings } from './strings.ts';

/** The entry with the tester's values replaced, and with the sizes of the new content. */
export function redactEntry(entry: HarEntry, rewriter: Rewriter): HarEntry {
  const { postData } = entry.request;
  const body = postData && redactBody(postData, rewriter);
  const { content } = entry.response;
  const responseText =
    content.encoding === 'base64' ? rewriteBase64(content.text ?? '', rewriter) : undefined;
  const messages = entry._webSocketMessages?.map((message) => ({
    ...message,
    data: message.opcode === 2 ? rewriteBase64(message.data, rewriter) : rewriter.text(message.data),
  }));
  const redacted = mapStrings({ ...entry, _webSocketMessages: undefined }, (text) => rewriter.text(text));

  return withSizes({
    ...redacted,
    request: { ...redacted.request, ...(body && { postData: body }) },
    response: {
      ...redacted.response,
      content: { ...redacted.response.content, ...(responseText !== undefined && { text: responseText }) },
    },
    ...(messages && { _webSocketMessages: messages }),
  });
}

function redactBody(postData: HarPostData, rewriter: Rewriter): HarPostData {
  const isBase64 = postData.encoding === 'base64' || postData._encoding === 'base64';

  return {
    ...mapStrings(postData, (text) => rewriter.text(text)),
    text: isBase64 ? rewriteBase64(postData.text, rewriter) : rewriter.text(postData.text),
  };
}

function rewriteBase64(text: string, rewriter: Rewriter): string {
  const bytes = Buffer.from(text, 'base64');
  const changed = rewriter.bytes(bytes);

  return Buffer.compare(changed, bytes) === 0 ? text : Buffer.from(changed).toString('base64');
}

function withSizes(entry: HarEntry): HarEntry {
  const { postData } = entry.request;
  if (!postData) return entry;
  const isBase64 = postData.encoding === 'base64' || postData._encoding === 'base64';
  const length = Buffer.byteLength(postData.text, isBase64 ? 'base64' : 'utf8');
  const headers = entry.request.headers.map((header) =>
    header.name.toLowerCase() === 'content-length' ? { ...header, value: String(length) } : header,
  );

  return { ...entry, request: { ...entry.request, bodySize: length, headers } };
}
