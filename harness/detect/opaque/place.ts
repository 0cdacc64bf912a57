import type { Reached } from '../search.ts';

/** What a value in this place may be without being told: everything below `values`, and what is as long as a digest. */
export interface Place {
  /** Bytes from which on a closed value counts as one that could hide a canary. */
  values: number;
  /** The same for what is no value of something but all that was sent, compressed or not. */
  whole: number;
  /** Whether a value that is as long as a digest or an identifier is taken for one. */
  sparesIds: boolean;
}

/** A body or a message: what an SDK fills as it likes. A host and a path encrypted have 24 bytes and more. */
const BODY: Place = { values: 24, whole: 16, sparesIds: true };
/** URLs and headers, in which servers give away tokens of up to 47 bytes, and get them back. */
const HEAD: Place = { values: 48, whole: 48, sparesIds: true };
/** Where a server's own token comes back to it: session cookies, signed tokens, entity tags; and what browsers say of themselves. */
const CREDENTIAL: Place = { values: 512, whole: 512, sparesIds: true };

/**
 * Headers that give back what a server gave, or that a browser fills by itself.
 * Sources: RFC 6265, 9110, 9421; W3C trace-context and Fetch metadata; chromium components/variations (X-Client-Data),
 * google_apis/gaia and components/update_client (X-Goog-*); Firebase SDK for Android (X-Firebase-*, X-Android-Cert).
 */
const CREDENTIALS =
  /^request\.(?:header|trailer):(?:cookie|(?:proxy-)?authorization|if-(?:none-)?match|etag|sec-[\w-]+|x-client-data|x-(?:goog|chrome|firebase)-[\w-]+|x-android-cert|x-(?:csrf|xsrf|auth|access|session)[\w-]*|signature(?:-input)?|digest|content-(?:digest|md5)|traceparent|tracestate|baggage)$/;

/** How a part is judged, by its name. */
export function placeOf(part: string, isBulk: boolean): Place {
  if (isBulk) return BODY;

  return CREDENTIALS.test(part) ? CREDENTIAL : HEAD;
}

/** Whether a layer is all that was sent, with nothing taken off it but compression; else it is a value of something. */
export function isWhole(layer: Reached): boolean {
  for (let at: Reached | undefined = layer; at?.step; at = at.parent)
    if (at.kind !== 'whole' || at.content.length < (at.codec?.valueBelow ?? 0)) return false;

  return true;
}
