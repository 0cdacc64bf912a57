/** A value of the handset as programs write it, in lower case: as it is, and one of hex groups without what parts them. */
export function spellingsOf(value: string): string[] {
  const lower = value.trim().toLowerCase();
  const bare = lower.replaceAll(/[:-]/g, '');
  const isGrouped = /^[0-9a-f]+$/.test(bare) && bare !== lower;

  return isGrouped
    ? [lower, bare, ...(bare.length === 12 ? [(bare.match(/../g) ?? []).join('-')] : [])]
    : [lower];
}
