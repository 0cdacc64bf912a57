import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  browserActivity,
  browserPackage,
  browserStart,
  createDoubledHandset,
  type DoubledHandset,
} from '../activities/testing/doubles.ts';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

describe("the handset's UiAutomator2 server", () => {
  let handset: DoubledHandset;
  let session: string;

  afterEach(() => handset.stop());

  async function launch(declaration: Record<string, unknown> = {}, android = 13): Promise<void> {
    handset = createDoubledHandset(declaration, android);
    handset.manager.instrument();
    await handset.manager.start(browserStart);
    const created = await handset.ask('POST', '/session', { capabilities: { firstMatch: [{}] } });
    session = (created.value as { sessionId: string }).sessionId;
  }

  const call = (method: string, path: string, body?: unknown) =>
    handset.ask(method, `/session/${session}${path}`, body);

  async function find(strategy: string, selector: string, context = ''): Promise<string> {
    const { status, value } = await call('POST', '/element', { strategy, selector, context });
    assert.equal(status, 200, `${strategy} ${selector}: ${JSON.stringify(value)}`);

    return (value as Record<string, string>)[ELEMENT] ?? '';
  }

  async function press(strategy: string, selector: string): Promise<void> {
    const id = await find(strategy, selector);
    assert.equal((await call('POST', `/element/${id}/click`)).status, 200);
  }

  async function count(strategy: string, selector: string): Promise<number> {
    const { value } = await call('POST', '/elements', { strategy, selector, context: '' });

    return (value as unknown[]).length;
  }

  const textOf = async (id: string): Promise<unknown> => (await call('GET', `/element/${id}/text`)).value;
  const withText = (text: string): string => `new UiSelector().text("${text}")`;
  const events = (): string[] => handset.events.map(({ event }) => event);

  async function visit(url: string): Promise<void> {
    await press('id', 'search_hint');
    const input = await find('id', 'url');
    await call('POST', `/element/${input}/value`, { text: url });
    await press('id', 'rightText');
    await nextTurn();
  }

  async function openPrivately(): Promise<void> {
    await press('accessibility id', 'More options');
    await press('-android uiautomator', withText('New incognito tab'));
  }

  it('sends each response in one piece', async () => {
    await launch();
    assert.equal(
      (await call('POST', '/elements', { strategy: 'id', selector: 'url', context: '' })).pieces,
      1,
    );
    assert.equal((await call('GET', '/source')).pieces, 1);
  });

  it('drives a private browsing scenario', async () => {
    await launch();
    await openPrivately();
    assert.equal(await count('id', 'incognito_icon'), 1);
    await visit('https://a.example/');

    assert.equal(handset.tabs[0]?.private, true);
    assert.deepEqual(handset.tabs[0]?.calls, ['navigate https://a.example/ typed']);
    assert.equal(await textOf(await find('id', 'title')), 'Title of https://a.example/');

    await press('accessibility id', 'More options');
    await press('xpath', '//*[@text="Exit incognito"]');
    assert.equal(await count('id', 'incognito_icon'), 0);
    assert.equal(handset.tabs[0]?.isClosed, true);
    assert.deepEqual(events(), [
      'launch',
      'privateOpened',
      'keystroke',
      'navigationStart',
      'navigationFinish',
      'tabClosed',
      'privateClosed',
    ]);
    assert.ok(handset.events.slice(1).every(({ data }) => data.private === true));
  });

  it('searches for words', async () => {
    await launch();
    await visit('how to cook');

    assert.deepEqual(handset.tabs[0]?.calls, [
      'navigate https://www.google.com/search?q=how%20to%20cook search',
    ]);
    assert.deepEqual(handset.events.find(({ event }) => event === 'search')?.data, {
      words: 'how to cook',
      private: false,
      how: 'search',
    });
  });

  it('passes touches inside the page to the page, in its coordinates', async () => {
    await launch();
    await visit('a.example');
    const actions = [
      { type: 'pointerMove', x: 540, y: 1000 },
      { type: 'pointerDown' },
      { type: 'pointerUp' },
    ];
    await call('POST', '/actions', { actions: [{ type: 'pointer', id: 'finger', actions }] });
    const page = await find('class name', 'android.webkit.WebView');
    await call('POST', '/appium/gestures/swipe', {
      origin: { [ELEMENT]: page },
      direction: 'up',
      percent: 0.5,
    });
    await call('POST', '/keys', { text: 'some words' });
    await call('POST', '/appium/device/press_keycode', { keycode: 66 });

    assert.deepEqual(handset.tabs[0]?.calls.slice(1), [
      'tap 540 760',
      'scroll 0 978',
      'type some words',
      'type \n',
    ]);
  });

  it('shows only the consent dialog until it is answered', async () => {
    await launch({ consent: { agree: 'agree', disagree: 'disagree' } });
    assert.equal(await count('id', 'search_hint'), 0);
    await call('POST', '/back');
    assert.equal(await count('id', 'search_hint'), 0);
    await press('id', 'btn_disagree');

    assert.equal(await count('id', 'search_hint'), 1);
    assert.equal(handset.settings.get('consent'), 'disagree');
    assert.deepEqual(handset.events.at(-1), { event: 'consent', data: { answer: 'disagree' } });
  });

  it('ends a browser after its terms were refused', async () => {
    await launch({ consent: {} });
    await press('id', 'btn_disagree');
    await handset.manager.home();

    assert.deepEqual(events(), ['launch', 'consent', 'kill']);
    assert.deepEqual(
      handset.manager.processes().map(({ name }) => name),
      ['io.appium.uiautomator2.server'],
    );
  });

  it('shows each wall at its time', async () => {
    const wall = (when: string) => ({ when, title: when, accept: 'Yes', dismiss: 'Later' });
    await launch({
      consent: {},
      walls: [wall('first-launch'), wall('after-consent'), wall('private-opened')],
    });
    await press('id', 'btn_agree');
    for (const title of ['first-launch', 'after-consent']) {
      assert.equal(await textOf(await find('id', 'android:id/alertTitle')), title);
      await press('-android uiautomator', withText('Later'));
    }
    await openPrivately();
    assert.equal(await textOf(await find('id', 'android:id/alertTitle')), 'private-opened');
    await press('id', 'android:id/button1');
    assert.equal(await count('id', 'search_hint'), 1);
  });

  describe('with a statistics switch', () => {
    const statistics = {
      label: 'Enhanced incognito mode',
      summaryOn: 'Statistics are sent',
      summaryOff: "Statistics won't be sent",
      checked: true,
    };

    async function openPrivacy(): Promise<void> {
      await press('accessibility id', 'More options');
      await press('id', 'action_menu_setting');
      await press('-android uiautomator', withText('Privacy & security'));
    }

    it('switches it with a press on its row, and keeps its position', async () => {
      await launch({ statistics });
      await openPrivacy();
      const [, ownSwitch] = await Promise.all([
        find('-android uiautomator', withText('Statistics are sent')),
        find('xpath', '//*[@text="Enhanced incognito mode"]/following-sibling::android.widget.Switch'),
      ]);
      const read = async (name: string) =>
        (await call('GET', `/element/${ownSwitch}/attribute/${name}`)).value;
      assert.deepEqual(
        [await read('checked'), await read('text'), await read('content-desc')],
        ['true', '', statistics.label],
      );
      await press('-android uiautomator', withText('Enhanced incognito mode'));

      assert.equal(await read('checked'), 'false');
      assert.equal(handset.settings.get('statistics'), false);
      assert.equal(events().at(-1), 'switchChanged');
      await find('-android uiautomator', withText("Statistics won't be sent"));
    });

    it('keeps it below the fold until a scroll', async () => {
      await launch({ statistics, scroll: ['statisticsRow'] });
      await openPrivacy();
      const row = withText('Enhanced incognito mode');
      assert.equal(await count('-android uiautomator', row), 0);
      const id = await find(
        '-android uiautomator',
        `new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(${row})`,
      );

      assert.equal(await textOf(id), 'Enhanced incognito mode');
    });

    it('shows it on the private home page if the browser does', async () => {
      await launch({ statistics: { ...statistics, where: 'private-home' } });
      assert.equal(await count('-android uiautomator', withText('Enhanced incognito mode')), 0);
      await openPrivately();
      assert.equal(await count('-android uiautomator', withText('Enhanced incognito mode')), 1);
    });
  });

  it('accepts presses on suggestions, and reports each change of the text', async () => {
    await launch({ suggestions: true });
    await press('id', 'search_hint');
    const actions = ['a', 'b'].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await call('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    await press('-android uiautomator', withText('ab download'));
    await nextTurn();

    const typed = handset.events.filter(({ event }) => event === 'keystroke').map(({ data }) => data.text);
    assert.deepEqual(typed, ['a', 'ab']);
    assert.deepEqual(handset.tabs[0]?.calls, [
      'navigate https://www.google.com/search?q=ab%20download search',
    ]);
  });

  it('reports the number of private tabs, even 0', async () => {
    await launch();
    await press('accessibility id', 'Tabs');

    await find('accessibility id', 'Incognito tabs, 0');
  });

  it('opens a VIEW intent next to a private tab or in private mode, as declared', async () => {
    for (const viewIntents of ['normal', 'private'] as const) {
      await launch({ private: { viewIntents } });
      await openPrivately();
      await handset.manager.start({
        package: browserPackage,
        activity: browserActivity,
        action: 'android.intent.action.VIEW',
        data: 'https://a.example/',
        categories: [],
        stopFirst: false,
      });
      await nextTurn();
      assert.equal(handset.tabs[0]?.private, viewIntents === 'private');
      await handset.stop();
    }
  });

  it('distinguishes a stale element from an unknown one', async () => {
    await launch();
    const box = await find('id', 'search_hint');
    await press('id', 'search_hint');

    const stale = await call('GET', `/element/${box}/text`);
    assert.deepEqual([stale.status, errorOf(stale)], [404, 'stale element reference']);
    const never = await call('GET', '/element/nothing/text');
    assert.deepEqual([never.status, errorOf(never)], [404, 'no such element']);
    await call('POST', '/back');
    assert.equal((await call('GET', `/element/${box}/text`)).status, 200);
  });

  const refused: [
    name: string,
    method: string,
    path: string,
    body: unknown,
    status: number,
    error: string,
  ][] = [
    ['a missing element', 'POST', '/element', { strategy: 'id', selector: 'x' }, 404, 'no such element'],
    ['a strategy', 'POST', '/element', { strategy: 'link text', selector: 'x' }, 400, 'invalid selector'],
    ['a broken XPath', 'POST', '/element', { strategy: 'xpath', selector: '//[' }, 400, 'invalid selector'],
    [
      'a broken selector',
      'POST',
      '/element',
      { strategy: '-android uiautomator', selector: 'new UiSelector(' },
      400,
      'invalid selector',
    ],
    ['an alert', 'POST', '/alert/accept', {}, 404, 'no such alert'],
    ['landscape', 'POST', '/orientation', { orientation: 'LANDSCAPE' }, 400, 'invalid element state'],
    ['a gesture that is not modelled', 'POST', '/appium/gestures/pinch_open', {}, 404, 'unknown command'],
    [
      'several windows',
      'POST',
      '/appium/settings',
      { settings: { enableMultiWindows: true } },
      500,
      'unsupported operation',
    ],
    [
      'a key without a meaning',
      'POST',
      '/appium/device/press_keycode',
      { keycode: 25 },
      500,
      'unknown error',
    ],
  ];
  for (const [title, method, path, body, status, error] of refused)
    it(`refuses ${title}`, async () => {
      await launch();
      const answer = await call(method, path, body);

      assert.deepEqual([answer.status, errorOf(answer)], [status, error]);
    });

  const broken: [method: string, path: string, body: unknown, message: string][] = [
    [
      'POST',
      '/element',
      { strategy: 5 },
      "POST /element: 'strategy': Invalid input: expected string, received number; " +
        "'selector': Invalid input: expected string, received undefined",
    ],
    ['POST', '/elements', [], 'POST /elements: Invalid input: expected object, received array'],
    ['POST', '/keys', { text: 7 }, "POST /keys: 'text' must be a string, or 'value' a list of strings"],
    [
      'POST',
      '/actions',
      { actions: [{ type: 'pointer', actions: [{ type: 'pointerMove', x: '1' }] }] },
      "POST /actions: 'actions.0.actions.0.x': Invalid input: expected number, received string",
    ],
    [
      'POST',
      '/appium/gestures/swipe',
      { direction: 'sideways', area: { left: 0, top: 0, width: 9, height: 9 } },
      "POST /appium/gestures/swipe: 'direction': must be one of [LEFT, RIGHT, UP, DOWN]",
    ],
    [
      'POST',
      '/appium/gestures/click',
      { origin: { id: 'x' } },
      "POST /appium/gestures/click: 'origin': an element must have one of the keys ELEMENT, element-6066-11e4-a52e-4f735466cecf",
    ],
    [
      'POST',
      '/appium/device/press_keycode',
      {},
      "POST /appium/device/press_keycode: 'keycode': Invalid input: expected number, received undefined",
    ],
    [
      'POST',
      '/appium/settings',
      { settings: 'all' },
      "POST /appium/settings: 'settings': Invalid input: expected record, received string",
    ],
  ];
  for (const [method, path, body, message] of broken)
    it(`names the wrong key of ${path} in ${JSON.stringify(body)}`, async () => {
      await launch();
      const answer = await call(method, path, body);

      assert.equal(answer.status, 400);
      assert.deepEqual(
        [errorOf(answer), (answer.value as { message: string }).message],
        ['invalid argument', message],
      );
    });

  it('lists requests that are not modelled', async () => {
    await launch();
    await call('POST', '/appium/gestures/pinch_open', {});

    assert.deepEqual(handset.reports, ['route: POST /appium/gestures/pinch_open']);
  });

  it('slows the clock down for every touch of the screen', async () => {
    await launch();
    handset.device.clock.setFast(true);
    await call('GET', '/source');
    assert.equal(handset.device.clock.fast, true);
    await call('POST', '/back');
    assert.equal(handset.device.clock.fast, false);
  });

  it('gives the page source in the form of the real server', async () => {
    await launch();
    const { value } = await call('GET', '/source');
    const lines = String(value).split('\n');

    assert.equal(lines[0], "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>");
    assert.equal(lines[1], '<hierarchy index="0" class="hierarchy" rotation="0" width="1080" height="2340">');
    const box = lines.find((line) => line.includes('search_hint'));
    assert.equal(
      box?.trim(),
      `<android.widget.TextView index="1" package="${browserPackage}" class="android.widget.TextView" text="Enter a URL or search the web" resource-id="${browserPackage}:id/search_hint" checkable="false" checked="false" clickable="true" enabled="true" focusable="true" focused="false" long-clickable="false" password="false" scrollable="false" selected="false" bounds="[60,700][1020,860]" displayed="true" showing-hint="false" />`,
    );
  });

  it('takes screenshots, black or none for a secure window', async () => {
    const signature = '\x89PNG';
    await launch({ flagSecure: 'private' });
    const open = await call('GET', '/screenshot');
    assert.equal(Buffer.from(String(open.value), 'base64').toString('latin1', 0, 4), signature);
    await openPrivately();
    const secure = await call('GET', '/screenshot');
    assert.notEqual(secure.value, open.value);
    await handset.stop();

    await launch({ flagSecure: 'always' }, 10);
    const refusal = await call('GET', '/screenshot');
    assert.deepEqual([refusal.status, errorOf(refusal)], [500, 'unable to capture screen']);
  });

  it('ends the instrumentation with its session', async () => {
    await launch();
    await call('DELETE', '');
    await handset.device.clock.sleep(60);

    await assert.rejects(handset.ask('GET', '/status'), /ECONNREFUSED/);
  });
});

function errorOf({ value }: { value: unknown }): string {
  return (value as { error: string }).error;
}
