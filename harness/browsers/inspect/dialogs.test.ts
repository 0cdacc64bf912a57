import assert from 'node:assert/strict';
import { inspectDialog } from './dialogs.ts';
import type { ScreenElement } from './elements.ts';
import type { InspectedScreens, ProposedRows } from './screens.ts';

const BROWSER = 'com.example.browser';
const element = (names: Partial<ScreenElement>): ScreenElement => ({
  class: 'android.widget.TextView',
  package: BROWSER,
  id: '',
  text: '',
  desc: '',
  clickable: false,
  ...names,
});

describe('inspectDialog', () => {
  const inspect = async (
    elements: ScreenElement[],
    answers: string[],
  ): Promise<{ walls: ProposedRows['walls']; pressed: ScreenElement[]; said: string[] }> => {
    const [pressed, said, left]: [ScreenElement[], string[], string[]] = [[], [], [...answers]];
    const walls: ProposedRows['walls'] = [];
    // A dialog uses only these parts of the screens.
    const screens = {
      proposed: { locators: [], ways: [], walls, switches: [] },
      deniedText: ({ text }: ScreenElement) => (text === 'OK' ? text : undefined),
      isForeign: ({ package: name }: ScreenElement) => name !== BROWSER,
      pressOnce: async (button: ScreenElement) => pressed.push(button) > 0,
    } as Partial<InspectedScreens> as InspectedScreens;
    await inspectDialog(
      screens,
      {
        say: (text) => void said.push(text),
        ask: async () => left.shift() ?? assert.fail('no answer is left'),
      },
      elements,
    );
    assert.deepEqual(left, []);

    return { walls, pressed, said };
  };
  const title = element({ text: '评价应用' });
  const terms = element({ text: '喜欢这个浏览器吗？请给我们评分' });

  const closed: [what: string, button: Partial<ScreenElement>, row: object][] = [
    ['a text', { text: '以后再说' }, { press: ['以后再说'] }],
    ['a description', { desc: 'Закрыть' }, { press: ['Закрыть'] }],
    ['an id', { id: `${BROWSER}:id/close` }, { press: [`${BROWSER}:id/close`] }],
    [
      'the window of another app',
      { text: 'Nein', package: 'com.vendor.store' },
      { press: ['Nein'], package: 'com.vendor.store' },
    ],
  ];
  for (const [what, button, row] of closed)
    it(`adds a row for a dialog whose button has ${what}`, async () => {
      const { walls, pressed } = await inspect([title, terms, element(button)], ['3', '']);
      const { name: _name, source: _source, confidence: _confidence, ...others } = walls[0] ?? {};
      assert.deepEqual(others, { strategy: 'text', value: terms.text, ...row });
      assert.deepEqual(pressed, [element(button)]);
    });

  it('takes the text that the user points at, however short', async () => {
    const { walls } = await inspect([title, terms, element({ text: '不' })], ['3', '1']);
    assert.equal(walls[0]?.value, '评价应用');
  });

  it('names a button by its id if another element has its text', async () => {
    const button = element({ text: 'Close', id: 'android:id/button1' });
    const { walls } = await inspect([title, button, element({ text: 'Close' })], ['2', '']);
    assert.deepEqual(walls[0]?.press, ['android:id/button1']);
  });

  it('adds no row for a dialog without anything of its own, but closes it', async () => {
    const button = element({ id: `${BROWSER}:id/close` });
    const { walls, pressed, said } = await inspect([button], ['1']);
    assert.deepEqual([walls, pressed], [[], [button]]);
    assert.ok(said.some((line) => /no row was added/.test(line)));
  });

  it('does not press a button that may agree to something', async () => {
    const { walls, pressed, said } = await inspect([title, element({ text: 'OK' })], ['2', 'skip']);
    assert.deepEqual([walls, pressed], [[], []]);
    assert.ok(said.some((line) => /'OK' is never pressed/.test(line)));
  });
});
