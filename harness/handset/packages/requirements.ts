import { Fault } from '../../model/fault.ts';
import type { Phone } from '../phone.ts';

/** What an APK asks of a phone. */
export interface ApkRequirements {
  minSdk: number;
  targetSdk: number;
  /** ABIs of its native code; undefined or empty if it has none. */
  abis?: readonly string[] | undefined;
}

/**
 * The lowest target that Android installs without being asked to, by the lowest API level with that rule (AOSP
 * config_minInstallableTargetSdk; INSTALL_FAILED_DEPRECATED_SDK_VERSION).
 */
const LOWEST_TARGETS: readonly { fromSdk: number; target: number }[] = [
  { fromSdk: 35, target: 24 },
  { fromSdk: 34, target: 23 },
];

/** Whether Android installs this APK only with `--bypass-low-target-sdk-block`. */
export function needsBypass({ targetSdk }: Pick<ApkRequirements, 'targetSdk'>, sdk: number): boolean {
  const lowest = LOWEST_TARGETS.find(({ fromSdk }) => sdk >= fromSdk)?.target ?? 0;

  return targetSdk < lowest;
}

/** Checks that the phone's Android and processor can run an APK, before anything is sent. @throws {Fault} */
export async function checkRequirements(
  phone: Phone,
  name: string,
  sdk: number,
  { minSdk, abis = [] }: ApkRequirements,
): Promise<void> {
  if (minSdk > sdk)
    throw new Fault(`${name} needs Android with API level ${minSdk}, but ${phone.serial} has ${sdk}`, {
      fix: 'use a phone or an emulator with a newer Android',
    });
  if (abis.length === 0) return;
  const supported = (await phone.shell(['getprop', 'ro.product.cpu.abilist'])).trim().split(',');
  if (abis.some((abi) => supported.includes(abi))) return;
  throw new Fault(
    `${name} has native code for ${abis.join(', ')} only, which ${phone.serial} cannot run: its ABIs are ${supported.join(', ')}`,
    { fix: 'add the build of this release for the processor of the phone, or use another phone' },
  );
}
