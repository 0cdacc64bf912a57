/** Changes a message through the encodings that stand around what is changed, and gives it back encoded as it was. */
export interface Rewriter {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  /** Changes what stands there openly alone. */
  openly(bytes: Uint8Array): Uint8Array;
}
