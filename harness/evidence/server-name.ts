import type { ReadEntry } from './har-entry.ts';

/** The hosts that a server's certificate is for. */
export interface Certificate {
  /** Lower case; `*.` at the start is a wildcard for one label. */
  names: readonly string[];
  /** The first of the names, without its wildcard. */
  host: string;
  /** Whether the recording has all names. Playwright writes the subject alone, which often is another of the names. */
  isComplete: boolean;
}

/**
 * Names of fields for the server name of the TLS hello: the last part of a dotted name, in lower case, its letters only. HAR 1.2
 * has no such field. Converters copy it from mitmproxy (`server_conn.sni`), Zeek (`server_name`) or Wireshark (`tls.handshake.extensions_server_name`).
 */
const SERVER_NAME = /^(?:(?:tls|ssl|client|server)?sni|(?:tls|ssl)?(?:extensions)?servername)$/;

/**
 * The server name of the TLS hello, from a writer's own field (`_sni`, `_serverName`, `_tls.server_name`, ...) of the entry, its
 * request or its response. If several fields contain different names, the first that is not the URL's host.
 */
export function serverNameOf(entry: ReadEntry, named: string): string | undefined {
  const names = objectsOf(entry)
    .flatMap(Object.entries<unknown>)
    .filter(([key]) => key.startsWith('_'))
    .flatMap(([key, value]) => (isObject(value) ? Object.entries(value) : [[key, value] as const]))
    .flatMap(([key, value]) =>
      isServerNameField(key) && typeof value === 'string' ? hostNameOf(value) : [],
    );

  return names.find((name) => name !== named) ?? names[0];
}

function isServerNameField(key: string): boolean {
  const last = key.slice(key.lastIndexOf('.') + 1);

  return SERVER_NAME.test(last.toLowerCase().replaceAll(/[^a-z]/g, ''));
}

/**
 * The certificate of the server, from `_securityDetails`: Playwright writes `subjectName`; WebPageTest and other tools with
 * Chrome's DevTools protocol also write `sanList` (Network.SecurityDetails). Some write it into the response.
 */
export function certificateOf(entry: ReadEntry): Certificate | undefined {
  const details = objectsOf(entry)
    .map((object) => object['_securityDetails'])
    .find(isObject);
  if (!details) return undefined;
  const { subjectName, sanList } = details;
  const others: unknown[] = Array.isArray(sanList) ? sanList : [];
  const names = [subjectName, ...others].flatMap((name) =>
    typeof name === 'string' ? hostNameOf(name) : [],
  );
  const [first] = names;

  return first === undefined
    ? undefined
    : { names, host: first.replace(/^\*\./, ''), isComplete: others.length > 0 };
}

/** Whether a certificate is for a host. A wildcard covers one label (RFC 9525, section 6.3). */
export function isCoveredBy({ names }: Certificate, host: string): boolean {
  return names.includes(host) || names.includes(host.replace(/^[^.]+/, '*'));
}

/** The objects in which writers put fields of their own. Some converters write an object as a list of one. */
function objectsOf({ raw }: ReadEntry): Record<string, unknown>[] {
  return [raw, raw['request'], raw['response']].flatMap((each): unknown => each).filter(isObject);
}

/** A name with a dot in it, in lower case; none for an address, and for text that is no host name. */
function hostNameOf(value: string): string[] {
  const name = value.trim().toLowerCase().replace(/\.$/, '');

  return /^(?:\*\.)?(?:[\w-]{1,63}\.)+(?!\d+$)[\w-]{2,63}$/.test(name) ? [name] : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
