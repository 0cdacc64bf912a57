/** A string in a JSON text: the range of its characters, without the quotes. */
export interface JsonString {
  from: number;
  to: number;
  isName: boolean;
  /** Whether it contains a backslash. */
  isEscaped: boolean;
  /**
   * JSON path, such as `$[0].properties.url`; of a name, the path of its object. Long paths omit the middle.
   */
  pointer(): string;
  /** Name of the innermost object member that contains it; empty if there is none within 16 levels. */
  field(): string;
}

/** How a text ended: as complete JSON, before its end, or at a character that JSON does not allow. */
export type JsonEnd = 'whole' | 'cut' | 'broken';

interface Frame {
  /** In an array, the index of the current value; in an object, -1. */
  index: number;
  /** In an object, the name of the current value. */
  name: string;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];
const LITERAL = /(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![-+.\w])/y;
/** Frames kept at either end of a path, so that deep nesting does not give long paths. */
const MAX_FRAMES_AT_END = 16;

/**
 * Calls `onString` for every string of a JSON text in order, including names, and `onLiteral` for every number, boolean and null. Uses its own stack, so that deep
 * nesting costs only memory. Source: RFC 8259.
 */
export function readJsonStrings(
  text: string,
  onString: (string: JsonString) => void,
  onLiteral?: (from: number, to: number, field: () => string) => void,
): JsonEnd {
  const stack: Frame[] = [];
  let wantsValue = true;
  let wantsName = false;
  let at = 0;
  const string: JsonString = {
    from: 0,
    to: 0,
    isName: false,
    isEscaped: false,
    pointer: () => pointerOf(stack, string.isName),
    field: () => fieldOf(stack),
  };

  for (;;) {
    while (isSpace(text.charCodeAt(at))) at++;
    if (at >= text.length) return stack.length === 0 && !wantsValue ? 'whole' : 'cut';
    const top = stack.at(-1);
    if (!top && !wantsValue) return 'broken';
    const code = text.charCodeAt(at);
    if (code === QUOTE && (wantsValue || wantsName)) {
      string.from = at + 1;
      string.isName = wantsName;
      const end = endOfString(text, at + 1);
      string.to = Math.abs(end);
      string.isEscaped = end < 0;
      onString(string);
      at = string.to + 1;
      if (at > text.length) return 'cut';
      if (wantsName && top) {
        top.name = text.slice(string.from, string.to);
        while (isSpace(text.charCodeAt(at))) at++;
        if (at >= text.length) return 'cut';
        if (text.charCodeAt(at++) !== COLON) return 'broken';
      }
      wantsValue = wantsName;
      wantsName = false;
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (!wantsValue) return 'broken';
      stack.push({ index: code === OPEN_ARRAY ? 0 : -1, name: '' });
      wantsValue = code === OPEN_ARRAY;
      wantsName = !wantsValue;
      at++;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      if (!top || top.index >= 0 !== (code === CLOSE_ARRAY)) return 'broken';
      stack.pop();
      wantsValue = false;
      wantsName = false;
      at++;
    } else if (code === COMMA && top && !wantsValue && !wantsName) {
      if (top.index >= 0) top.index++;
      wantsValue = top.index >= 0;
      wantsName = !wantsValue;
      at++;
    } else {
      if (!wantsValue) return 'broken';
      LITERAL.lastIndex = at;
      if (!LITERAL.test(text)) return 'broken';
      onLiteral?.(at, LITERAL.lastIndex, string.field);
      at = LITERAL.lastIndex;
      wantsValue = false;
    }
  }
}

/** Index of the closing quote, or of the text's end; negative if the string contains a backslash. */
function endOfString(text: string, from: number): number {
  const quote = text.indexOf('"', from);
  const plain = quote < 0 ? text.length : quote;
  if (!hasBackslash(text, from, plain)) return plain;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return -at;
  }

  return -text.length;
}

function hasBackslash(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === BACKSLASH) return true;

  return false;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function fieldOf(stack: readonly Frame[]): string {
  for (let at = stack.length - 1; at >= Math.max(0, stack.length - MAX_FRAMES_AT_END); at--) {
    const frame = stack[at];
    if (frame && frame.index < 0) return frame.name;
  }

  return '';
}

function pointerOf(stack: readonly Frame[], isName: boolean): string {
  const frames = isName ? stack.slice(0, -1) : stack;
  if (frames.length <= 2 * MAX_FRAMES_AT_END) return `$${printFrames(frames)}`;

  return `$${printFrames(frames.slice(0, MAX_FRAMES_AT_END))}…${printFrames(frames.slice(-MAX_FRAMES_AT_END))}`;
}

function printFrames(frames: readonly Frame[]): string {
  let members = '';
  for (const frame of frames) members += printFrame(frame);

  return members;
}

function printFrame({ index, name }: Frame): string {
  if (index >= 0) return `[${index}]`;

  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `["${name}"]`;
}
