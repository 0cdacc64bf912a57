import type { Lost } from '../model/exchange.ts';
import { counted } from '../model/counted.ts';
import type { ReadEntry, ReadRequest } from './har-entry.ts';

type LostBody = Omit<Lost, 'part'>;

/** Methods whose requests have no body in browsers (Fetch standard), so that an unknown size is no body. */
const WITHOUT_BODY = /^(GET|HEAD|OPTIONS|TRACE|CONNECT)$/i;
const LEFT_OUT =
  /not (included|available|saved|recorded|captured|shown|representable)|discarded|truncated|omitted|too (large|big|long)|stripped|removed|redacted|cut off|exceed/i;

/** Reports a body that the entry announces and the HAR lacks: too large, in another file, or left out by the writer's settings. */
export function missingBody({ request, marks }: ReadEntry): LostBody | undefined {
  const announced = Math.max(request.bodySize, contentLengthOf(request), 0);
  const note = request.bodyStatus || request.comment;
  const why = 'the HAR does not contain the content';
  if (announced > 0 || request.bodyStatus !== '' || LEFT_OUT.test(note))
    return { bytes: announced, why: `${why}${note ? `: ${note}` : ''}` };
  if (marks) return undefined;
  const sign = signOfBody(request);

  return sign === undefined ? undefined : { bytes: 0, why: `${why}${sign}` };
}

/** Reports a body of which the HAR contains only a part: the writer says so, or fewer bytes than were announced. */
export function partlyMissing(
  { request, marks }: ReadEntry,
  recorded: Uint8Array,
  text: string,
): LostBody | undefined {
  const { comment, bodySize } = request;
  if (LEFT_OUT.test(comment))
    return { bytes: Math.max(bodySize, 0), why: `the HAR contains only a part of the content: ${comment}` };
  if (marks || headerOf(request, 'content-encoding') !== undefined) return undefined; // Writers decode such bodies.
  const announced = Math.max(bodySize, contentLengthOf(request));
  const missing = announced - recorded.length;
  // Some writers normalize line breaks.
  if (missing <= 0 || missing <= text.split('\n').length - 1) return undefined;

  return {
    bytes: missing,
    why: `the HAR contains ${counted(recorded.length, 'byte')} of the content, which had ${announced}`,
  };
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
