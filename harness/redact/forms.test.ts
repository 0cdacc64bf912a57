import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { formsOf } from './forms.ts';
import { createPseudonyms } from './pseudonym.ts';

const MAC = '64:CC:2E:1A:9B:07';
const pseudonyms = createPseudonyms(Buffer.from('a key'));
const forms = new Map(
  formsOf({ name: 'mac', value: MAC }, pseudonyms).map((form) => [form.text, form.becomes]),
);

describe('the forms of a value', () => {
  for (const text of [MAC, MAC.toLowerCase(), '64CC2E1A9B07', '64cc2e1a9b07'])
    it(`have ${text}, and its pseudonym`, () => assert.equal(forms.get(text), pseudonyms(text)));

  for (const algorithm of ['md5', 'sha1', 'sha256'])
    it(`have its ${algorithm}, which becomes the ${algorithm} of its pseudonym`, () => {
      const digest = (text: string) => createHash(algorithm).update(text).digest();
      const [was, is] = ['64cc2e1a9b07', pseudonyms('64cc2e1a9b07')].map(digest);
      assert.ok(was && is);
      assert.equal(forms.get(was.toString('hex')), is.toString('hex'));
      assert.equal(forms.get(was.toString('hex').toUpperCase()), is.toString('hex').toUpperCase());
      assert.equal(
        forms.get(was.toString('base64').replace(/=+$/, '')),
        is.toString('base64').replace(/=+$/, ''),
      );
      assert.equal(forms.get(was.toString('latin1')), is.toString('latin1'));
    });

  it('have UTF-16, as the bytes of a file show it', () =>
    assert.equal(
      forms.get(Buffer.from(MAC, 'utf16le').toString('latin1')),
      Buffer.from(pseudonyms(MAC), 'utf16le').toString('latin1'),
    ));

  it('have UTF-8 bytes of other scripts', () => {
    const [name, other] = ['Юрий', pseudonyms('Юрий')].map((text) => Buffer.from(text).toString('latin1'));
    const found = formsOf({ name: 'account', value: 'Юрий' }, pseudonyms);
    assert.equal(found.find(({ text }) => text === name)?.becomes, other);
  });
});
