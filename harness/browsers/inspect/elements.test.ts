import assert from 'node:assert/strict';
import { proposeLocator, type ScreenElement } from './elements.ts';

const element = (names: Partial<ScreenElement>): ScreenElement => ({
  class: 'android.widget.TextView',
  package: 'com.example',
  id: '',
  text: '',
  desc: '',
  clickable: false,
  ...names,
});

describe('proposeLocator', () => {
  const item = element({ id: 'com.example:id/item', text: 'Exit' });

  it('takes the id, if no other element of the screen has it', () => {
    assert.deepEqual(proposeLocator(item, [item]), { strategy: 'id', value: 'item' });
    const other = element({ id: item.id, text: 'Settings' });
    assert.deepEqual(proposeLocator(item, [item, other]), { strategy: 'text', value: 'Exit' });
  });

  it('takes nothing that an element of another screen has too', () => {
    const normal = element({ id: item.id, text: 'Welcome' });
    assert.deepEqual(proposeLocator(item, [item], { others: [normal] }), { strategy: 'text', value: 'Exit' });
    assert.equal(proposeLocator(item, [item], { others: [normal, element({ text: 'Exit' })] }), undefined);
  });

  it('does not take a text that changes, nor a description that repeats it', () => {
    const bar = element({
      class: 'android.widget.EditText',
      text: 'Example Domain',
      desc: 'Page: Example Domain',
    });
    const menu = element({ desc: 'More' });
    assert.deepEqual(proposeLocator(bar, [bar, menu], { hasChangingText: true }), {
      strategy: 'xpath',
      value: '//*[@package="com.example" and @class="android.widget.EditText"]',
    });
    const named = { ...bar, desc: 'Address' };
    assert.deepEqual(proposeLocator(named, [named, menu], { hasChangingText: true }), {
      strategy: 'desc',
      value: 'Address',
    });
  });

  it('proposes nothing for an element that looks like another one', () => {
    const twin = element({ text: 'Close' });
    assert.equal(proposeLocator(twin, [twin, { ...twin }]), undefined);
  });
});
