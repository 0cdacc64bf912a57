import { Fault } from '../model/fault.ts';
import type { AndroidRules } from './device.ts';

/** The Android versions that can be simulated, and their differences. */
const VERSIONS: Record<number, AndroidRules> = {
  // Source: AOSP android-13.0.0_r1; NetworkSecurityConfig for the roots that a user added.
  13: {
    release: '13',
    sdk: 33,
    systemCertificates: '/system/etc/security/cacerts',
    userRootsIgnoredFromTargetSdk: 24,
  },
};

/** Throws a {@link Fault} for a version that is not simulated. */
export function rulesOf(android: number): AndroidRules {
  const rules = VERSIONS[android];
  if (rules === undefined)
    throw new Fault(`Android ${android} is not simulated`, {
      fix: `Use one of: ${Object.keys(VERSIONS).join(', ')}.`,
    });

  return rules;
}
