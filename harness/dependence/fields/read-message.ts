import {
  type Field,
  type Message,
  MESSAGE_ONLY,
  type RecordedMessages,
  type TimedExchange,
} from '../message.ts';
import { bodyFields, textFields } from './read-fields.ts';

/** Which hosts have a part in the visit itself, and which hosts are one site. */
export interface Sites {
  /** Whether a host is the page's own. */
  isOwn(host: string): boolean;
  /** The registrable domain; undefined for an address. */
  siteOf(host: string): string | undefined;
}

/** Everything of a block that left to others than the pages' own hosts. */
export function messagesOf(recorded: RecordedMessages, block: number, sites: Sites): Message[] {
  const siteOf = (host: string) => sites.siteOf(host) ?? host;
  const messages: Message[] = [];
  let visitedAt = Number.NaN;
  let sentAt = Number.NaN;
  for (const exchange of recorded.exchanges) {
    const at = timeOf(exchange.at);
    if (sites.isOwn(exchange.host)) visitedAt = at;
    else if (exchange.method.toUpperCase() !== 'CONNECT') {
      const times = { afterVisitMs: definedOf(at - visitedAt), afterMessageMs: definedOf(at - sentAt) };
      messages.push(...messagesOfExchange(exchange, { block, site: siteOf(exchange.host), ...times }, sites));
      sentAt = at;
    }
  }
  const names = recorded.names
    .filter(({ name }) => !sites.isOwn(name))
    .map(
      ({ kind, name }): Message => ({
        block,
        host: name,
        site: siteOf(name),
        method: kind.toUpperCase(),
        segments: [],
        fields: [{ path: kind, value: name }],
        bytes: 0,
        afterVisitMs: undefined,
        afterMessageMs: undefined,
      }),
    );

  return [...messages, ...names];
}

function messagesOfExchange(
  exchange: TimedExchange,
  context: Pick<Message, 'block' | 'site' | 'afterVisitMs' | 'afterMessageMs'>,
  sites: Sites,
): Message[] {
  const { host, body, messages } = exchange;
  const url = urlOf(exchange.url);
  const request: Message = {
    ...context,
    host,
    method: exchange.method.toUpperCase(),
    segments: url?.pathname.split('/').slice(1) ?? [],
    fields: [
      { path: 'host', value: url?.host ?? host },
      ...(url ? urlFields(url) : textFields('request.url', exchange.url)),
      ...headerFields(exchange, sites),
      ...bodyFields('request.body', body, headerOf(exchange, 'content-type'), codingsOf(exchange)),
      ...exchange.trailers.flatMap(([name, value]) =>
        textFields(`request.trailer:${name.toLowerCase()}`, value),
      ),
    ],
    bytes: body.length,
  };

  return [
    ...(request.method === MESSAGE_ONLY ? [] : [request]),
    ...messages.map(
      ({ data }): Message => ({
        ...request,
        method: MESSAGE_ONLY,
        fields: bodyFields('websocket', data, '', []),
        bytes: data.length,
      }),
    ),
  ];
}

function definedOf(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function timeOf(at: string | undefined): number {
  return at === undefined ? Number.NaN : Date.parse(at);
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function urlFields({ pathname, search, hash, protocol }: URL): Field[] {
  return [
    { path: 'request.url > scheme', value: protocol },
    ...pathname
      .split('/')
      .slice(1)
      .flatMap((segment, at) => textFields(`request.url > path[${at}]`, segment)),
    ...(search.length > 1 ? textFields('request.url > query', search.slice(1)) : []),
    ...(hash.length > 1 ? textFields('request.url > fragment', hash.slice(1)) : []),
  ];
}

/** Their size is the body's, and their host is a field of its own. */
const REPEATED = new Set(['content-length', 'host', ':authority', ':path', ':method', ':scheme']);
/** Every browser names the page there, whatever its vendor does. */
const OF_PAGE = new Set(['referer', 'origin']);

function headerFields({ headers }: TimedExchange, sites: Sites): Field[] {
  const fields: Field[] = [{ path: 'request.headers', value: headers.map(([name]) => name).join(' ') }];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (REPEATED.has(lower) || (OF_PAGE.has(lower) && isOwnUrl(value, sites))) continue;
    if (lower === 'cookie') fields.push(...cookieFields(value));
    else fields.push(...textFields(`request.header:${lower}`, value));
  }

  return fields;
}

function isOwnUrl(value: string, sites: Sites): boolean {
  return URL.canParse(value) && sites.isOwn(new URL(value).hostname);
}

function cookieFields(value: string): Field[] {
  const pairs = value.split(/; ?/).map((pair) => {
    const at = pair.indexOf('=');

    return at < 0 ? ['', pair] : [pair.slice(0, at), pair.slice(at + 1)];
  });

  return [
    { path: 'request.header:cookie > names', value: pairs.map(([name]) => name).join(' ') },
    ...pairs.flatMap(([name = '', text = '']) => textFields(`request.header:cookie > cookie:${name}`, text)),
  ];
}

function headerOf({ headers }: TimedExchange, name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
}

function codingsOf(exchange: TimedExchange): string[] {
  return headerOf(exchange, 'content-encoding')
    .toLowerCase()
    .split(/\s*,\s*/)
    .filter((coding) => coding !== '' && coding !== 'identity');
}
