/**
 * Placeholders with which writers and sanitizers of HARs replace what was sent. Chromium's NetLog, and so WebPageTest:
 * `[134 bytes were stripped]` (net/http/http_log_util.cc). har-sanitizer: `[token redacted]`. sanitizhar: `[sanitized]`.
 * Rails and Sentry: `[FILTERED]`, `[Filtered]`.
 */
const WORDS =
  'redacted|stripped|masked|filtered|scrubbed|saniti[sz]ed|obfuscated|anonymi[sz]ed|censored|elided|withheld|omitted|suppressed|removed|truncated|hidden|deleted|confidential|snipped|not (?:shown|included|recorded|captured|available)';
/** `[token redacted]`, `<REDACTED>`, `{{masked}}`. The brackets contain no quotes, so that JSON does not match. */
const IN_BRACKETS = `[[<{]{1,2}[\\w .,:%-]{0,60}?\\b(?:${WORDS})\\b[\\w .,:%-]{0,40}[\\]>}]{1,2}`;
const STRIPPED = '\\b\\d+ bytes? (?:were|was) stripped\\b';
const BRACKETED = new RegExp(`${IN_BRACKETS}|${STRIPPED}`, 'i');
/** A whole value: `REDACTED`, `(masked)`, `__scrubbed__`, `REDACTED_COOKIE`. */
const BARE =
  /^[^a-z0-9]*(?:masked|scrubbed|saniti[sz]ed|obfuscated|anonymi[sz]ed|censored|redacted(?:[_-][\w-]*)?)[^a-z0-9]*$/i;
const CAPITALS = /^\W*(?:REMOVED|OMITTED|FILTERED|STRIPPED|HIDDEN|SECRET|DELETED|TRUNCATED)\W*$/;
/** `***`, also after or before the characters that are kept: `Bearer abc***`. */
const STARS = /\*{3,}|[•●█▒░]{2,}/;
const DOTS = '[[<({]?(?:\\.{3,}|…)[\\])>}]?';
const CROSSES = new RegExp(`^(?:X{4,}|x{5,}|#{4,}|${DOTS})$`);
/** What scripts write for a body that is not text: `[object Blob]`, `[binary data]`. */
const PLACEHOLDER = /^\[object \w+\]$|^[[<(](?:binary|file|blob|stream|raw)\b[^\])>]{0,60}[\])>]$/i;
const MASKED = `(?:${STARS.source}|${IN_BRACKETS}|${STRIPPED}|${DOTS}|REDACTED)`;
/** A masked value of JSON or of a form. */
const MASKED_FIELD = new RegExp(`:\\s{0,3}"${MASKED}"|=${MASKED}(?=[&\\r\\n]|$)`, 'i');
const MASKED_WHOLE = new RegExp(`^${MASKED}$`, 'i');
/** A cheap test that every masked value passes. */
const SUSPECT = new RegExp(`[[<{%•●█▒░…]|\\*{3}|\\.{3}|X{4}|x{5}|#{4}|${WORDS}|secret`, 'i');
/** In UTF-16 units. A shorter body may be a placeholder as a whole. */
const LONGEST_PLACEHOLDER = 120;
const SHOWN_LENGTH = 60;

/** The placeholder in a URL, a header or a trailer. */
export function maskIn(value: string): string | undefined {
  if (value.length < 3 || !SUSPECT.test(value)) return undefined;
  const decoded = decode(value);
  const found = BRACKETED.exec(decoded)?.[0] ?? STARS.exec(decoded)?.[0];
  const mask =
    found ??
    decoded
      .split(/[;&=?,/\s]+/)
      .map((word) => word.replaceAll(/^["']|["']$/g, ''))
      .find((word) => BARE.test(word) || CAPITALS.test(word) || CROSSES.test(word));

  return mask?.slice(0, SHOWN_LENGTH);
}

/** The placeholder in a body or a WebSocket message: as a whole, or as the value of a field. */
export function maskInBody(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length <= LONGEST_PLACEHOLDER) {
    if ([PLACEHOLDER, BARE, CAPITALS, MASKED_WHOLE].some((mask) => mask.test(trimmed)))
      return trimmed.slice(0, SHOWN_LENGTH);
  }

  return MASKED_FIELD.exec(text)?.[0].slice(0, SHOWN_LENGTH);
}

function decode(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // A `%` that encodes nothing, or bytes that are not UTF-8.
  }
}
