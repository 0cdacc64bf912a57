import type { Content } from './content.ts';
import type { CharacterSet } from './shape.ts';

/**
 * What a text must contain for a codec to decode it, if no header announces its format. A codec that reads several
 * forms lists what they have in common.
 */
export interface Needs {
  /** Every one of these characters. */
  each?: string;
  /** At least one of these. */
  any?: CharacterSet;
  /** Only these, and characters beyond ASCII. */
  only?: CharacterSet;
  /** The first non-white character is one of these or beyond ASCII. */
  first?: string;
  /** Minimum length of a run of letters, digits and `+/_.,-`. */
  word?: number;
}

/** The input of a codec: one layer of one part, and the headers that announce its format. */
export interface Input {
  content: Content;
  /** The media type from the part's headers, without parameters, in lower case. Set only on the outermost layer. */
  mimeType: string;
  /** The full content type, with the multipart boundary. */
  contentType: string;
  /** HTTP content codings that are not decoded yet, outermost last. */
  codings: readonly string[];
  /** Length in bytes of the compressed data at the start of the content, if an earlier codec found some. */
  compressedEnd?: number;
  /**
   * Whether a piece can be left out because it is plain text without a canary. The piece is copied unchanged from the
   * content. Absent if every layer is wanted.
   */
  passOver?: (piece: string) => boolean;
  /**
   * Whether bytes may contain a word of a canary in a charset other than UTF-8. A guess that gives such bytes counts,
   * although they look like nothing else. Absent if all canaries are ASCII.
   */
  hasCanary?: (bytes: Uint8Array) => boolean;
}

/** One output of a codec. */
export interface Layer {
  /** One step of the chain: `form:data_list`, `base64`, `gzip`, `json:$[0].properties.url`. */
  step: string;
  content: Content;
  /** Where it begins in its parent layer, in bytes or characters. Used only for sorting. */
  offset: number;
  /**
   * Whether the encoding is certain. If so, unreadable output was hidden by the sender and is not a misreading. A plain
   * word is also valid base64, so that decoding is not certain.
   */
  sure: boolean;
  /**
   * The symbols that the content holds, as they were sent: the elements of a list, or characters that carry no meaning of
   * their own. Set if they are unread values unless they are decoded further.
   */
  list?: string;
  /** An unchanged piece of its parent layer that `passOver` did not leave out. */
  isPiece?: true;
  /** Set only if the layer has its own headers (multipart). */
  contentType?: string;
  codings?: readonly string[];
}

/**
 * How the output of a codec relates to its input.
 * `structure`: named parts that cover the input. `rewrite`: the same text in another spelling. `whole`: the input was
 * one encoded value. `inside`: encoded values within other text; tried after all other kinds.
 */
export type CodecKind = 'structure' | 'rewrite' | 'whole' | 'inside';

export interface Codec {
  name: string;
  kind: CodecKind;
  /** Set if the codec reads only text, or only bytes that are not text. It then skips all other input. */
  reads?: 'text' | 'bytes';
  /**
   * What a text must contain if no header announces its format; the codec skips other text. `announced`: the codec
   * skips all unannounced text. Absent: it tries every text.
   */
  needs?: Needs | 'announced';
  /** It can decode a short value that has no recognizable format (`isFormless`). */
  readsFormless?: true;
  /** It calls `passOver` for pieces of its input. */
  passesOver?: true;
  /** It drops bytes that look like nothing, unless `hasCanary` accepts them. */
  guesses?: true;
  /** It decodes an HTTP content coding. The output has the same media type and one coding less. */
  isContentCoding?: true;
  /** It sometimes accepts random bytes. Only text output proves that the input had this encoding. */
  provenByText?: true;
  /** The format that it reads, if another codec reads more of the same format. Default: its name. */
  format?: string;
  /** Any word with dots has parts like these, so they prove no format. */
  readsAnyWord?: true;
  /** It reads the bytes before and after compressed data. */
  readsRemainder?: true;
  /** It extracts text that binary data contains unencoded. */
  keepsText?: true;
  /** Its layers are quoted in the input, unchanged unless the input has escapes. */
  readsQuoted?: true;
  /** A reader still sees its output as the same message, or as a place in it. */
  staysInMessage?: true;
  /** Output below this number of bytes is one value of a message. Longer output of a `whole` codec is the message. */
  valueBelow?: number;
  /** The label of its layers that are written with two hex digits per byte. */
  hexLabel?: string;
  /** The label of its layer that is followed by a signature in the input. */
  signedLabel?: string;
  /** Name of the codec that reads the same value, in the same field, without decrypting it. */
  decrypts?: string;
  /** Its layers are not used as values to join: another codec or `joined/values.ts` provides them. */
  givesNoValues?: true;
  /** Its layers hold what a reader of the text does not see. */
  readsHidden?: true;
  /** It reads values that another codec also provides, in another way. */
  readsAgain?: true;
  /** Decodes the input. Returns `NOTHING` if the input is not in this encoding. Never throws. */
  open(input: Input, budget: OutputBudget): Opening;
}

/** What a codec returns for one input. */
export interface Opening {
  layers: readonly Layer[];
  /**
   * The layers and the pieces left out by `passOver` contain all text of the input. No other codec needs to search it
   * for rewritten or embedded values.
   */
  covers?: boolean;
  /**
   * The input is certainly in this format, and the layers contain everything that a sender can choose. No other codec is
   * tried.
   */
  settles?: boolean;
  /**
   * Length in bytes of the compressed data at the start of the input. Set only if that data is certainly compressed.
   */
  end?: number;
}

/** The result of a codec that does not apply. Shared, so that the most frequent result allocates nothing. */
export const NOTHING: Opening = Object.freeze({ layers: Object.freeze<Layer[]>([]) });

/** The budget of one exchange; each decoding reduces it. */
export interface OutputBudget {
  /** Bytes that may still be produced. */
  readonly bytesLeft: number;
  /** A codec calls this if it stopped before the end. */
  cutShort(): void;
}
