import { localAdb } from '../../handset/shell/adb.ts';
import type { FamilyRow } from '../../model/family.ts';
import { userAdbServer } from '../../runner/launch/adb-server.ts';
import { requireAndroidSdk } from '../../runner/launch/sdk.ts';
import { readFamilies } from '../../tables/families.ts';
import { type PersonalValue, writeBundle } from './bundle.ts';
import type { Diagnosis } from './diagnosis.ts';
import { proveHandset } from './proofs.ts';
import { refusalOf } from './refusal.ts';
import { withHandset } from './session.ts';

/** The fewest values by which a phone is recognized; the rest is read where the phone allows it. */
const SERIAL_LINES: Record<string, string> = {
  serial: 'getprop ro.serialno',
  'boot serial': 'getprop ro.boot.serialno',
  android_id: 'settings get secure android_id',
  'name of the phone': 'settings get global device_name',
};

/**
 * Proves each step of a run on an attached phone through an Appium session.
 * @param bundle the archive to write, if any
 */
export async function provePhone(
  serial: string,
  examined: readonly Diagnosis[],
  bundle: string | undefined,
): Promise<Diagnosis[]> {
  const sdk = await requireAndroidSdk();
  const adb = await userAdbServer(sdk);
  try {
    return await provePhoneWith({ serial, adb, sdk }, examined, bundle);
  } finally {
    await adb.stop();
  }
}

/** The same for the phone of an adb server that runs. */
export async function provePhoneWith(
  target: Parameters<typeof withHandset>[0],
  examined: readonly Diagnosis[],
  bundle: string | undefined,
): Promise<Diagnosis[]> {
  const { serial, adb } = target;
  const families = await readFamilies();
  const runAdb = localAdb({ path: adb.path, port: adb.port }, serial);
  const shell = async (line: string): Promise<string> => (await runAdb(['shell', line])).stdout;
  const personal = await readSerials(serial, shell);
  const proofs = await prove(target, families, personal);
  if (bundle !== undefined)
    await writeBundle(
      bundle,
      {
        diagnoses: [...examined, ...proofs],
        personal,
        families: families.map((family) => family.package),
      },
      shell,
    );

  return proofs;
}

async function prove(
  target: Parameters<typeof withHandset>[0],
  families: readonly FamilyRow[],
  personal: PersonalValue[],
): Promise<Diagnosis[]> {
  try {
    return await withHandset(target, async (handset) => {
      personal.push(...(await handset.identityValues('com.android.settings')));
      const session: Diagnosis = { what: 'Appium session', state: 'fine', text: 'opened', fix: [] };

      return [session, ...(await proveHandset(handset, families))];
    });
  } catch (error) {
    return [{ what: 'Appium session', state: 'missing', ...refusalOf(target.serial, error) }];
  }
}

async function readSerials(
  serial: string,
  shell: (line: string) => Promise<string>,
): Promise<PersonalValue[]> {
  const values = [{ name: 'serial', value: serial }];
  for (const [name, line] of Object.entries(SERIAL_LINES)) {
    const value = (await shell(line)).trim();
    if (value !== '' && value !== 'null') values.push({ name, value });
  }

  return values;
}
