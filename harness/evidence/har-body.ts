import type { ReadEntry } from './har-schema.ts';

/** The bytes of a request's body, from whichever of HAR's dialects the writer spoke. */
export function bodyOf(request: ReadEntry['request']): Uint8Array {
  const { postData, _content: content } = request;
  if (postData && typeof postData.text === 'string' && postData.text !== '')
    return bytesOf(postData.text, postData.encoding ?? postData._encoding);
  if (content && typeof content.text === 'string' && content.text !== '')
    return bytesOf(content.text, content.encoding);
  const params = (postData?.params ?? []).map(({ name, value }) => [name, value ?? ''] as [string, string]);

  return params.length > 0 ? Buffer.from(new URLSearchParams(params).toString()) : new Uint8Array();
}

function bytesOf(text: string, encoding: string | null | undefined): Uint8Array {
  if (encoding?.toLowerCase() === 'base64') return Buffer.from(text, 'base64');

  return surrogateEscaped(text) ?? binaryInText(text) ?? Buffer.from(text, 'utf8');
}

/** mitmproxy writes a byte that is no UTF-8 as a lone surrogate, U+DC80 to U+DCFF (Python's `surrogateescape`). */
const LONE = /(?<![\uD800-\uDBFF])([\uDC80-\uDCFF])/;

function surrogateEscaped(text: string): Uint8Array | undefined {
  if (!LONE.test(text)) return undefined;

  return Buffer.concat(
    text
      .split(LONE)
      .map((piece, at) =>
        at % 2 === 1 ? Buffer.from([piece.charCodeAt(0) & 0xff]) : Buffer.from(piece, 'utf8'),
      ),
  );
}

/** Some writers put one character a byte: told by control characters beside characters up to U+00FF and none above. */
function binaryInText(text: string): Uint8Array | undefined {
  let controls = false;
  let high = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff) return undefined;
    controls ||= code < 32 && code !== 9 && code !== 10 && code !== 13;
    high ||= code >= 0x80;
  }

  return controls && high ? Buffer.from(text, 'latin1') : undefined;
}
