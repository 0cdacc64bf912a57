import type { Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { ALPHANUMERIC } from '../shape.ts';

/** Elements of the shortest list: colours, of which each holds three bytes. */
export const FEWEST = 6;
/** A shorter list of characters contains no canary. */
const FEWEST_CHARACTERS = 12;
/** Elements of other kinds. */
const FEWEST_OTHERS = 24;
/** Characters. A longer element is a value of its own, not a symbol. */
export const LONGEST_ELEMENT = 24;
/** Elements of one list that are read. */
export const MOST = 1 << 17;
/** Distinct elements. An alphabet has no more. */
const MOST_DISTINCT = 256;
const SYMBOLS = [...`${ALPHANUMERIC}-_`];
const INTEGER = /^-?\d{1,10}$/;
const HEX_DIGITS = /^[0-9a-f]{1,6}$/i;
const HIGHEST_CODE_POINT = 0x10ffff;
const COLOUR = /^(?:#|0x)?([0-9a-f]{6}|[0-9a-f]{8})$/i;
const SHORT_COLOUR = /^#[0-9a-f]{3}$/i;
const MAY_BE_COLOUR = /^(?:#|0x)?[0-9a-f]{3,8}$|^-?\d{1,10}$|^rgb/i;
const HIGHEST_COLOUR = 0xffffff;
const RGB = /^rgba?\((\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})[,)]/i;
const TRUE = /^(?:true|1|yes|on|y|t)$/i;

/**
 * The texts that a list of symbols can hold, one symbol for each element: single characters, code points, booleans and
 * other pairs of values, colours, sums and differences of numbers, or any other values that repeat.
 * @param name of the list's field
 */
export function layersOfElements(name: string, elements: readonly string[], offset: number): Layer[] {
  if (elements.length < FEWEST) return [];
  const distinct = [...new Set(elements)];
  if (distinct.length < 2) return [];
  const areCharacters = distinct.length > 2 && distinct.every(isCharacter);
  const isList = elements.length >= (areCharacters ? FEWEST_CHARACTERS : FEWEST_OTHERS);
  const contents = areCharacters ? [Content.ofText(elements.join(''))] : contentsOf(elements, distinct);
  const list = isList && contents.length > 0 ? { list: elements.join(',') } : {};

  return contents.map((content) => ({ step: `list:${name}`, content, offset, sure: false, ...list }));
}

/** A layer whose list is not counted as unread if it is not decoded. */
export function withoutList(layer: Layer): Layer {
  const copy = { ...layer };
  delete copy.list;

  return copy;
}

function isCharacter(element: string): boolean {
  return [...element].length === 1;
}

function contentsOf(elements: readonly string[], distinct: readonly string[]): Content[] {
  if (elements.length < FEWEST_CHARACTERS) return bytesOfColours(elements);
  const areNumbers = distinct.every((element) => INTEGER.test(element));
  const codes = areNumbers ? [] : textsOfCodes(elements);
  if (elements.length < FEWEST_OTHERS) return [...bytesOfColours(elements), ...codes];
  if (distinct.length === 2) return [Content.ofText(bitsOf(elements, distinct))];
  const colours = bytesOfColours(elements);
  if (!areNumbers) return [...colours, ...codes, ...symbolsOf(elements, distinct.toSorted())];
  const numbers = elements.map(Number);

  return [...[numbers, sumsOf(numbers), differencesOf(numbers)].flatMap(textOfNumbers), ...colours];
}

/** A text of 0 and 1. The greater of two numbers, and each word for true, is 1. */
function bitsOf(elements: readonly string[], [first = '', second = '']: readonly string[]): string {
  const isOne = TRUE.test(first) || (!TRUE.test(second) && first > second) ? first : second;

  return elements.map((element) => (element === isOne ? '1' : '0')).join('');
}

/** Code points as characters. Other numbers as symbols in the order of their values. */
function textOfNumbers(numbers: readonly number[]): Content[] {
  if (numbers.every((number) => number >= 9 && number < 0xd800))
    return [Content.ofText(numbers.map((number) => String.fromCharCode(number)).join(''))];

  return symbolsOf(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
}

/** Code points in hex or decimal, each behind the same letters or signs: `U+0068`, `\\x68`, `#104;`, `0068`. */
function textsOfCodes(elements: readonly string[]): Content[] {
  const [first = ''] = elements;
  const before = /^(?:.*[^0-9a-f])?(?=[0-9a-f])/i.exec(first.replace(/[^0-9a-f]+$/i, ''))?.[0] ?? '';
  const behind = /[^0-9a-f]*$/i.exec(first)?.[0] ?? '';
  if (!elements.every((element) => element.startsWith(before) && element.endsWith(behind))) return [];
  const codes = elements.map((element) => element.slice(before.length, element.length - behind.length));
  if (!codes.every((code) => HEX_DIGITS.test(code))) return [];

  return [10, 16].flatMap((base) => {
    const numbers = codes.map((code) => (base === 10 ? Number(code) : Number.parseInt(code, base)));
    if (!numbers.every((number) => number >= 9 && number <= HIGHEST_CODE_POINT)) return [];

    return [Content.ofText(numbers.map((number) => String.fromCodePoint(number)).join(''))];
  });
}

function symbolsOf<T>(elements: readonly T[], distinct: readonly T[]): Content[] {
  if (distinct.length < 2 || distinct.length > Math.min(MOST_DISTINCT, elements.length * 0.85)) return [];
  const symbols = new Map(
    distinct.map((element, at) => [element, SYMBOLS[at] ?? String.fromCharCode(0x100 + at)]),
  );

  return [Content.ofText(elements.map((element) => symbols.get(element) ?? '').join(''))];
}

function sumsOf(numbers: readonly number[]): number[] {
  if (!numbers.some((number) => number < 0)) return [];
  let sum = 0;

  return numbers.map((number) => (sum += number));
}

/** Differences of numbers that only grow. */
function differencesOf(numbers: readonly number[]): number[] {
  const differences = numbers.map((number, at) => (at === 0 ? number : number - (numbers[at - 1] ?? 0)));

  return differences.every((difference) => difference >= 0) ? differences : [];
}

/** The red, green and blue of colours, in both orders, without their alpha values, which can come first or last. */
function bytesOfColours(elements: readonly string[]): Content[] {
  const [first = '', second = ''] = elements;
  if (!MAY_BE_COLOUR.test(first) || !MAY_BE_COLOUR.test(second)) return [];
  if (elements.every((element) => SHORT_COLOUR.test(element)))
    return [Content.ofText(elements.map((element) => element.slice(1)).join(''))];
  const readings = new Map<string, Buffer>();
  for (const alphaFirst of [true, false]) {
    const colours = elements.map((element) => bytesOfColour(element, alphaFirst));
    if (!colours.every((colour) => colour !== undefined)) continue;
    const reversed = colours.map((colour) => Buffer.from(colour).reverse());
    for (const bytes of [Buffer.concat(colours), Buffer.concat(reversed)])
      readings.set(bytes.toString('latin1'), bytes);
  }

  return [...readings.values()].map((bytes) => Content.ofBytes(bytes));
}

function bytesOfColour(element: string, alphaFirst: boolean): Buffer | undefined {
  const [, hex] = COLOUR.exec(element) ?? [];
  if (hex !== undefined && !INTEGER.test(element))
    return Buffer.from(alphaFirst ? hex.slice(-6) : hex.slice(0, 6), 'hex');
  const [, ...channels] = RGB.exec(element) ?? [];
  if (channels.length === 3) return Buffer.from(channels.map(Number));
  const number = INTEGER.test(element) ? Number(element) : 0;
  if (number === 0 || number > HIGHEST_COLOUR || number < -HIGHEST_COLOUR - 1) return undefined;
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);

  return bytes.subarray(1);
}
