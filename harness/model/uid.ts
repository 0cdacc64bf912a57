/**
 * The number in place of every UID that no app had when UIDs were read. Such UIDs belong to isolated processes, which get
 * theirs when they start, or to apps that were installed later. Android uses -1 for "no UID" (AOSP Process.java).
 */
export const UNKNOWN_UID = -1;
