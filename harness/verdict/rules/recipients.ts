import type { Finding } from '../../model/scan.ts';
import type { HostRow } from '../../model/tables.ts';
import type { Reading } from '../reading.ts';

/** No browser of the vendor whose recipients `verdict/data/hosts.yaml` has. */
const CONTROL = 'chrome';

/** Whether the vendor of the release got it. Classes A, B and C of the table are the vendor's; D is anybody's. */
export function isOfVendor({ host }: Finding, { evidence, policy }: Reading): boolean {
  return (
    evidence.facts.release.family !== CONTROL &&
    policy.hosts.some((row) => row.class !== 'D' && isAtHost(row, host))
  );
}

/** Whether a row is about a host: by its name, or by its suffix, `*.miui.com`. */
export function isAtHost({ host: pattern }: HostRow, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
