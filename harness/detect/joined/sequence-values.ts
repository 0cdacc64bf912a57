import type { Exchange } from '../../model/exchange.ts';
import { printPlace } from '../chain.ts';
import { domainOf } from '../digest/variants.ts';
import type { Part } from '../parts.ts';
import type { Reached } from '../search.ts';
import type { LayerValue, ValuePlace } from './layer-value.ts';
import { labelsOf, templateOf, valuesOfLayer } from './layer-values.ts';

/** A layer of an exchange that contains values. */
export interface SequenceLayer {
  /** Its host is the key of the recipient. */
  exchange: Pick<Exchange, 'index' | 'host'>;
  part: string;
  /** Part and chain: `request.body > gzip`. */
  place: string;
  /** The same with all numbers replaced, so that equal layers of other exchanges have the same key. */
  key: string;
  /** Method and path, with the segments replaced that can vary. */
  pathKey: string;
  isText: boolean;
  sdk: string | undefined;
}

/** A short value that was sent, in the order of sending. */
export interface SequenceValue {
  layer: SequenceLayer;
  place: ValuePlace;
  text: string;
  /** The layer's key and its name without numbers: the template position. */
  position: string;
  /** Counts the values of its exchange. */
  order: number;
}

export interface SequenceValues {
  /** Records the short values of an exchange. */
  record(
    exchange: Exchange,
    parts: readonly { part: Part; reached: readonly Reached[] }[],
    sdk?: string,
  ): void;
  /** Records the labels of a host name that was seen without an exchange. */
  recordName(exchange: Pick<Exchange, 'index' | 'host'>, part: 'sni' | 'dns', name: string): void;
  /** All kept values by recipient, each in the order of sending. */
  byRecipient(): Map<string, SequenceValue[]>;
  /** Whether the limit was exceeded, so that some values were not kept. */
  readonly isCut: boolean;
}

/** Values kept for a capture. They take about 150 bytes each. */
const MAX_VALUES = 1 << 17;
/** Values kept for one position of one exchange. */
const MAX_AT_POSITION = 512;
/** Values kept of a position whose value never changes. */
const MAX_CONSTANT = 4;
/** Layers of an exchange whose values are read. */
const MAX_LAYERS = 64;

export function createSequenceValues(): SequenceValues {
  let values: SequenceValue[] = [];
  let isCut = false;
  const add = (layer: SequenceLayer, found: readonly LayerValue[], from: number) => {
    const names = { ...layer, key: `${layer.key} names` };
    const positions = new Map<string, { position: string; count: number }>();
    let order = from;
    for (const { place, template, text, isName } of found) {
      const known = positions.get(template) ?? {
        position: `${layer.key} > ${templateOf(template)}`,
        count: 0,
      };
      if (known.count === 0) positions.set(template, known);
      if (known.count++ >= MAX_AT_POSITION) continue;
      const { position } = known;
      values.push({
        layer: isName ? names : layer,
        place,
        text: ownCopy(text),
        position,
        order: order++,
      });
    }

    return order;
  };
  const limit = () => {
    const kept = withinLimit(values);
    isCut ||= kept.isCut;
    values = kept.values;
  };

  return {
    record({ index, host, method, url }, parts, sdk) {
      const exchange = { index, host };
      const pathKey = `${method} ${pathTemplateOf(url)}`;
      let order = 0;
      let layers = 0;
      for (const { part, reached } of parts)
        for (const node of reached) {
          const isPart = node.depth === 0;
          if (!isPart && (!node.sure || !node.structured)) continue;
          if (++layers > MAX_LAYERS && !isPart) break;
          const found = valuesOfLayer(node.input, part.name, isPart, node.structures ?? []);
          if (found.length === 0) continue;
          const place = printPlace(part.name, node.chain);
          if (/ [+,] /.test(place)) continue;
          const { isText } = node.content;
          order = add(
            { exchange, part: part.name, place, key: templateOf(place), pathKey, isText, sdk },
            found,
            order,
          );
        }
      if (values.length > 2 * MAX_VALUES) limit();
    },
    recordName(exchange, part, name) {
      const layer = { exchange, part, place: part, key: part, pathKey: '', isText: true, sdk: undefined };
      add(layer, labelsOf(name), 0);
    },
    byRecipient() {
      if (values.length > MAX_VALUES) limit();
      else values.sort(bySending);
      const byRecipient = new Map<string, SequenceValue[]>();
      for (const value of values) {
        const recipient = recipientOf(value);
        const known = byRecipient.get(recipient);
        if (known) known.push(value);
        else byRecipient.set(recipient, [value]);
      }

      return byRecipient;
    },
    get isCut() {
      return isCut;
    },
  };
}

/** The recipient of a value. A label of a host name was received by the domain. */
export function recipientOf({ layer, position }: SequenceValue): string {
  const { host } = layer.exchange;

  return position.startsWith('host-label', layer.key.length + 3) ? domainOfRecipient(host) : host;
}

/** The registrable domain of a recipient. A key that is no host name is its own domain. */
export function domainOfRecipient(key: string): string {
  return /^[\w.-]+$/.test(key) ? domainOf(key) : key;
}

/** The path, with each segment replaced that has a digit, fewer than three or more than 24 characters, or an escape. */
function pathTemplateOf(url: string): string {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';

  return path
    .split('/')
    .map((segment) => (/^[a-z._-]{3,24}$/i.test(segment) ? segment : '#'))
    .join('/');
}

/** A short copy does not keep the message that contains it in memory. V8 copies slices of up to 12 characters. */
function ownCopy(text: string): string {
  return text.length <= 12 ? text : Buffer.from(text, 'utf8').toString('utf8');
}

/** Keeps the earliest values of each position, and a few of a position whose value never changes. */
function withinLimit(values: readonly SequenceValue[]): { values: SequenceValue[]; isCut: boolean } {
  const positions = new Map<string, SequenceValue[]>();
  for (const value of values.toSorted(bySending)) {
    const key = `${recipientOf(value)} ${value.layer.pathKey} ${value.position}`;
    const known = positions.get(key);
    if (known) known.push(value);
    else positions.set(key, [value]);
  }
  const lists = [...positions.values()].map((list) =>
    isConstant(list) ? list.slice(0, MAX_CONSTANT) : list,
  );
  const total = (most: number) => lists.reduce((sum, { length }) => sum + Math.min(most, length), 0);
  let most = Math.max(0, ...lists.map(({ length }) => length));
  const isCut = total(most) > MAX_VALUES;
  while (most > 1 && total(most) > MAX_VALUES) most >>= 1;

  return {
    values: lists
      .flatMap((list) => list.slice(0, most))
      .slice(0, MAX_VALUES)
      .sort(bySending),
    isCut,
  };
}

/** Whether all values of a position are equal. */
export function isConstant(values: readonly SequenceValue[]): boolean {
  return values.every(({ text }) => text === values[0]?.text);
}

export function bySending(a: SequenceValue, b: SequenceValue): number {
  return a.layer.exchange.index - b.layer.exchange.index || a.order - b.order;
}
