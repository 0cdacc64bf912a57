/** A part of `multipart/form-data` with the name of a file and without content. */
const EMPTY_FILE =
  /\bfilename\*?=(?:"([^"\r\n]{1,500})"|([^"\s;][^\s;]{0,500}))[^\r\n]{0,500}\r?\n(?:[^\r\n]{1,500}\r?\n){0,8}\r?\n(?:\r?\n)?--/i;

/**
 * The name of a file that a body of the type `multipart/form-data` lacks: Chrome writes such bodies as text, without the
 * content of the files. A form without a chosen file has the empty name.
 */
export function missingFileOf(body: Uint8Array): string | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.includes('filename')) return undefined;
  const [, quoted, bare] = EMPTY_FILE.exec(bytes.toString('latin1')) ?? [];

  return quoted ?? bare;
}
