import type { Budget } from '../../model/evidence.ts';
import type { Exchange } from '../../model/exchange.ts';
import { printChain } from '../chain.ts';
import { valuesOf } from '../joined/message-values.ts';
import { searchExchange, type Tools } from '../search-exchange.ts';

/** A value of an exchange and its name. */
export interface NamedValue {
  /** Part and chain: `request.body > form:data_list > base64 > gzip > json:$[0].distinct_id`. */
  place: string;
  /** The last name of its field, in lower case: `distinct_id`. */
  field: string;
  text: string;
}

/** Every named value that an exchange sent, decoded with every codec. Each name and value once. */
export function valuesIn(exchange: Exchange, tools: Tools, budget: Budget): NamedValue[] {
  const values = new Map<string, NamedValue>();
  const addValue = (place: string, text: string) => {
    const field = fieldOf(place);
    const key = `${field}\0${text}`;
    if (field !== '' && text !== '' && !values.has(key)) values.set(key, { place, field, text });
  };
  for (const { part, reached } of searchExchange(exchange, tools, new Set(), budget))
    for (const { input, chain } of reached) {
      const steps = [part.name, ...printChain(chain)];
      if (input.content.isText) addValue(steps.join(' > '), input.content.text);
      for (const { name, text } of valuesOf(input))
        if (name !== '') addValue([...steps, name].join(' > '), text);
    }

  return [...values.values()];
}

/**
 * The field of `json:$[0].properties.$device_id` and of `form:device_id` is `device_id`. A header's field is its name.
 * Decoding steps have no field.
 */
function fieldOf(place: string): string {
  const last = place.split(' > ').at(-1) ?? '';
  if (/^path\[\d+\]$/.test(last)) return 'path';
  const [kind = '', ...rest] = last.split(':');
  if (rest.length === 0 || /^(?:joined|rot|xor|aes|mistat|substitution|list|hidden)|-name$/.test(kind))
    return '';
  const name = rest.join(':').replaceAll(/\[\d+\]/g, '');

  return (/([^.\s]+)$/.exec(name)?.[1] ?? '').toLowerCase();
}
