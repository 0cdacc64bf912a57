/** A value of a layer that may be a piece of a canary. */
export interface LayerValue {
  place: ValuePlace;
  /** The name with its numbers replaced, so that `c0` and `c1` are one position. */
  template: string;
  text: string;
  /** Whether it is the name of a field, which is searched apart from values. */
  isName?: true;
}

/** Where a value is in its layer. */
export interface ValuePlace {
  /** Its step in a chain: `query:d`, `json:$.c[3]`; empty if it is the whole layer. Unique in its layer. */
  readonly name: string;
  /** The object or array of a JSON text that contains it. Values of one object belong together. */
  readonly record: object | undefined;
  /** Whether it is outside JSON, or in the outermost object or array. */
  readonly isTop: boolean;
}

/** Ends the place of a value that was decoded alone. */
export const AS_BASE64 = ' as base64';

/** Whether a name can be written in a chain without looking like a separator. */
export function isSpellable(name: string): boolean {
  return !/ [>+,] /.test(name) && !name.endsWith(AS_BASE64);
}
