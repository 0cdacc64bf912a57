/** Changes a message inside its encodings, and encodes it again in the same way. */
export interface Rewriter {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  /** Changes only plain text. */
  openly(bytes: Uint8Array): Uint8Array;
}
