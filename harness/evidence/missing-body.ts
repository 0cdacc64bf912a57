import type { Lost } from '../model/exchange.ts';
import { counted } from '../model/counted.ts';
import { missingFileOf } from './form-files.ts';
import type { ReadEntry, ReadRequest } from './har-entry.ts';

type LostBody = Omit<Lost, 'part'>;

/** Methods whose requests have no body in browsers (Fetch standard), so that an unknown size is no body. */
const WITHOUT_BODY = /^(GET|HEAD|OPTIONS|TRACE|CONNECT)$/i;
const LEFT_OUT =
  /not (included|available|saved|recorded|captured|shown|representable)|discarded|truncated|omitted|too (large|big|long)|stripped|removed|redacted|cut off|exceed/i;

/** Reports a body that the entry announces and the HAR lacks: too large, in another file, or left out by the writer's settings. */
export function missingBody({ request, marks }: ReadEntry): LostBody | undefined {
  const announced = Math.max(announcedOf(request), request.content?.size ?? 0, 0);
  const note = request.bodyStatus || request.comment;
  const why = 'the HAR does not contain the content';
  // Firefox writes the comment in the language of its user.
  if (announced > 0 || request.bodyStatus !== '' || request.isBodyComment || LEFT_OUT.test(note))
    return { bytes: announced, why: `${why}${note ? `: ${note}` : ''}` };
  if (marks) return undefined;
  const sign = signOfBody(request);

  return sign === undefined ? undefined : { bytes: 0, why: `${why}${sign}` };
}

/**
 * Reports a body of which the HAR contains only a part: the writer says so, or fewer bytes than were announced, or the name of
 * a file without its content.
 * @param kept `text` where line breaks may be normalized; `size` that the writer gives next to these bytes
 */
export function partlyMissing(
  { request, marks }: ReadEntry,
  { bytes, text = '', size = -1 }: { bytes: Uint8Array; text?: string; size?: number },
): LostBody | undefined {
  const { comment, bodySize } = request;
  if (LEFT_OUT.test(comment))
    return { bytes: Math.max(bodySize, 0), why: `the HAR contains only a part of the content: ${comment}` };
  if (marks) return undefined;
  const announced = Math.max(isEncoded(request) ? 0 : announcedOf(request), size);
  if (announced > bytes.length && announced - bytes.length > text.split('\n').length - 1)
    return shortOf(announced, bytes.length);
  if (isEncoded(request)) {
    const sent = announcedOf(request);
    if (sent > MOST_GROWTH * bytes.length + ENCODING_BYTES) return shortOf(sent, bytes.length);
  } else if (contentLengthOf(request) >= 0) return undefined;
  const file = missingFileOf(bytes);

  return file === undefined
    ? undefined
    : { bytes: 0, why: `the HAR does not contain the file ${file.slice(0, 60)} of the form` };
}

/** Reports a form of which the HAR contains fewer fields than can fill the announced size. */
export function fieldsMissing({ request, marks }: ReadEntry, bytes: Uint8Array): LostBody | undefined {
  if (marks) return undefined;
  const announced = announcedOf(request);
  const isMultipart = /^\s*multipart\//i.test(headerOf(request, 'content-type') ?? request.mimeType);
  // The fields were encoded again, so what was sent may differ in its percent escapes, which triple a byte.
  const most =
    3 * bytes.length +
    (isMultipart ? MULTIPART_BYTES * (request.params.length + 1) : 0) +
    (isEncoded(request) ? ENCODING_BYTES : 0);

  return announced > most ? shortOf(announced, bytes.length) : undefined;
}

/** In bytes. What multipart adds to a field: a boundary of at most 74 bytes, and headers; OkHttp writes four. */
const MULTIPART_BYTES = 300;
/** In bytes. What an encoding adds to a body; `aws-chunked` signs each chunk. */
const ENCODING_BYTES = 256;
/** Writers decode bodies with Content-Encoding. Encoding at most doubles a longer body. */
const MOST_GROWTH = 2;

function shortOf(announced: number, recorded: number): LostBody {
  return {
    bytes: announced - recorded,
    why: `the HAR contains ${counted(recorded, 'byte')} of the content, which had ${announced}`,
  };
}

/** In bytes; -1 where nothing announces a size. */
function announcedOf(request: ReadRequest): number {
  return Math.max(request.bodySize, contentLengthOf(request));
}

function isEncoded(request: ReadRequest): boolean {
  return !/^(?:identity)?$/i.test(headerOf(request, 'content-encoding')?.trim() ?? '');
}

/** Why an empty body may be one that the HAR lacks. */
function signOfBody(request: ReadRequest): string | undefined {
  const isCertainlyEmpty = request.bodySize === 0;
  const canHaveBody = !WITHOUT_BODY.test(request.method);
  if (headerOf(request, 'transfer-encoding') !== undefined) return ' that Transfer-Encoding announces';
  if (contentLengthOf(request) === 0) return undefined;
  const type = headerOf(request, 'content-type') || request.mimeType;
  if (type && (canHaveBody || !isCertainlyEmpty)) return ` of type ${type.slice(0, 60)}`;
  if (headerOf(request, 'expect') !== undefined) return ' that Expect announces';
  if (headerOf(request, 'content-encoding') && !isCertainlyEmpty) return ' that Content-Encoding announces';

  return canHaveBody && !isCertainlyEmpty
    ? `, and does not say whether there was any${request.bodySize < 0 ? ' (body size unknown)' : ''}`
    : undefined;
}

/** Bytes; -1 where the request has no valid Content-Length. */
function contentLengthOf(request: ReadRequest): number {
  const length = headerOf(request, 'content-length')?.trim() ?? '';

  return /^\d{1,15}$/.test(length) ? Number(length) : -1;
}

function headerOf({ headers }: ReadRequest, wanted: string): string | undefined {
  return headers.find(({ name }) => name.toLowerCase() === wanted)?.value;
}
