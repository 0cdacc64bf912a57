import type { Reached } from '../search.ts';

/**
 * Limits for values in one place of an exchange. A value below `values`, or as long as a digest, is not reported as
 * opaque.
 */
export interface Place {
  /** Minimum size in bytes of an undecoded value that could hide a canary. */
  values: number;
  /** The same for a layer that is the whole part, compressed or not. */
  whole: number;
}

/** A body or a message: an SDK chooses its content. An encrypted host and path has 24 bytes or more. */
const BODY: Place = { values: 24, whole: 16 };
/** URLs and headers: servers issue tokens of up to 47 bytes there, and clients send them back. */
const HEAD: Place = { values: 48, whole: 48 };
/**
 * Where clients return a server's own token: session cookies, signed tokens, entity tags. Also headers that browsers
 * fill.
 */
const CREDENTIAL: Place = { values: 512, whole: 512 };

/**
 * Headers that return a server's value, or that a browser fills.
 * Sources: RFC 6265, 9110, 9421; W3C trace-context and Fetch metadata; chromium components/variations (X-Client-Data),
 * google_apis/gaia and components/update_client (X-Goog-*); Firebase SDK for Android (X-Firebase-*, X-Android-Cert).
 */
const CREDENTIALS =
  /^request\.(?:header|trailer):(?:cookie|(?:proxy-)?authorization|if-(?:none-)?match|etag|sec-[\w-]+|x-client-data|x-(?:goog|chrome|firebase)-[\w-]+|x-android-cert|x-(?:csrf|xsrf|auth|access|session)[\w-]*|signature(?:-input)?|digest|content-(?:digest|md5)|traceparent|tracestate|baggage)$/;

/** The limits for a part, by its name. */
export function placeOf(part: string, isBulk: boolean): Place {
  if (isBulk) return BODY;

  return CREDENTIALS.test(part) ? CREDENTIAL : HEAD;
}

/** Whether a layer is everything that was sent, decoded only as a whole. Otherwise it is one value of a message. */
export function isWhole(layer: Reached): boolean {
  for (let at: Reached | undefined = layer; at?.step; at = at.parent)
    if (at.kind !== 'whole' || at.content.length < (at.codec?.valueBelow ?? 0)) return false;

  return true;
}
