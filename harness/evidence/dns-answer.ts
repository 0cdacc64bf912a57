import * as z from 'zod';
import type { ReadEntry } from './har-entry.ts';
import { hostOf } from './host-name.ts';

/** The addresses that a DNS resolver gave for a host. */
export interface DnsAnswer {
  /** The host in the question, lower case. */
  name: string;
  /** IPv4 and IPv6 addresses, the latter as in a URL: `[2001:db8::1]`. */
  addresses: readonly string[];
}

/** Characters. Real answers are shorter: a DNS message has at most 64 KiB. */
const LONGEST_ANSWER = 128 * 1024;

/** The answer in a response of DNS over HTTPS, in wire format (RFC 8484) or as JSON; undefined for other responses. */
export function dnsAnswerOf({ response }: ReadEntry): DnsAnswer | undefined {
  const { mimeType = '', text = '', encoding = '' } = response ?? {};
  if (text === '' || text.length > LONGEST_ANSWER || !/^application\/(?:dns-|json)/i.test(mimeType))
    return undefined;
  if (/^application\/dns-message/i.test(mimeType))
    return encoding.toLowerCase() === 'base64' ? answerInMessage(Buffer.from(text, 'base64')) : undefined;

  return answerInJson(text);
}

const TYPE_A = 1;
const TYPE_AAAA = 28;

/** The JSON of Google's and Cloudflare's resolvers. Without a question, the first answer has its name. */
const jsonAnswerSchema = z.object({
  Question: z.tuple([z.object({ name: z.string() })]).optional(),
  Answer: z.array(z.object({ name: z.string().optional(), type: z.number(), data: z.string() })),
});

function answerInJson(text: string): DnsAnswer | undefined {
  if (!text.includes('"Answer"')) return undefined;
  try {
    const { Question: question, Answer: answers } = jsonAnswerSchema.parse(JSON.parse(text));
    const addresses = answers.flatMap(({ type, data }) =>
      type === TYPE_A ? [data] : type === TYPE_AAAA ? [hostOf(`http://[${data}]/`)] : [],
    );

    const name = hostOf(`http://${question?.[0].name ?? answers[0]?.name ?? ''}/`);

    return name === '' ? undefined : { name, addresses };
  } catch {
    return undefined; // Another JSON.
  }
}

/** The answer in a message of RFC 1035. Addresses of aliases (CNAME) belong to the host in the question. */
function answerInMessage(message: Buffer): DnsAnswer | undefined {
  const addresses: string[] = [];
  let name = '';
  try {
    if (message.readUInt16BE(4) !== 1) return undefined;
    let at = 12;
    while (message.readUInt8(at) !== 0) {
      const length = message.readUInt8(at);
      name += `${name === '' ? '' : '.'}${message.toString('latin1', at + 1, at + 1 + length)}`;
      at += 1 + length;
    }
    at += 5; // The end of the name, the type and the class.
    for (let answers = message.readUInt16BE(6); answers > 0; answers--) {
      at = endOfName(message, at);
      const type = message.readUInt16BE(at);
      const length = message.readUInt16BE(at + 8);
      const data = message.subarray(at + 10, at + 10 + length);
      if (type === TYPE_A && length === 4) addresses.push(data.join('.'));
      if (type === TYPE_AAAA && length === 16)
        addresses.push(hostOf(`http://[${data.toString('hex').replaceAll(/(.{4})(?!$)/g, '$1:')}]/`));
      at += 10 + length;
    }
  } catch {
    return undefined; // The message is cut off, or it is not a DNS message.
  }

  return { name: name.toLowerCase(), addresses };
}

/** Where a name ends: after its last label, or after a pointer to an earlier name. */
function endOfName(message: Buffer, from: number): number {
  let at = from;
  for (let length = message.readUInt8(at); length !== 0; length = message.readUInt8(at)) {
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
  }

  return at + 1;
}
