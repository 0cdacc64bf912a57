import { changeStep, withMode, without } from '../changes.ts';
import { at, TWIN } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Another release or switch position than the case's. */
export const versionProvocations: Provocation[] = [
  [
    'version-unread',
    'version not read before',
    without('version', (s) => s.when === 'before'),
    'inconclusive',
  ],
  ['version-unread', 'version not read after', without('version', (s) => s.when === 'after'), 'inconclusive'],
  [
    'version-unread',
    'version not read after the twin',
    without('version', (s) => s.at > at(TWIN)),
    'inconclusive',
  ],
  [
    'version-changed',
    'another version after',
    changeStep('version', { versionCode: 30404 }, (s) => s.when === 'after'),
    'inconclusive',
  ],
  [
    'version-changed',
    'another version before',
    changeStep('version', { versionName: '3.4.4' }, (s) => s.when === 'before'),
    'inconclusive',
  ],
  ['switch-not-set', 'switch missing', withMode({ statistics: 'on', switch: null }), 'inconclusive'],
  [
    'switch-not-set',
    'switch in the other position',
    withMode({ statistics: 'on', switch: { label: 'x', checked: false } }),
    'inconclusive',
  ],
];
