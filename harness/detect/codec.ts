import type { Content } from './content.ts';
import type { CharacterSet } from './shape.ts';

/**
 * What a text that nothing announces must have, for a codec to make anything of it. Where a codec may make something of it
 * in several ways, what they all need.
 */
export interface Needs {
  /** Each of these characters. */
  each?: string;
  /** One of these at least. */
  any?: CharacterSet;
  /** Nothing but these, and what is beyond ASCII. */
  only?: CharacterSet;
  /** One of these, or something beyond ASCII, as the first that is not white. */
  first?: string;
  /** A run of so many letters, digits and `+/_.,-`. */
  word?: number;
}

/** What a codec is given: one layer of one part, and what announced it. */
export interface Input {
  content: Content;
  /** The media type that the part's headers announce, without parameters, lower case; only on the outermost layer. */
  mimeType: string;
  /** The whole content type, for a multipart boundary. */
  contentType: string;
  /** Content codings of HTTP still to be taken off, outermost last. */
  codings: readonly string[];
  /** Length in bytes of the compressed data that the content begins with, where a codec that was asked before found some. */
  compressedEnd?: number;
  /**
   * Whether a piece of the content, as it stands there, need not come out: it is plain text without a canary. Absent where
   * every layer is wanted.
   */
  passOver?: (piece: string) => boolean;
}

/** Something that came out of a layer. */
export interface Layer {
  /** The link of the chain: `form:data_list`, `base64`, `gzip`, `json:$[0].properties.url`. */
  step: string;
  content: Content;
  /** Where it began in the layer that it came out of: bytes or characters, for sorting alone. */
  offset: number;
  /**
   * Whether the encoding is plain to see, so that what came out and cannot be read was hidden, not misread.
   * A word of letters is base64 too: that one is not sure.
   */
  sure: boolean;
  /** It is a piece of the layer that it came out of, as it stands there, and was not to be passed over. */
  isPiece?: true;
  /** Given on where the layer has headers of its own (multipart). */
  contentType?: string;
  codings?: readonly string[];
}

/**
 * How a codec relates what comes out to what went in.
 * `structure`: named parts that cover the input. `rewrite`: the same text, written otherwise. `whole`: the input was one
 * encoded value. `inside`: encoded values amid other text; tried after everything else.
 */
export type CodecKind = 'structure' | 'rewrite' | 'whole' | 'inside';

export interface Codec {
  name: string;
  kind: CodecKind;
  /** Given where the codec is for text alone, or for bytes that are no text alone; it is not asked about others. */
  reads?: 'text' | 'bytes';
  /**
   * What a text must have that no header announces; the codec is not asked about others. `announced`: it is for no such text
   * at all. Without it, it is asked about every text.
   */
  needs?: Needs | 'announced';
  /** It may make something of a short value in which nothing has a form (`isFormless`). */
  readsFormless?: true;
  /** It asks `passOver` about pieces of its input. */
  passesOver?: true;
  /** It undoes a content coding of HTTP: what comes out has the same media type, and one coding less. */
  isContentCoding?: true;
  /** Any bytes come out of it now and then. Only text proves that the input was in this encoding. */
  provenByText?: true;
  /** The format that it reads, where another codec reads more of the same format. Its name by default. */
  format?: string;
  /** Any word with dots has such parts, so that they prove no format. */
  readsAnyWord?: true;
  /** It reads what is beside compressed data. */
  readsRemainder?: true;
  /** It takes text out of binary data as it is there. */
  keepsText?: true;
  /** Its layers stand in the input as they are, between quotes, except where the input has escapes. */
  readsQuoted?: true;
  /** What comes out is still the same message to a reader, or a place in it. */
  staysInMessage?: true;
  /** Shorter output than so many bytes is one value of a message. Other output of a `whole` codec is the message itself. */
  valueBelow?: number;
  /** The label of its layers that are written with two hex digits a byte. */
  hexLabel?: string;
  /** The label of its layer behind which a signature stands in the input. */
  signedLabel?: string;
  /** It decrypts a value that the codec with this name reads too, under the same field. */
  decrypts?: string;
  /** Its layers are no values to join: another codec gives them, or `joined/values.ts` reads the format itself. */
  givesNoValues?: true;
  /** It reads values that another codec gives too, in another way. */
  readsAgain?: true;
  /** Decodes the input; `NOTHING` where it is not in this encoding. Never throws. */
  open(input: Input, budget: OutputBudget): Opening;
}

/** What a codec returns for one input. */
export interface Opening {
  layers: readonly Layer[];
  /**
   * The layers, and what `passOver` left out, hold all text of the input. No other codec needs to look for rewritten or
   * embedded values in it.
   */
  covers?: boolean;
  /** Length in bytes of the compressed data that the input begins with. Set only where the data is certainly compressed. */
  end?: number;
}

/** The result of a codec that does not apply. Shared, so that the most frequent answer allocates nothing. */
export const NOTHING: Opening = Object.freeze({ layers: Object.freeze<Layer[]>([]) });

/** The budget of one exchange, drawn down by what decodings give. */
export interface OutputBudget {
  /** Bytes that may still be produced. */
  readonly bytesLeft: number;
  /** Told where a codec had to stop before the end. */
  cutShort(): void;
}
