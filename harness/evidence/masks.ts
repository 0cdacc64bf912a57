/**
 * Placeholders with which writers and sanitizers of HARs replace what was sent. Chromium's NetLog, and so WebPageTest:
 * `[134 bytes were stripped]` (net/http/http_log_util.cc). The har-sanitizers of Google and Cloudflare: `[token redacted]`.
 * sanitizhar: `[sanitized]`. Rails and Sentry: `[FILTERED]`, `[Filtered]`. docs/recordings.md has the table of what is a placeholder in which place.
 */

/** Words that hardly anybody but a sanitizer puts in brackets. */
const CLEAR =
  'redacted|stripped|masked|scrubbed|saniti[sz]ed|truncated|obfuscated|anonymi[sz]ed|censored|elided|withheld';
/** Words that others also put in brackets, such as forums: `[deleted]`. */
const DOUBTFUL =
  'filtered|omitted|suppressed|removed|hidden|deleted|confidential|snipped|secret|private|sensitive|protected|cleared|dropped|mask|not (?:shown|included|recorded|captured|available|exported)';
/** A clear word in brackets. No quotes, so that JSON does not match. In parentheses only after dots: `abc... (truncated)`. */
const BRACKETED_CLEAR_WORD = new RegExp(
  `(?:\\[|<(?!/)|\\{\\{|(?:\\.{3}|…)\\s?\\()[\\w .,:/%+*-]{0,60}?(?<![a-z])(?:${CLEAR})(?![a-z])[\\w .,:/%+*-]{0,40}[\\]>)}]{1,2}`,
  'gi',
);
const STRIPPED_BYTES = /\d{1,12} bytes? (?:were|was) stripped\b/;
/** Cloudflare's HAR sanitizer replaces the signature of a JSON Web Token. */
const REDACTED_JWT = /\bey[\w=-]{8,}\.ey[\w=-]{8,}\.redacted(?![\w-])/;
/** `filter[masked]=1`: the brackets belong to the name of a field. */
const NAME_BEFORE = /[\w\]]$/;
const NAME_AFTER = /^\s?[=[]/;

const BRACKETED_DOTS = /^[[<({]{1,2}\s?(?:\.{3,}|…)\s?[\])>}]{1,2}$/;
const WORD = `(?:(?:[\\w-]+ ){0,3}(?:${CLEAR})|${DOUBTFUL})`;
/** `[removed]`, `<hidden>`, `{{masked}}`, `{token redacted}` */
const BRACKETED_WORD = new RegExp(`^[[<{]{1,2}\\s?${WORD}\\s?[\\]>}]{1,2}$`, 'i');
/** In a header, any words: `<token>`, `(not set)`, `{{ _.token }}`, `${TOKEN}`. */
const BRACKETED_WORDS =
  /^(?:\[{1,2}|<{1,2}|\(|\$?\{{1,2})\s*[\p{L}_][\p{L}\d_ .:%-]{0,80}(?:\]{1,2}|>{1,2}|\)|\}{1,2})$/u;
const VARIABLE = /^\$[A-Z][A-Z_]{2,}$/;
const ORDINARY_IN_BRACKETS = /^\W*(?:true|false|null|none)\W*$/i;
/** What Google Analytics writes into cookies for the source of a visit. */
const ORDINARY_IN_COOKIE = /^\((?:direct|organic|referral|not provided|not set)\)$/i;
/** `***`, also after or before the characters that are kept: `abc***`. */
const STARS = /\*{3,}|[•●█▒░]{2,}/;
const STARRED = new RegExp(`^[\\w.@*-]{0,40}(?:${STARS.source})[\\w.@*-]{0,40}$`);
/** One sign again and again, also in groups: `xxxx`, `-----`, `xxxxx.yyyyy.zzzzz`. */
const ONE_SIGN = /^(?:([*•●█▒░])\1+|([-_xX#?.])\2{3,}|(?:([xyzXYZ#])\3{2,}(?!\3)[._-]*){2,})$/;
/** A whole value: `__scrubbed__`, `--redacted--`. */
const BARE_WORD =
  /^[^a-z0-9]*(?:redacted|masked|scrubbed|saniti[sz]ed|obfuscated|anonymi[sz]ed|censored)[^a-z0-9]*$/i;
/** `REDACTED`, `%%REDACTED%%`, `XXX-REDACTED-XXX`, `REDACTED_BY_CHARLES` */
const BARE_CAPITALS = /^\W*(?:[A-Z0-9]+[_-])*_*REDACTED_*(?:[_:-][A-Z0-9]+)*\W*$/;
const BARE_LABEL = /^redacted[:_]\w+$/i;
const CAPITALS_IN_HEADER = /^\W*(?:REMOVED|OMITTED|FILTERED|STRIPPED|HIDDEN|SECRET|DELETED|TRUNCATED)\W*$/;
/** What scripts write for a body that is not text: `[object Blob]`, `[binary data]`. */
const NOT_TEXT = /^\[object \w+\]$|^[[<(](?:binary|file|blob|stream|raw)\b[^\])>]{0,60}[\])>]$/i;
/** Text that was cut: `eyJhbGci…`, `abc...xyz`. Sentences have spaces, and paths have slashes. */
const CUT = /^[^\s/]*(?:\.{3,}|…)[^\s/]*$/;
/** Letters and three dots end a search such as `q=hmm...`. */
const CUT_IN_URL = /[^\s.](?:\.{3}|…)$/;
const LETTERS_AND_DOTS = /^\p{L}+\.{3,}$/u;

const CROSSES = /^X{4,}$/;
const CROSSES_IN_HEADER = /^(?:X{4,}|x{5,}|\*{2,}|#{4,})$/;

/** What may be a field of a body as a whole; `isField` compares what is around it. */
const WORD_IN_FIELD = new RegExp(`[[<({]{1,2}\\s?${WORD}\\s?[\\])>}]{1,2}`, 'gi');
const BARE_IN_FIELD = /[_*]{0,8}redacted[_*]{0,8}/gi;
const SIGNS_IN_FIELD = /\*{3,}|[•●█▒░]{2,}|X{4,}|[[<({]{1,2}(?:\.{3,}|…)[\])>}]{1,2}/g;
/** Percent escapes are decoded only where a form has a placeholder in brackets. */
const ENCODED_BRACKETS = new RegExp(
  `%(?:5b|3c|7b)[\\w .,:%+*-]{0,60}?(?:\\.{3}|%e2%80%a6|${CLEAR}|${DOUBTFUL.replaceAll(' ', '%20')})`,
  'i',
);
/** Cheap tests that every text with such a placeholder passes. */
const HAS_BARE = /redacted/i;
const HAS_SIGNS = /\*\*\*|[•●█▒░]{2}|XXXX|\.\.\.[\])>}]|…[\])>}]/;
const FIELD_START = /(?:[=>]|[:,[=]\s{0,3}\\*["'])([\w.@*-]{0,40})$/;
const FIELD_END = /^([\w.@*-]{0,40})(?:\\*["'](?!\s?:)|[\r\n<&]|$)/;
/** A cheap test that every placeholder of a URL passes. */
const SUSPECT_IN_URL = /[[<{%*•●█▒░…]|\.{3}|REDACTED|stripped|\.redacted/;
const URL_OR_PATH = /^(?:[a-z][\w+.-]*:\/)?\//i;
const SCHEME = /^(?:basic|bearer|digest|negotiate|ntlm|token|api-?key|key|oauth|hawk)\s+/i;
/** In UTF-16 units. A shorter body may be a placeholder as a whole. */
const LONGEST_PLACEHOLDER = 120;
const CONTEXT_LENGTH = 64;
/** An element of HTML or XML that ends later than this is not recognized as one. */
const LONGEST_ELEMENT = 2000;
const SHOWN_LENGTH = 60;

/** The placeholder in a URL: in brackets or capitals, as a whole segment of the path or a whole value of the query; or its cut end. */
export function maskInUrl(url: string): string | undefined {
  if (!SUSPECT_IN_URL.test(url)) return undefined;
  const decoded = decode(url);
  const units = url
    .split(/[/?#&;]/)
    .map((unit) => decode(unit.slice(unit.indexOf('=') + 1).replaceAll('+', ' ')));
  const last = units.at(-1) ?? '';
  const isCut = CUT_IN_URL.test(last) && !/\s/.test(last) && !LETTERS_AND_DOTS.test(last);

  return shown(
    bracketedIn(decoded) ??
      units.find((unit) => STARS.test(unit) || isWholeMask(unit)) ??
      (isCut ? last : undefined),
  );
}

/** The placeholder in a header, a cookie or a trailer: as a whole value, also after `Bearer`, or as the value of one cookie. */
export function maskInHeader(name: string, value: string): string | undefined {
  const text = value.trim().replace(SCHEME, '');
  if (text.length < 2) return undefined;
  const decoded = unquoted(decode(text));
  if (URL_OR_PATH.test(decoded)) return maskInUrl(text);
  const anywhere = bracketedIn(decoded) ?? STARS.exec(decoded)?.[0];
  if (anywhere !== undefined) return shown(anywhere);
  if (isHeaderMask(decoded) || isBracketedWords(decoded)) return shown(decoded);
  const isCookie = /^cookie$/i.test(name);

  return shown(valuesIn(text, isCookie).find(isCookie ? isCookieMask : isParameterMask));
}

/** The placeholder in a body, in a field of a form, or in a WebSocket message: in brackets, as a whole, or as the value of a field. */
export function maskInBody(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length <= LONGEST_PLACEHOLDER) {
    if (isWholeMask(trimmed) || [STARRED, NOT_TEXT, BARE_WORD, CROSSES].some((mask) => mask.test(trimmed)))
      return shown(trimmed);
  }
  const decoded = text.includes('%') && ENCODED_BRACKETS.test(text) ? decode(text) : text;

  return shown(bracketedIn(decoded) ?? fieldIn(decoded));
}

/** A placeholder as a whole, in every place. */
function isWholeMask(text: string): boolean {
  return [BRACKETED_WORD, BRACKETED_DOTS, BARE_CAPITALS].some((mask) => mask.test(text));
}

/** A placeholder as a whole value of a header or cookie, which contain no prose. */
function isHeaderMask(text: string): boolean {
  return (
    isWholeMask(text) ||
    [ONE_SIGN, BARE_WORD, BARE_LABEL, CAPITALS_IN_HEADER, VARIABLE].some((mask) => mask.test(text)) ||
    (/\.{3}|…/.test(text) && CUT.test(text))
  );
}

/** The values of cookies, or of the parameters of another header. */
function valuesIn(header: string, isCookie: boolean): string[] {
  return header
    .split(isCookie ? /;\s*/ : /[;,&]\s*/)
    .filter((part) => part.includes('=') || part !== header)
    .map((part) => unquoted(decode(part.slice(part.indexOf('=') + 1))));
}

function isCookieMask(text: string): boolean {
  if (URL_OR_PATH.test(text)) return maskInUrl(text) !== undefined;

  return isHeaderMask(text) || (isBracketedWords(text) && !ORDINARY_IN_COOKIE.test(text));
}

function isParameterMask(text: string): boolean {
  return isWholeMask(text) || [CROSSES_IN_HEADER, CAPITALS_IN_HEADER].some((mask) => mask.test(text));
}

function isBracketedWords(text: string): boolean {
  return BRACKETED_WORDS.test(text) && !ORDINARY_IN_BRACKETS.test(text);
}

/** A clear word in brackets, anywhere: `[token redacted]`, `<REDACTED>`, `[134 bytes were stripped]`. */
function bracketedIn(text: string): string | undefined {
  for (const { 0: mask, index } of text.matchAll(BRACKETED_CLEAR_WORD)) {
    const { before, after } = contextOf(text, mask, index);
    const isName = mask.startsWith('[') && NAME_BEFORE.test(before) && NAME_AFTER.test(after);
    const element = /^<[\w-]+/.exec(mask)?.[0];
    const isElement =
      element !== undefined &&
      text.slice(index, index + LONGEST_ELEMENT).includes(element.replace('<', '</'));
    if (!isName && !isElement) return mask;
  }

  if (text.includes('.redacted')) return REDACTED_JWT.exec(text)?.[0];

  return text.includes(' stripped') ? STRIPPED_BYTES.exec(text)?.[0] : undefined;
}

/** A placeholder that is the whole value of a field: of JSON, also in a string of JSON; of XML; of a form; of multipart. */
function fieldIn(text: string): string | undefined {
  const found = [
    ...text.matchAll(WORD_IN_FIELD),
    ...(HAS_BARE.test(text) ? text.matchAll(BARE_IN_FIELD) : []),
    ...(HAS_SIGNS.test(text) ? text.matchAll(SIGNS_IN_FIELD) : []),
  ];

  return found.find(({ 0: mask, index }) => isField(text, mask, index))?.[0];
}

/** Whether a placeholder is a whole field, or a word in a whole line. Only stars keep some of the characters: `****1234`. */
function isField(text: string, mask: string, index: number): boolean {
  const { before, after } = contextOf(text, mask, index);
  if (/[a-z]{3}/i.test(mask) && !CROSSES.test(mask) && before.endsWith('\n') && /^\r?\n/.test(after))
    return true;
  const start = FIELD_START.exec(before);
  const end = FIELD_END.exec(after);

  return start !== null && end !== null && (STARS.test(mask) || `${start[1]}${end[1]}` === '');
}

function contextOf(text: string, found: string, index: number): { before: string; after: string } {
  const end = index + found.length;

  return {
    before: text.slice(Math.max(0, index - CONTEXT_LENGTH), index),
    after: text.slice(end, end + CONTEXT_LENGTH),
  };
}

function unquoted(text: string): string {
  return text.trim().replaceAll(/^["']|["']$/g, '');
}

function shown(mask: string | undefined): string | undefined {
  return mask?.slice(0, SHOWN_LENGTH);
}

/** Decodes percent escapes of UTF-8, and leaves all others as they are. */
function decode(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes; // Bytes that are not UTF-8.
    }
  });
}
