import type { HandsetFacts } from '../model/handset.ts';
import { readProperty } from './journal/changes/property.ts';
import type { Phone } from './phone.ts';

/**
 * The phone's facts. It counts as simulated only if it reports `ro.leakgate.simulated`; `ro.leakgate.speed` is then the
 * speed of its clock during waits. Any other phone is a real phone with speed 1.
 *
 * @param interception how the phone's traffic reaches the recorder now
 */
export async function readFacts(phone: Phone, interception: string): Promise<HandsetFacts> {
  const property = async (name: string): Promise<string> => (await readProperty(phone, name)) ?? '';
  const simulated = (await property('ro.leakgate.simulated')) === '1';
  const speed = simulated ? Number((await property('ro.leakgate.speed')) || 1) : 1;
  const sdk = Number(await property('ro.build.version.sdk'));
  if (!Number.isInteger(sdk) || sdk <= 0)
    throw new Error(`${phone.serial} does not report its Android API level`);
  if (!Number.isFinite(speed) || speed <= 0)
    throw new Error(
      `${phone.serial} reports a clock speed that is not a positive number: '${await property('ro.leakgate.speed')}'`,
    );

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
