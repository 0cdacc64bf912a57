import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import type { ResponderRow } from '../model/tables.ts';
import { parseUrl } from '../model/parse-url.ts';
import { emptyReply, textReply } from './reply.ts';

/** Answers with the first responder that matches host, path (without its query) and method. */
export function responderFrom(
  rows: readonly ResponderRow[],
): (request: OriginRequest) => OriginResponse | undefined {
  const patterns = rows.map((row) => ({ row, host: wildcard(row.host), path: wildcard(row.path) }));

  return (request) => {
    const { hostname, pathname } = new URL(request.url);
    const match = patterns.find(
      ({ row, host, path }) =>
        host.test(hostname) &&
        path.test(pathname) &&
        (row.method === undefined || row.method === request.method),
    );

    return match && answerOf(match.row);
  };
}

function answerOf(row: ResponderRow): OriginResponse {
  if (row.body === '' && row.contentType === undefined) return emptyReply(row.name, row.status);

  return textReply(row.name, row.status, row.contentType ?? 'text/plain; charset=utf-8', row.body);
}

/** What the phone's own connectivity checks ask for: their hosts, and their requests. */
export function probesOf(rows: readonly ResponderRow[]): {
  isHost(host: string): boolean;
  isRequest(request: Pick<OriginRequest, 'method' | 'url'>): boolean;
} {
  const probes = rows
    .filter(({ kind }) => kind === 'probe')
    .map((row) => ({ anyHost: row.host === '*', host: wildcard(row.host), path: wildcard(row.path) }));

  return {
    isHost: (host) => probes.some((probe) => !probe.anyHost && probe.host.test(host)),
    isRequest({ method, url }) {
      const target = parseUrl(url);

      return (
        target !== undefined &&
        (method === 'GET' || method === 'HEAD') &&
        probes.some(({ host, path }) => host.test(target.hostname) && path.test(target.pathname))
      );
    },
  };
}

/** The regular expression of a pattern in which `*` matches any number of characters. */
function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.split('*').map(escapeRegExp).join('.*')}$`);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
