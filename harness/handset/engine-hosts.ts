import type { Phone } from './phone.ts';

/**
 * `host:port` of each connection that the simulated handset's stand-in engine wanted for itself (`dumpsys leakgate`). These
 * connections were refused, so no recorded request went over one. Empty for a real phone, which has no stand-in engine.
 */
export async function readEngineHosts(phone: Phone, simulated: boolean): Promise<string[]> {
  if (!simulated) return [];
  const dump: unknown = JSON.parse(await phone.shell(['dumpsys', 'leakgate']));
  if (typeof dump === 'object' && dump !== null && 'engineHosts' in dump && Array.isArray(dump.engineHosts))
    return dump.engineHosts.map(String);

  throw new Error(
    `the output of 'dumpsys leakgate' on ${phone.serial} has no list engineHosts: ${JSON.stringify(dump)}`,
  );
}
