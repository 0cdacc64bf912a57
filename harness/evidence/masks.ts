/**
 * Placeholders with which writers and sanitizers of HARs replace what was sent. Chromium's NetLog, and so WebPageTest:
 * `[134 bytes were stripped]` (net/http/http_log_util.cc). har-sanitizer: `[token redacted]`. sanitizhar: `[sanitized]`.
 * Rails and Sentry: `[FILTERED]`, `[Filtered]`.
 */
const WORDS =
  'redacted|stripped|masked|filtered|scrubbed|saniti[sz]ed|obfuscated|anonymi[sz]ed|censored|elided|withheld|omitted|suppressed|removed|truncated|hidden|deleted|confidential|snipped|not (?:shown|included|recorded|captured|available)';
/** `[token redacted]`, `<REDACTED>`, `{{masked}}`. The brackets contain no quotes, so that JSON does not match. */
const BRACKETED = new RegExp(
  `[[<{]{1,2}[\\w .,:%-]{0,60}?\\b(?:${WORDS})\\b[\\w .,:%-]{0,40}[\\]>}]{1,2}`,
  'i',
);
/** A whole value: `REDACTED`, `(removed)`, `__masked__`, `REDACTED_COOKIE`. */
const BARE =
  /^[^a-z0-9]*(?:redacted|masked|scrubbed|saniti[sz]ed|obfuscated|anonymi[sz]ed|censored)(?:[^a-z0-9]|$)|[^a-z0-9](?:redacted|masked)[^a-z0-9]*$/i;
const CAPITALS = /^\W*(?:REMOVED|OMITTED|FILTERED|STRIPPED|HIDDEN|SECRET|DELETED|TRUNCATED)\W*$/;
/** `***`, also after or before the characters that are kept: `Bearer abc***`. */
const STARS = /\*{3,}|[•●█▒░]{2,}/;
const CROSSES = /^(?:X{4,}|x{5,}|\.{3,}|…)$/;
/** What scripts write for a body that is not text: `[object Blob]`, `[binary data]`. */
const PLACEHOLDER = /^\[object \w+\]$|^[[<(](?:binary|file|blob|stream|raw)\b[^\])>]{0,60}[\])>]$/i;
/** A masked value of a form or of JSON. */
const MASKED_FIELD =
  /[=:]\s{0,3}"?(?:\*{3,}|[[<{(](?:redacted|masked|filtered|removed|hidden|stripped|saniti[sz]ed|omitted)[\]>})]|REDACTED)"?(?:[&,}\]\s]|$)/i;
/** In UTF-16 units. A shorter body may be a placeholder as a whole. */
const LONGEST_PLACEHOLDER = 120;
const SHOWN_LENGTH = 60;

/** The placeholder in a URL, a header or a trailer. */
export function maskIn(value: string): string | undefined {
  if (value.length < 3) return undefined;
  const decoded = value.replaceAll(/%(5B|5D|3C|3E|7B|7D|2A|20)/gi, (escape) => decodeURIComponent(escape));
  const found = BRACKETED.exec(decoded)?.[0] ?? STARS.exec(decoded)?.[0];
  const mask =
    found ??
    decoded
      .split(/[;&=?,\s]+/)
      .map((word) => word.replaceAll(/^["']|["']$/g, ''))
      .find((word) => BARE.test(word) || CAPITALS.test(word) || CROSSES.test(word));

  return mask?.slice(0, SHOWN_LENGTH);
}

/** The placeholder in a body or a WebSocket message: as a whole, or as the value of a field. */
export function maskInBody(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length <= LONGEST_PLACEHOLDER) {
    const isWhole =
      PLACEHOLDER.test(trimmed) || BARE.test(trimmed) || CAPITALS.test(trimmed) || /^\*{3,}$/.test(trimmed);
    const bracketed = BRACKETED.exec(trimmed)?.[0];
    if (isWhole || bracketed === trimmed) return trimmed.slice(0, SHOWN_LENGTH);
  }

  return MASKED_FIELD.exec(text)?.[0].slice(0, SHOWN_LENGTH);
}
