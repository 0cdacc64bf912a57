import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { readDnsMessage } from './dns-message.ts';

/** Bytes of a message: a header, and a question for the root. */
const SHORTEST = 17;
/** Over TCP, the length of a message has two bytes. */
const LONGEST = 0xffff;

/**
 * DNS messages, as in DNS over HTTPS: each name with its labels joined, and the data of records and EDNS options. Messages
 * with the length prefix of TCP (DNS over TLS) can follow each other.
 */
export const dns: Codec = {
  name: 'dns',
  kind: 'structure',
  reads: 'bytes',
  open({ content }) {
    if (content.length < SHORTEST || content.isText) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const layers = bytes.length > LONGEST ? undefined : read(bytes, 0, 'dns');

    return { layers: layers ?? readFramed(bytes) };
  },
};

/** Messages that each have a length prefix and fill the bytes together. Source: RFC 1035, section 4.2.2. */
function readFramed(bytes: Buffer): Layer[] {
  const layers: Layer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0;
    if (size < SHORTEST || at + 2 + size > bytes.length) return [];
    const message = read(bytes.subarray(at + 2, at + 2 + size), at + 2, `dns[${index}]`);
    if (!message) return [];
    layers.push(...message);
    at += 2 + size;
  }

  return layers;
}

function read(message: Uint8Array, offset: number, name: string): Layer[] | undefined {
  return readDnsMessage(message)?.map(({ label, bytes, at }) => ({
    step: `${name}:${label}`,
    content: Content.ofBytes(bytes),
    offset: offset + at,
    sure: true,
  }));
}
