/**
 * The number for every UID that no app had when UIDs were read: those of isolated processes, which get theirs when they start,
 * and of apps installed later. Android uses it for "no UID" (AOSP Process.java).
 */
export const UNKNOWN_UID = -1;
