import type { Policy } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { HostRow } from '../../model/tables.ts';
import type { RuleInput } from '../rule-input.ts';

/** Whether the vendor of the release received a finding. */
export function isOfVendor({ host }: Finding, { evidence, policy }: RuleInput): boolean {
  const vendor = vendorOf(evidence.facts.release.family, policy);

  return vendor !== undefined && policy.hosts.some((row) => row.vendor === vendor && isAtHost(row, host));
}

export function vendorOf(family: string, { families }: Pick<Policy, 'families'>): string | undefined {
  return families.find((row) => row.family === family)?.vendor;
}

/** Whether a row matches a host by name, or by a suffix such as `*.miui.com`. */
export function isAtHost({ host: pattern }: HostRow, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
