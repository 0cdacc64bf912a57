/** Changes a message inside its encodings, and encodes the result in the same way. */
export interface Rewriter {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  /** Changes only plain text in the bytes, and decodes nothing. */
  undecodedBytes(bytes: Uint8Array): Uint8Array;
}
