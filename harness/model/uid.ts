/**
 * The number in place of every UID that no app had when UIDs were read. Such UIDs belong to isolated processes, which get
 * theirs when they start, or to apps that were installed later. Android uses -1 for "no UID" (AOSP Process.java).
 */
export const UNKNOWN_UID = -1;

/**
 * The number in place of the UIDs of the vendor's apps and of the system: packages that the vendor of the phone, of the release or
 * of a helper signed. They share one redirect, because a phone can have a hundred of them.
 */
export const VENDOR_UIDS = -2;

/** The number in place of a UID for what all watched UIDs send over the loopback. */
export const LOOPBACK_UIDS = -3;
