import assert from 'node:assert/strict';
import { type UiNode, view } from '../screens/node.ts';
import { findNodes } from './find.ts';
import { createElementRegistry } from './snapshot.ts';

describe('finding elements', () => {
  const bounds = { left: 0, top: 0, right: 10, bottom: 10 };
  const node = (key: string, special: Partial<UiNode> = {}): UiNode =>
    view({ key, package: 'com.app', bounds, ...special });
  const row = (key: string, title: string, checked: boolean): UiNode =>
    node(key, {
      class: 'android.widget.LinearLayout',
      press: () => {},
      children: [
        node('title', { id: 'android:id/title', text: title }),
        node('switch', { class: 'android.widget.Switch', checkable: true, checked, desc: title }),
      ],
    });
  const root = node('window', {
    class: 'android.widget.FrameLayout',
    children: [
      node('box', { id: 'com.app:id/search_hint', text: 'Enter "a" URL' }),
      row('first', 'Save passwords', false),
      row('second', 'Enhanced incognito mode', true),
      node('list', { id: 'com.other:id/list', scroll: () => false }),
    ],
  });
  const reports: string[] = [];
  const unmodelled = { report: (_: string, what: string) => void reports.push(what), list: () => [] };
  const registry = createElementRegistry(() => ({ serial: 1, back: () => {}, build: () => root }));
  const find = async (strategy: string, selector: string, scopeId?: string): Promise<string[]> => {
    const { nodes } = await findNodes(strategy, selector, { take: registry.take, scopeId, unmodelled });

    return nodes.map(({ key, text }) => text || key);
  };

  const found: [strategy: string, selector: string, keys: string[]][] = [
    ['id', 'search_hint', ['Enter "a" URL']],
    ['id', 'com.app:id/search_hint', ['Enter "a" URL']],
    ['id', 'list', []],
    ['id', 'com.other:id/list', ['list']],
    ['accessibility id', 'Save passwords', ['switch']],
    ['class name', 'android.widget.Switch', ['switch', 'switch']],
    ['xpath', '//*[@text="Save passwords"]', ['Save passwords']],
    ['xpath', '//android.widget.Switch[@checked="true"]', ['switch']],
    ['xpath', '//*[@text="Enhanced incognito mode"]/..//*[@checkable="true"]', ['switch']],
    ['xpath', '/hierarchy/android.widget.FrameLayout', ['window']],
    ['-android uiautomator', 'new UiSelector().text("Enter \\"a\\" URL")', ['Enter "a" URL']],
    ['-android uiautomator', 'new UiSelector().textContains("INCOGNITO")', ['Enhanced incognito mode']],
    ['-android uiautomator', 'new UiSelector().textStartsWith("save")', ['Save passwords']],
    ['-android uiautomator', 'new UiSelector().textMatches("(?i)SAVE .*")', ['Save passwords']],
    ['-android uiautomator', 'new UiSelector().textMatches("Save")', []],
    ['-android uiautomator', 'new UiSelector().description("Save passwords").checkable(true)', ['switch']],
    [
      '-android uiautomator',
      'new UiSelector().resourceIdMatches(".*:id/title").instance(1)',
      ['Enhanced incognito mode'],
    ],
    [
      '-android uiautomator',
      'new UiSelector().className("android.widget.LinearLayout").instance(1).childSelector(new UiSelector().checkable(true))',
      ['switch'],
    ],
    [
      '-android uiautomator',
      'new UiSelector().text("Save passwords").fromParent(new UiSelector().checkable(true))',
      ['switch'],
    ],
    [
      '-android uiautomator',
      'new UiScrollable(new UiSelector().scrollable(true)).scrollTextIntoView("Save passwords");',
      ['Save passwords'],
    ],
  ];
  for (const [strategy, selector, keys] of found)
    it(`by ${strategy}: ${selector}`, async () => assert.deepEqual(await find(strategy, selector), keys));

  it('searches only below an element', async () => {
    const snapshot = registry.take();
    const second = snapshot.root.children[2];
    assert.ok(second);
    const scope = registry.give(snapshot, second);

    for (const [strategy, selector] of [
      ['xpath', '//android.widget.Switch'],
      ['class name', 'android.widget.Switch'],
      ['-android uiautomator', 'new UiSelector().checkable(true)'],
    ] as const)
      assert.equal((await find(strategy, selector, scope)).length, 1, strategy);
  });

  const refused: [strategy: string, selector: string, reason: RegExp][] = [
    ['link text', 'x', /Selector strategy 'link text' is not supported/],
    ['-android uiautomator', 'new UiSelector().text("a"', /',' or '\)' was expected/],
    ['-android uiautomator', 'new UiSelector().colour("red")', /UiSelector has no method `colour`/],
    ['-android uiautomator', 'new UiSelector().text(1)', /must be a string/],
    ['-android uiautomator', 'new UiSelector().textMatches("[")', /Invalid regular expression/],
    ['-android uiautomator', 'new UiObject().text("a")', /'UiObject' is not a UiSelector/],
    ['xpath', '//*[matches(@text, "a")]', /matches/],
  ];
  for (const [strategy, selector, reason] of refused)
    it(`refuses ${strategy}: ${selector}`, () => assert.rejects(find(strategy, selector), reason));

  it('lists an XPath that it cannot evaluate', () => {
    assert.deepEqual(reports, ['xpath //*[matches(@text, "a")]']);
  });
});
