import { createHash } from 'node:crypto';

/** The recorder's root. */
export interface Certificate {
  pem: string;
  /** `<subject_hash_old>.0` */
  fileName: string;
}

/** Where a release takes its roots from: Android's stores, or Chrome's own list and the user's store. */
export type TrustSource = 'platform' | 'chrome-root-store';

const SYSTEM_STORE = '/system/etc/security/cacerts';
/** Where this folder has roots, the folder of the system partition is ignored (AOSP SystemCertificateSource). */
const APEX_STORE = '/apex/com.android.conscrypt/cacerts';
export const USER_STORE = '/data/misc/user/0/cacerts-added';
/** A tmpfs with the phone's roots and ours, which is bound over the folder that apps read. */
export const STORE_COPY = '/data/local/tmp/leakgate-cacerts';

/** A line that prints the folder from which apps read the system's roots. The conscrypt APEX can be updated, so no version says it. */
export const FIND_STORE = `if [ -n "$(ls ${APEX_STORE} 2>/dev/null)" ]; then echo ${APEX_STORE}; else echo ${SYSTEM_STORE}; fi`;

/** SHA-256 of the file, as `sha256sum -b` prints it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
