import { hash } from 'node:crypto';
import { asBuffer, type Content } from '../content.ts';

/** A key as bytes, and how it was made from a value: `hex`, `md5`. */
export interface KeyForm {
  form: string;
  bytes: Buffer;
}

const digest = (name: string, text: Uint8Array) => hash(name, text, 'buffer');
const md5 = (text: Buffer) => digest('md5', text);
const md5Hex = (text: Buffer) => Buffer.from(md5(text).toString('hex'));
const upper = (hex: Buffer) => Buffer.from(hex.toString().toUpperCase());

/** How a value becomes a key, in the order of the attempts. Undefined if a form does not fit. */
const FORMS: Readonly<Record<string, (value: Buffer) => Buffer | undefined>> = {
  text: (value) => value,
  hex: (value) => {
    const text = value.toString();

    return text.length % 2 === 0 && /^[\da-f]+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
  },
  base64: (value) => {
    const text = value.toString();

    return /^[\w+/-]{2,}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  },
  md5,
  'md5-hex': md5Hex,
  'MD5-hex': (value) => upper(md5Hex(value)),
  'md5-hex-16': (value) => md5Hex(value).subarray(0, 16),
  'MD5-hex-16': (value) => upper(md5Hex(value)).subarray(0, 16),
  'md5-hex-middle': (value) => md5Hex(value).subarray(8, 24),
  sha256: (value) => digest('sha256', value),
  'sha256-16': (value) => digest('sha256', value).subarray(0, 16),
};
const STRAIGHT = ['text', 'hex', 'base64'];
const DERIVED = Object.keys(FORMS).filter((form) => !STRAIGHT.includes(form));

/** Keys that are the value as text, or decoded from hex or base64. */
export function keysOf(content: Content, fits: (length: number) => boolean): KeyForm[] {
  return formsOf(content, STRAIGHT).filter(({ bytes }) => fits(bytes.length));
}

/** Keys that are a digest of the value. */
export function derivedKeysOf(content: Content): KeyForm[] {
  return formsOf(content, DERIVED);
}

/** One form of a value, to recreate a key; undefined if the form does not fit. */
export function formOf(content: Content, form: string): Buffer | undefined {
  return FORMS[form]?.(asBuffer(content.bytes));
}

function formsOf(content: Content, names: readonly string[]): KeyForm[] {
  return names.flatMap((form) => {
    const bytes = formOf(content, form);

    return bytes ? [{ form, bytes }] : [];
  });
}
