import assert from 'node:assert/strict';
import { browserSchema } from '../../model/browser.ts';
import { unmodelledIn } from './modelled.ts';

describe('the screens of a declaration', () => {
  const cases: [name: string, declared: object, problems: string[]][] = [
    ['the defaults', {}, []],
    ['a switch below the fold', { scroll: ['statisticsSwitch'] }, []],
    ['the way through the tab switcher', { private: { way: ['tabs', 'newPrivateTab'] } }, []],
    ['another order of the menu', { order: { menu: ['menuSettings', 'menuNewPrivateTab'] } }, []],
    ['an order of what the bar lacks', { order: { bar: ['urlInput'] } }, ['order.bar: urlInput']],
    ['an address bar below the fold', { scroll: ['urlInput'] }, ['scroll: urlInput']],
    ['a way that is not modelled', { private: { way: ['home'] } }, ['private.way: home']],
    [
      'a cue that is not modelled',
      { private: { cues: ['privateBadge', 'pageTitle'] } },
      ['private.cues: pageTitle'],
    ],
  ];
  for (const [name, declared, problems] of cases)
    it(`${problems.length === 0 ? 'have' : 'do not have'} ${name}`, () => {
      const declaration = browserSchema.parse({
        family: 'mint',
        package: 'com.example',
        versionName: '1',
        versionCode: 1,
        activity: 'com.example.Main',
        ...declared,
      });

      assert.deepEqual(unmodelledIn(declaration), problems);
    });
});
