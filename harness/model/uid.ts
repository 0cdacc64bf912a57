/**
 * The number that stands for every UID that no app had when UIDs were read: UIDs of isolated processes, which get theirs when
 * they start, and of apps that were installed later. Android uses -1 for "no UID" (AOSP Process.java).
 */
export const UNKNOWN_UID = -1;
