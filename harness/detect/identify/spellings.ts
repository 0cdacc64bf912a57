/** The spellings of a handset's value, in lower case: unchanged, and for grouped hex, without separators. */
export function spellingsOf(value: string): string[] {
  const lower = value.trim().toLowerCase();
  const bare = lower.replaceAll(/[:-]/g, '');
  const isGrouped = /^[0-9a-f]+$/.test(bare) && bare !== lower;

  return isGrouped
    ? [lower, bare, ...(bare.length === 12 ? [(bare.match(/../g) ?? []).join('-')] : [])]
    : [lower];
}
