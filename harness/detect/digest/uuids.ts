/** Namespaces of name-based UUIDs: none, as in Java's `UUID.nameUUIDFromBytes`, DNS and URL (RFC 9562, appendix A). */
export const NAME_SPACES: readonly Buffer[] = [
  '',
  '6ba7b8109dad11d180b400c04fd430c8',
  '6ba7b8119dad11d180b400c04fd430c8',
].map((hex) => Buffer.from(hex, 'hex'));

/** Versions of name-based UUIDs, and the digest that each truncates. */
export const UUIDS = [
  { version: 3, of: 'md5' },
  { version: 5, of: 'sha1' },
] as const;

/** The UUID of a version that contains the first 16 bytes of a digest. */
export function uuidOf(digest: string, version: number): Buffer {
  const uuid = Buffer.from(digest.slice(0, 16), 'latin1');
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | (version << 4);
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;

  return uuid;
}
