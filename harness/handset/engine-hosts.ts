import type { Phone } from './phone.ts';

/**
 * Hosts that the simulated handset's stand-in web engine contacted by itself, no page having asked for them
 * (`dumpsys leakgate`). A real phone has no stand-in engine, and is not asked.
 */
export async function readEngineHosts(phone: Phone, simulated: boolean): Promise<string[]> {
  if (!simulated) return [];
  const dump: unknown = JSON.parse(await phone.shell(['dumpsys', 'leakgate']));
  if (typeof dump === 'object' && dump !== null && 'engineHosts' in dump && Array.isArray(dump.engineHosts))
    return dump.engineHosts.map(String);

  throw new Error(`'dumpsys leakgate' of ${phone.serial} names no engineHosts: ${JSON.stringify(dump)}`);
}
