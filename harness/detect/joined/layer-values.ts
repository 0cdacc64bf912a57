import type { Codec, Input, OutputBudget } from '../codec.ts';
import { codecs } from '../codecs/index.ts';
import { pairsOf } from '../codecs/form.ts';
import { readMessage } from '../codecs/protobuf.ts';
import { asBuffer, type Content } from '../content.ts';
import { inputOfLayer } from '../input.ts';
import { shortJsonValues } from './json-values.ts';
import { isSpellable, type LayerValue } from './layer-value.ts';

/** Characters. A piece that is longer is decoded alone. */
export const LONGEST_VALUE = 64;
/** Bytes of a body or message that is a chunk of a longer content. */
const LONGEST_CHUNK = 4096;
/** Values of one layer. */
const MAX_VALUES = 16_384;
/** Bytes. */
const LONGEST_LAYER = 4 * 1024 * 1024;
/** Bytes of a layer that is not JSON, a form, a cookie or a URL. */
const LONGEST_STRUCTURE = 32 * 1024;
/** Bytes of a binary message whose runs of letters are read. */
const LONGEST_RUNS = 512;
const URL_PARTS = /^[a-z][a-z0-9+.-]*:\/\/([^\s/?#]*)((?:\/[^\s?#]*)?)(\?[^\s#]*)?(?:#\S*)?$/i;
const FORM = /^\??[^\s=&/?"'<>{}]{1,200}=[^\s"<>]*$/;
const BUDGET: OutputBudget = { bytesLeft: LONGEST_LAYER, cutShort: () => undefined };
const STRUCTURES = codecs.filter(({ kind, givesNoValues }) => kind === 'structure' && !givesNoValues);

/**
 * The short values of a layer in order.
 * @param part name of the part; a cookie and a URL are read by it
 * @param isPart whether the layer is the part itself
 * @param structures the codecs that read it as named values; by default, all are tried
 */
export function valuesOfLayer(
  input: Input,
  part: string,
  isPart: boolean,
  structures: readonly Codec[] = STRUCTURES,
): LayerValue[] {
  const { content } = input;
  if (content.length > LONGEST_LAYER) return [];
  if (!content.isText) return chunkIf(isPart, content, valuesByCodec(input, part, structures));
  const { text } = content;
  if (isPart && part === 'request.header:cookie') return uniquelyNamed(cookieValues(text));
  if (isPart && part.startsWith('request.header')) return whole(text, LONGEST_VALUE);
  if (/^\s*[[{]/.test(text)) {
    const values = shortJsonValues(text, LONGEST_VALUE, MAX_VALUES);
    if (values) return values;
  }
  const url = URL_PARTS.exec(text);
  if (url) {
    const [, host = '', path = '', query = ''] = url;

    return uniquelyNamed([...labelsOf(host), ...segmentsOf(path), ...pairs(query, 'query')]);
  }
  if (FORM.test(text)) return uniquelyNamed(pairs(text, 'form'));

  return chunkIf(isPart, content, valuesByCodec(input, part, structures));
}

/** The labels of a host that its owner can choose freely, one value each: all but the last two. */
export function labelsOf(host: string): LayerValue[] {
  return host
    .replace(/:\d+$/, '')
    .split('.')
    .slice(0, -2)
    .map((text, index) => valueOf(`host-label[${index}]`, text));
}

/** Adds the whole part if it is short enough to be a chunk of a longer content: a text without named values, or bytes. */
function chunkIf(isPart: boolean, content: Content, values: LayerValue[]): LayerValue[] {
  if (!isPart || (values.length > 0 && content.isText)) return values;
  const chunk = content.isText
    ? whole(content.text, LONGEST_CHUNK)
    : content.length <= LONGEST_CHUNK
      ? [valueOf('', asBuffer(content.bytes).toString('latin1'))]
      : [];

  return [...values, ...chunk];
}

function whole(text: string, longest: number): LayerValue[] {
  return text.length <= longest ? [valueOf('', text)] : [];
}

function segmentsOf(path: string): LayerValue[] {
  return path
    .split('/')
    .map((text, index) => valueOf(`path[${index}]`, text))
    .filter(isShort);
}

function pairs(text: string, name: string): LayerValue[] {
  return text === ''
    ? []
    : pairsOf(text, name)
        .flatMap(({ step, content }, at): LayerValue[] => [
          valueOf(step, content.text),
          { ...valueOf(`${name}-name[${at}]`, step.slice(name.length + 1)), isName: true },
        ])
        .filter(isShort);
}

function cookieValues(text: string): LayerValue[] {
  return text
    .split(';')
    .map((pair) => {
      const equals = pair.indexOf('=');

      return valueOf(`cookie:${pair.slice(0, Math.max(equals, 0)).trim()}`, pair.slice(equals + 1).trim());
    })
    .filter(isShort);
}

/** The values of named parts. A part that is JSON, such as a line or an event, is read too. */
function valuesByCodec(input: Input, part: string, structures: readonly Codec[]): LayerValue[] {
  if (input.content.length > LONGEST_STRUCTURE) return [];
  const reads = input.content.isText ? 'text' : 'bytes';
  const layers = structures
    .filter((codec) => (codec.reads ?? reads) === reads && !codec.givesNoValues)
    .flatMap((codec) => codec.open(input, BUDGET).layers.map((layer) => ({ codec, layer })));
  const values = layers.flatMap(({ codec, layer }): LayerValue[] => {
    if (layer.content.isText && /^\s*[[{]/.test(layer.content.text))
      return valuesOfLayer(inputOfLayer(input, codec, layer), part, false, []).map(
        ({ place: { name, record }, template, ...value }) => ({
          ...value,
          place: { name: `${layer.step} > ${name}`, record, isTop: false },
          template: `${templateOf(layer.step)} > ${template}`,
        }),
      );

    return layer.content.length <= LONGEST_VALUE
      ? [valueOf(layer.step, layer.content.text)].filter(
          (value) => isShort(value) && isSpellable(value.place.name),
        )
      : [];
  });
  if (values.length > 0 || input.content.isText || input.content.length > LONGEST_RUNS)
    return uniquelyNamed(values.slice(0, MAX_VALUES), false);

  const { bytes } = input.content;
  const fields = readMessage(bytes, 1);
  if (fields) return fields.map(({ step, content }) => valueOf(step, content.text)).filter(isShort);

  return runsOf(asBuffer(bytes).toString('latin1'));
}

/** Letters and digits in a row in a short binary message: the shortest fields of its format. */
function runsOf(text: string): LayerValue[] {
  return (text.match(/[A-Za-z0-9]+/g) ?? []).map((run, at) => valueOf(`run[${at}]`, run)).filter(isShort);
}

function valueOf(name: string, text: string): LayerValue {
  return { place: { name, record: undefined, isTop: true }, template: templateOf(name), text };
}

/** A name with its numbers replaced. */
export function templateOf(name: string): string {
  return name.replaceAll(/\d+/g, '#');
}

function isShort({ text }: LayerValue): boolean {
  return text !== '' && text.length <= LONGEST_VALUE;
}

/** Adds a number to every name that was already used in the layer: `query:d (2)`. */
function uniquelyNamed(values: LayerValue[], areLeaves = true): LayerValue[] {
  const counts = new Map<string, number>();

  return values
    .filter(({ place }) => !areLeaves || isSpellable(place.name))
    .map((value) => {
      const { name, record, isTop } = value.place;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);

      return count === 1 ? value : { ...value, place: { name: `${name} (${count})`, record, isTop } };
    });
}
