import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { crc32, javaHashCode, mistatKey } from '../detect/formats.ts';
import type { Rewriter } from './rewriter.ts';

const FORM = /^\??[^\s=&/?"'<>{}]{1,200}=[^\s"<>]*$/;
const URL_WITH_QUERY = /^([a-z][\w+.-]*:\/\/[^\s?#]*)\?([^\s#]*)(#\S*)?$/i;

/** Rewrites the values of a form or of a URL's query; undefined where the text is neither. */
export function rewriteForm(text: string, inner: () => Rewriter): string | undefined {
  const url = URL_WITH_QUERY.exec(text);
  if (url) {
    const [, before = '', query = '', fragment = ''] = url;

    return `${before}?${rewritePairs(query, inner)}${fragment}`;
  }

  return FORM.test(text) ? rewritePairs(text, inner) : undefined;
}

interface Pair {
  name: string;
  raw: string;
  /** Decoded; undefined where the pair has no value. */
  value: string | undefined;
}

function rewritePairs(text: string, inner: () => Rewriter): string {
  const before = text.split('&').map(pairOf);
  const changed = before.map((pair) => changedPair(pair, inner));
  const after = withChecksums(before, withMistat(before, changed, inner));

  return after.map(({ raw }) => raw).join('&');
}

function pairOf(raw: string): Pair {
  const equals = raw.indexOf('=');
  if (equals < 0) return { name: raw, raw, value: undefined };

  return { name: raw.slice(0, equals), raw, value: decoded(raw.slice(equals + 1)) };
}

function changedPair(pair: Pair, inner: () => Rewriter): Pair {
  if (pair.value === undefined || pair.value === '') return pair;
  const changed = inner().text(pair.value);

  return changed === pair.value ? pair : withValue(pair, changed);
}

/** Escaped as before: spaces as plus where they were, and the same characters escaped. */
function withValue(pair: Pair, value: string): Pair {
  const old = pair.raw.slice(pair.name.length + 1);
  const isEscaped = old.includes('%') || old.includes('+');
  const plain = new Set([...old].filter((character) => /[!'()*:@,/~+=]/.test(character)));
  const escaped = encodeURIComponent(value).replaceAll(/%[0-9A-F]{2}/g, (code) => {
    const character = decodeURIComponentSafely(code);

    return character !== '+' && plain.has(character) ? character : code;
  });
  const text = old.includes('+') ? escaped.replaceAll('%20', '+') : escaped;

  return { name: pair.name, raw: `${pair.name}=${isEscaped || text !== value ? text : value}`, value };
}

function decodeURIComponentSafely(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return ''; // A byte of a longer character.
  }
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return raw; // A lone percent sign is text.
  }
}

/** Recomputes a field that was the checksum of another, or the SDK would no longer be recognized. */
function withChecksums(before: readonly Pair[], after: readonly Pair[]): Pair[] {
  return after.map((pair, at) => {
    const checksum = before[at]?.value;
    if (checksum === undefined || checksum === '' || pair.value !== checksum) return pair;
    for (const [other, { value: old }] of before.entries()) {
      const now = after[other]?.value;
      if (other === at || old === undefined || now === undefined || now === old) continue;
      const made = CHECKSUMS.find((each) => each(old) === checksum);
      if (made) return withValue(pair, made(now));
    }

    return pair;
  });
}

const hashed = (name: string) => (text: string) => createHash(name).update(text).digest('hex');
const CHECKSUMS: readonly ((text: string) => string)[] = [
  (text) => String(javaHashCode(text)),
  (text) => String(crc32(Buffer.from(text))),
  (text) => crc32(Buffer.from(text)).toString(16),
  hashed('md5'),
  hashed('sha1'),
  hashed('sha256'),
];

/** MiStat encrypts with a key made of fields of the same form; one of them is the device's id. */
function withMistat(before: readonly Pair[], after: readonly Pair[], inner: () => Rewriter): Pair[] {
  const oldKey = keyOf(before);
  const newKey = keyOf(after);
  if (oldKey === undefined || newKey === undefined) return [...after];

  return after.map((pair) => {
    if (pair.name !== 'stat_value' || !/^(?:[0-9a-f]{32})+$/i.test(pair.value ?? '')) return pair;
    const plain = decrypt(Buffer.from(pair.value ?? '', 'hex'), oldKey);
    if (!plain) return pair;
    const cipher = createCipheriv('aes-128-ecb', Buffer.from(newKey, 'ascii'), null);
    const closed = Buffer.concat([cipher.update(inner().bytes(plain)), cipher.final()]);

    return withValue(pair, closed.toString('hex'));
  });
}

function keyOf(pairs: readonly Pair[]): string | undefined {
  const [appId, appKey, device] = ['app_id', 'app_key', 'device_id'].map(
    (name) => pairs.find((pair) => pair.name === name)?.value,
  );

  return appId === undefined || appKey === undefined || device === undefined
    ? undefined
    : mistatKey(appId, appKey, device);
}

function decrypt(bytes: Uint8Array, key: string): Buffer | undefined {
  try {
    const cipher = createDecipheriv('aes-128-ecb', Buffer.from(key, 'ascii'), null);

    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  } catch {
    return undefined; // Another key, or no MiStat.
  }
}
