import type { Phone } from './phone.ts';

/**
 * `host:port` of what the simulated handset's stand-in engine wanted for itself (`dumpsys leakgate`). It was refused, so that
 * none of these can be the host of a recorded request. Empty for a real phone, which has no stand-in engine and is not asked.
 */
export async function readEngineHosts(phone: Phone, simulated: boolean): Promise<string[]> {
  if (!simulated) return [];
  const dump: unknown = JSON.parse(await phone.shell(['dumpsys', 'leakgate']));
  if (typeof dump === 'object' && dump !== null && 'engineHosts' in dump && Array.isArray(dump.engineHosts))
    return dump.engineHosts.map(String);

  throw new Error(`'dumpsys leakgate' of ${phone.serial} has no engineHosts: ${JSON.stringify(dump)}`);
}
