import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { HarEntry } from '../model/har.ts';
import type { TestClient } from './test-client.ts';
import { counted } from '../model/counted.ts';

/** A request with known values in its URL, a header and its body, and how the recorder answers it. */
export interface SelfTestRequest {
  /** Such as `HTTP/2, answered with 204, binary body`. */
  description: string;
  send: (client: TestClient) => Promise<unknown>;
  /** The sent parts that the recording lacks: `header`, `body (0 of 20 bytes)`. */
  losses: (entries: readonly HarEntry[]) => string[];
}

/** How the recorder answers, by request path. */
export const ANSWERS = { '/200': 200, '/204': 204, '/304': 304, '/large': 200 } as const;
export const LARGE_ANSWER_BYTES = 2 * 1024 * 1024;
const LARGE_BODY_BYTES = 300_000;
const ABORTED_AFTER = 20_000;

const TEXT = 'text/plain; charset=utf-8';
const BINARY = 'application/octet-stream';

/** Requests that must be recorded completely: each protocol with each response and kind of body, WebSockets, aborted uploads. */
export function selfTestRequests(): SelfTestRequest[] {
  const protocols = ['http1', 'http2'] as const;
  const exchanges = protocols.flatMap((protocol) =>
    Object.keys(ANSWERS).flatMap((path) => [
      exchange(protocol, path, 'text body', textBody(), TEXT),
      exchange(protocol, path, 'binary body', binaryBody(200), BINARY),
    ]),
  );
  const larger = protocols.map((protocol) =>
    exchange(protocol, '/204', 'large body', binaryBody(LARGE_BODY_BYTES), BINARY),
  );
  const aborted = protocols.map((protocol) => abortedUpload(protocol));

  return [...exchanges, ...larger, plainExchange(), ...aborted, webSocket()];
}

const NAMES = { http1: 'HTTP/1.1', http2: 'HTTP/2' };

function exchange(
  protocol: 'http1' | 'http2',
  path: string,
  kind: string,
  body: Buffer,
  type: string,
): SelfTestRequest {
  const [inUrl, inHeader] = [token(), token()];
  const url = `https://${token()}.example${path}?planted=${inUrl}`;

  return {
    description: `${NAMES[protocol]}, answered with ${path.slice(1)}, ${kind}`,
    send: (client) =>
      client[protocol]({
        url,
        method: 'POST',
        headers: { 'content-type': type, 'x-planted': inHeader },
        body,
      }),
    losses: (entries) => lossesOf(entries, inUrl, inHeader, body),
  };
}

function plainExchange(): SelfTestRequest {
  const [inUrl, inHeader, body] = [token(), token(), textBody()];
  const url = `http://${token()}.example/204?planted=${inUrl}`;

  return {
    description: 'HTTP/1.1 without TLS, answered with 204, text body',
    send: (client) =>
      client.http1({ url, method: 'POST', headers: { 'content-type': TEXT, 'x-planted': inHeader }, body }),
    losses: (entries) => lossesOf(entries, inUrl, inHeader, body),
  };
}

function abortedUpload(protocol: 'http1' | 'http2'): SelfTestRequest {
  const [inUrl, inHeader, body] = [token(), token(), binaryBody(2 * ABORTED_AFTER)];
  const url = `https://${token()}.example/200?planted=${inUrl}`;

  return {
    description: `${NAMES[protocol]}, aborted in the middle of the body`,
    send: (client) =>
      client[protocol]({
        url,
        method: 'POST',
        headers: { 'x-planted': inHeader },
        body,
        abortAfter: ABORTED_AFTER,
      }),
    losses: (entries) => lossesOf(entries, inUrl, inHeader, body.subarray(0, ABORTED_AFTER)),
  };
}

function webSocket(): SelfTestRequest {
  const [inUrl, inHeader, text, bytes] = [token(), token(), `text ${token()} é`, binaryBody(100)];
  const url = `wss://${token()}.example/socket?planted=${inUrl}`;

  return {
    description: 'WebSocket',
    send: (client) => client.webSocket(url, { 'x-planted': inHeader }, [text, bytes]),
    losses(entries) {
      const sent = entries
        .flatMap((entry) => entry._webSocketMessages ?? [])
        .filter((message) => message.type === 'send');

      return [
        ...lossesOf(entries, inUrl, inHeader, Buffer.alloc(0)),
        ...(sent.some((message) => message.opcode === 1 && message.data === text) ? [] : ['text message']),
        ...(sent.some((message) => message.opcode === 2 && Buffer.from(message.data, 'base64').equals(bytes))
          ? []
          : ['binary message']),
      ];
    },
  };
}

function lossesOf(entries: readonly HarEntry[], inUrl: string, inHeader: string, body: Buffer): string[] {
  const entry = entries.find(({ request }) => request.url.endsWith(`planted=${inUrl}`));
  if (!entry) return ['the whole exchange'];
  const { headers, postData } = entry.request;
  const recorded = Buffer.from(postData?.text ?? '', postData?.encoding ?? 'utf8');

  return [
    ...(headers.some(({ name, value }) => name === 'x-planted' && value === inHeader) ? [] : ['header']),
    ...(recorded.equals(body) ? [] : [`body (${recorded.length} of ${counted(body.length, 'byte')})`]),
  ];
}

function token(): string {
  return `p${randomBytes(9).toString('hex')}`;
}

function textBody(): Buffer {
  return Buffer.from(`{"planted":"${token()}","é":"\\/"}`, 'utf8');
}

/** Bytes that are not valid UTF-8. */
function binaryBody(length: number): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0x00, 0xfe]), randomBytes(length - 3)]);
}
