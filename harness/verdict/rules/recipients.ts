import type { Finding } from '../../model/scan.ts';
import type { HostRow } from '../../model/tables.ts';
import type { Reading } from '../reading.ts';

/** Whether the vendor of the release got it. Classes A, B and C of the table are the vendor's; D is anybody's. */
export function isOfVendor({ host }: Finding, { evidence, policy }: Reading): boolean {
  const { family } = evidence.facts.release;
  const vendor = policy.families.find((row) => row.family === family)?.vendor;

  return vendor !== undefined && policy.hosts.some((row) => row.vendor === vendor && isAtHost(row, host));
}

/** Whether a row is about a host: by its name, or by its suffix, `*.miui.com`. */
export function isAtHost({ host: pattern }: HostRow, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
