import type { HandsetFacts } from '../model/handset.ts';
import { readProperty } from './journal/changes/property.ts';
import type { Phone } from './phone.ts';

/**
 * What a phone says of itself. It is simulated, and its clock runs fast in waits, only where it says so itself
 * (`ro.leakgate.simulated`, `ro.leakgate.speed`); absent means a real phone, and 1.
 *
 * @param interception how its traffic reaches the recorder now
 */
export async function readFacts(phone: Phone, interception: string): Promise<HandsetFacts> {
  const property = async (name: string): Promise<string> => (await readProperty(phone, name)) ?? '';
  const simulated = (await property('ro.leakgate.simulated')) === '1';
  const speed = simulated ? Number((await property('ro.leakgate.speed')) || 1) : 1;
  const sdk = Number(await property('ro.build.version.sdk'));
  if (!Number.isInteger(sdk) || sdk <= 0) throw new Error(`${phone.serial} does not say its API level`);
  if (!Number.isFinite(speed) || speed <= 0)
    throw new Error(`${phone.serial} says that its clock runs at '${await property('ro.leakgate.speed')}'`);

  return {
    serial: phone.serial,
    simulated,
    speed,
    model: await property('ro.product.model'),
    android: await property('ro.build.version.release'),
    sdk,
    build: (await property('ro.build.fingerprint')) || (await property('ro.build.display.id')),
    rooted: phone.root !== null,
    interception,
  };
}
