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
  const changed = before.map((pair) => rewritePair(pair, inner));
  const after = withChecksums(before, withMistatEncryption(before, changed, inner));

  return after.map(({ raw }) => raw).join('&');
}

function pairOf(raw: string): Pair {
  const equals = raw.indexOf('=');
  if (equals < 0) return { name: raw, raw, value: undefined };

  return { name: raw.slice(0, equals), raw, value: decodeValue(raw.slice(equals + 1)) };
}

function rewritePair(pair: Pair, inner: () => Rewriter): Pair {
  if (pair.value === undefined || pair.value === '') return pair;
  const changed = inner().text(pair.value);

  return changed === pair.value ? pair : withValue(pair, changed);
}

/** A pair with a new value, escaped like the old one: spaces as plus if they were, and the same characters escaped. */
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
    return ''; // One byte of a multi-byte character.
  }
}

function decodeValue(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return raw; // A lone percent sign is text.
  }
}

/** Recomputes fields that were checksums of other fields: with a wrong checksum the SDK would not be recognized. */
function withChecksums(before: readonly Pair[], after: readonly Pair[]): Pair[] {
  return after.map((pair, at) => {
    const checksum = before[at]?.value;
    if (checksum === undefined || checksum === '' || pair.value !== checksum) return pair;
    for (const [index, { value: oldValue }] of before.entries()) {
      const newValue = after[index]?.value;
      if (index === at || oldValue === undefined || newValue === undefined || newValue === oldValue) continue;
      const checksumOf = CHECKSUMS.find((algorithm) => algorithm(oldValue) === checksum);
      if (checksumOf) return withValue(pair, checksumOf(newValue));
    }

    return pair;
  });
}

const hexDigest = (name: string) => (text: string) => createHash(name).update(text).digest('hex');
const CHECKSUMS: readonly ((text: string) => string)[] = [
  (text) => String(javaHashCode(text)),
  (text) => String(crc32(Buffer.from(text))),
  (text) => crc32(Buffer.from(text)).toString(16),
  hexDigest('md5'),
  hexDigest('sha1'),
  hexDigest('sha256'),
];

/** Rewrites MiStat's encrypted field. Its key is made of fields of the same form; one of them is the device's id. */
function withMistatEncryption(
  before: readonly Pair[],
  after: readonly Pair[],
  inner: () => Rewriter,
): Pair[] {
  const oldKey = keyOf(before);
  const newKey = keyOf(after);
  if (oldKey === undefined || newKey === undefined) return [...after];

  return after.map((pair) => {
    if (pair.name !== 'stat_value' || !/^(?:[0-9a-f]{32})+$/i.test(pair.value ?? '')) return pair;
    const plain = decrypt(Buffer.from(pair.value ?? '', 'hex'), oldKey);
    if (!plain) return pair;
    const cipher = createCipheriv('aes-128-ecb', Buffer.from(newKey, 'ascii'), null);
    const encrypted = Buffer.concat([cipher.update(inner().bytes(plain)), cipher.final()]);

    return withValue(pair, encrypted.toString('hex'));
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
    return undefined; // Encrypted with another key, or not by MiStat.
  }
}
