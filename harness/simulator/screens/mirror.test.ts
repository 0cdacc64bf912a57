import assert from 'node:assert/strict';
import { createDoubledHandset, browserStart } from '../activities/testing/doubles.ts';

describe('a browser whose language is written from right to left', () => {
  it('has its buttons in the declared order, mirrored, and reacts where they are', async () => {
    const handset = createDoubledHandset({
      rightToLeft: true,
      order: { bar: ['menu'], menu: ['menuSettings'] },
    });
    try {
      handset.manager.instrument();
      await handset.manager.start(browserStart);
      const created = await handset.ask('POST', '/session', { capabilities: { firstMatch: [{}] } });
      const { sessionId } = created.value as { sessionId: string };
      const source = async (): Promise<string> =>
        String((await handset.ask('GET', `/session/${sessionId}/source`)).value);
      const [menu = ''] = /<[^>]*action_more[^>]*>/.exec(await source()) ?? [];
      // The first of three buttons is at the right.
      assert.match(menu, /bounds="\[720,\d+\]\[1080,\d+\]"/);
      const top = Number(/\[720,(\d+)\]/.exec(menu)?.[1]);
      await handset.manager.input.tap(900, top + 10);
      const items = await source();
      assert.ok(items.indexOf('Settings') < items.indexOf('New incognito tab'), items);
    } finally {
      await handset.stop();
    }
  });
});
