import { isIP } from 'node:net';
import type { Exchange } from '../model/exchange.ts';
import type { ReadEntry } from './har-entry.ts';
import { hostOf, isName } from './host-name.ts';
import { certificateOf, isCoveredBy, serverNameOf } from './server-name.ts';

/** Who received a request, and what names the recipient. */
export type Recipient = Pick<Exchange, 'host' | 'via' | 'byHostHeader'>;

/** What earlier entries of a recording say about the connection of an entry. */
export interface KnownConnection {
  /** The host or address for which a CONNECT request opened the connection. */
  tunnel?: string | undefined;
  /** The addresses in recorded DNS answers, by host. */
  addresses?: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Who received a request. The tunnel names the recipient, otherwise the server name of the TLS hello, the host of the URL, the
 * server's certificate, the header `:authority` or `Host`, the IP address. `byHostHeader` is set if only that header names
 * it, and no recorded DNS answer agrees or disagrees. Each rule is in docs/detection.md.
 */
export function recipientOf(entry: ReadEntry, { tunnel, addresses }: KnownConnection = {}): Recipient {
  const named = hostInUrl(entry.request);
  if (entry.marks) return recordedRecipient(named, entry.marks.via);
  const connection = tunnel !== undefined && isName(tunnel) ? tunnel : serverNameOf(entry, named);
  if (connection !== undefined)
    return connection === named ? { host: named } : { host: connection, via: connection };
  const certificate = certificateOf(entry);
  if (isName(named) && tunnel === undefined)
    return certificate?.isComplete && !isCoveredBy(certificate, named)
      ? { host: certificate.host, via: certificate.host }
      : { host: named };
  const names = isName(named) ? new Set([named]) : namesInHeaders(entry.request);
  const [name] = names;
  if (certificate)
    return name !== undefined && isCoveredBy(certificate, name)
      ? { host: name }
      : { host: certificate.host, via: certificate.host };
  const address = tunnel ?? (named || addressOf(entry));

  if (name === undefined || names.size > 1) return { host: address };
  const resolved = addresses?.get(name);
  if (resolved) return resolved.has(address) ? { host: name } : { host: address };
  if (isOfOthers(address, name, addresses)) return { host: address };

  return { host: name, via: address, byHostHeader: true };
}

/** Whether recorded DNS answers give an address to hosts, and none of them is the same host, above it or below it. */
function isOfOthers(address: string, name: string, addresses: KnownConnection['addresses']): boolean {
  const owners = [...(addresses ?? [])].flatMap(([host, known]) => (known.has(address) ? [host] : []));

  return owners.length > 0 && !owners.some((host) => host.endsWith(`.${name}`) || name.endsWith(`.${host}`));
}

/** The recipient of a request that Leakgate recorded: `via` is the tunnel, or the server name of the TLS hello. */
function recordedRecipient(named: string, via: string | undefined): Recipient {
  if (via === undefined) return { host: named };

  // An address does not show its owner, so `host` is then the one that the request names.
  return { host: isIP(via) === 0 ? via : named, via };
}

/** The host of the URL; empty if there is none. A CONNECT request names it without a scheme. */
function hostInUrl({ method, url }: ReadEntry['request']): string {
  return hostOf(method.toUpperCase() === 'CONNECT' && !url.includes('://') ? `https://${url}` : url);
}

/** The host names in `:authority` and `Host`, without ports. */
function namesInHeaders({ headers }: ReadEntry['request']): ReadonlySet<string> {
  const values = headers.filter(({ name }) => /^(?::authority|host)$/i.test(name.trim()));

  return new Set(values.map(({ value }) => hostOf(`http://${value.trim()}/`)).filter(isName));
}

/** The address of the server in HAR 1.2; empty if there is none. */
function addressOf({ serverIPAddress }: ReadEntry): string {
  const address = serverIPAddress.replace(/^\[|\]$/g, '');

  return isIP(address) === 0 ? '' : address;
}
