import { isDeepStrictEqual } from 'node:util';
import type { OriginRequest } from '../../../model/origin.ts';
import type { PacketRecord } from '../../device.ts';
import { readDnsQuestion } from '../../net/dns-message.ts';

/** The page that releases of the proving ground visit in these tests, and its host. */
export const VISITED = 'https://abcdefghijkl.example/path/to?q=mnopqrstuvwx';
export const VISITED_HOST = 'abcdefghijkl.example';
export const VISITED_TITLE = 'A page';

/** The traffic of a release in the common scenario: consent, a private visit, HOME and back, its end, a relaunch. */
export interface ScenarioTraffic {
  requests: OriginRequest[];
  packets: readonly PacketRecord[];
  /** WebSocket messages and requests, in the order of sending. */
  messages: readonly ReceivedMessage[];
}

/** What a receiver reads of a request or of a WebSocket message. */
export interface ReceivedMessage {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** What must be true of the traffic of a release. */
export type Claim = (traffic: ScenarioTraffic) => boolean;

/** A request as a claim reads it. */
export interface SentRequest {
  url: URL;
  body: Buffer;
  /** The body, parsed as JSON. */
  json: () => Record<string, unknown>;
  /** Value of a header, by its name in lower case; empty if it was not sent. */
  header: (name: string) => string;
}

/** A host received a text, as it is. */
export function reports(host: string, content = VISITED): Claim {
  return ({ requests }) => requestsTo(requests, host).some((each) => textOf(each).includes(content));
}

/** A host received at least so many requests, none of which has the visited host as it is. */
export function sendsOpaque(host: string, times: number): Claim {
  return ({ requests }) => {
    const sent = requestsTo(requests, host);

    return sent.length >= times && !sent.some(namesVisitedHost);
  };
}

/** A packet with these properties left the handset. */
export function sends(expected: Partial<PacketRecord>): Claim {
  return ({ packets }) =>
    packets.some((packet) =>
      Object.entries(expected).every(([key, value]) => packet[key as keyof PacketRecord] === value),
    );
}

/** A request with this path was sent, and none has the visited address as it is. */
export function onlyRequests(path: string): Claim {
  return ({ requests }) =>
    requests.some((each) => each.url.includes(path)) &&
    !requests.some((each) => textOf(each).includes(VISITED));
}

/** No request has the visited host as it is. */
export const hidesUrl: Claim = ({ requests }) => !requests.some(namesVisitedHost);

/** The requests to `NAME.collector.example` and its subdomains give `expected` if they are read by `read`. */
export function recovers(
  name: string,
  read: (sent: readonly SentRequest[]) => unknown,
  expected: unknown = VISITED,
): Claim {
  return ({ requests }) => {
    const host = `${name}.collector.example`;
    const sent = requests.filter(({ url }) => `.${new URL(url).hostname}`.endsWith(`.${host}`));

    return sent.length > 0 && isDeepStrictEqual(read(sent.map(sentRequest)), expected);
  };
}

/** A resolver was asked for a name by DNS over HTTPS with GET. */
export function asksOverHttps(server: string, name: string): Claim {
  return ({ requests }) =>
    requests.some(({ url }) => {
      const [address, dns] = url.split('?dns=');

      return address === server && readDnsQuestion(Buffer.from(dns ?? '', 'base64url'))?.name === name;
    });
}

/** The URL and the body of a request, one character for each byte. */
export function textOf({ url, body }: OriginRequest): string {
  return `${url} ${Buffer.from(body).toString('latin1')}`;
}

function sentRequest({ url, headers, body }: OriginRequest): SentRequest {
  const bytes = Buffer.from(body);

  return {
    url: new URL(url),
    body: bytes,
    json: () => JSON.parse(bytes.toString()) as Record<string, unknown>,
    header: (name) => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '',
  };
}

function requestsTo(requests: readonly OriginRequest[], host: string): OriginRequest[] {
  return requests.filter((each) => new URL(each.url).hostname === host);
}

function namesVisitedHost(request: OriginRequest): boolean {
  return textOf(request).includes('abcdefghijkl');
}
