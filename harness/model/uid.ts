/**
 * Stands for every UID that nobody had when apps were told apart: of isolated processes, which get theirs when they start,
 * and of what was installed, or given to another user, since. The number is Android's own for no UID (AOSP Process.java).
 */
export const UNKNOWN_UID = -1;
