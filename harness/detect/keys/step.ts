import type { Content } from '../content.ts';
import { asBuffer, Content as Contents } from '../content.ts';
import { decrypt, type Way } from './ciphers.ts';
import { formOf, type KeyForm } from './forms.ts';

const STEP = /^(xor|aes-\d+-\w+):key=([\w-]+)\((.*?)\)(?:,iv=(?:(zero|key|front)|([\w-]+)\((.*)\)))?$/s;

/** The link of a chain that says how data was decrypted: `aes-128-cbc:key=hex(request.body > json:$.key),iv=front`. */
export function keyedStep(way: Way, key: KeyForm, where: string): string {
  const { vector } = way;
  const named = vector?.kind === 'beside' ? vector.name : vector?.kind;

  return `${way.algorithm}:key=${spelled(key.form, where)}${named === undefined ? '' : `,iv=${named}`}`;
}

/** A form of a value as a step spells it. */
export function spelled(form: string, where: string): string {
  return `${form}(${where})`;
}

/** Whether a link is a decryption, that only replays with the exchange at hand. */
export function isKeyedStep(step: string): boolean {
  return STEP.test(step);
}

/**
 * Decrypts again as a step says.
 * @param at the contents that stand at a place of the exchange, `request.body > json:$.key`
 */
export function openKeyedStep(
  content: Content,
  step: string,
  at: (where: string) => Iterable<Content>,
): Content[] {
  const [, algorithm = '', form = '', where = '', kind, vectorForm = '', vectorWhere = ''] =
    STEP.exec(step) ?? [];
  const opened: Content[] = [];
  for (const value of algorithm === '' ? [] : at(where)) {
    const key = formOf(value, form);
    if (!key) continue;
    const ways: Way[] =
      vectorForm === ''
        ? [{ algorithm, ...(isPlain(kind) ? { vector: { kind } } : {}) }]
        : [...at(vectorWhere)].flatMap((each) => {
            const bytes = formOf(each, vectorForm);

            return bytes ? [{ algorithm, vector: { kind: 'beside', bytes, name: '' } }] : [];
          });
    for (const way of ways) {
      const plain = decrypt(asBuffer(content.bytes), key, way);
      if (plain) opened.push(Contents.ofBytes(plain));
    }
  }

  return opened;
}

function isPlain(kind: string | undefined): kind is 'zero' | 'key' | 'front' {
  return kind !== undefined;
}
