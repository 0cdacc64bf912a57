import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { formsOf } from './forms.ts';
import { createPseudonyms } from './pseudonym.ts';

const MAC = '64:CC:2E:1A:9B:07';
const pseudonyms = createPseudonyms(Buffer.from('a key'));
const forms = new Map(
  formsOf({ name: 'mac', value: MAC }, pseudonyms).map((form) => [form.text, form.replacement]),
);

describe('formsOf', () => {
  for (const text of [MAC, MAC.toLowerCase(), '64CC2E1A9B07', '64cc2e1a9b07'])
    it(`replaces ${text} by its pseudonym`, () => assert.equal(forms.get(text), pseudonyms(text)));

  for (const algorithm of ['md5', 'sha1', 'sha256'])
    it(`replaces the ${algorithm} of a value by the ${algorithm} of its pseudonym`, () => {
      const digest = (text: string) => createHash(algorithm).update(text).digest();
      const [original, replacement] = ['64cc2e1a9b07', pseudonyms('64cc2e1a9b07')].map(digest);
      assert.ok(original && replacement);
      assert.equal(forms.get(original.toString('hex')), replacement.toString('hex'));
      assert.equal(
        forms.get(original.toString('hex').toUpperCase()),
        replacement.toString('hex').toUpperCase(),
      );
      assert.equal(
        forms.get(original.toString('base64').replace(/=+$/, '')),
        replacement.toString('base64').replace(/=+$/, ''),
      );
      assert.equal(forms.get(original.toString('latin1')), replacement.toString('latin1'));
    });

  it('replaces UTF-16 in bytes', () =>
    assert.equal(
      forms.get(Buffer.from(MAC, 'utf16le').toString('latin1')),
      Buffer.from(pseudonyms(MAC), 'utf16le').toString('latin1'),
    ));

  it('replaces UTF-8 bytes of other scripts', () => {
    const [name, replacement] = ['Юрий', pseudonyms('Юрий')].map((text) =>
      Buffer.from(text).toString('latin1'),
    );
    const scriptForms = formsOf({ name: 'account', value: 'Юрий' }, pseudonyms);
    assert.equal(scriptForms.find(({ text }) => text === name)?.replacement, replacement);
  });
});
