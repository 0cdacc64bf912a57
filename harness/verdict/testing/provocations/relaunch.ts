import { changeStep, without } from '../changes.ts';
import type { Provocation } from './provocation.ts';

/** State of the private tab after a relaunch. */
export const relaunchProvocations: Provocation[] = [
  [
    'private-demoted',
    'a private tab that came back as a normal one',
    changeStep('private-after-relaunch', { tabs: 'demoted' }),
    'inconclusive',
  ],
  [
    'private-restored',
    'a private tab that came back',
    changeStep('private-after-relaunch', { tabs: 'restored' }),
    'clean',
  ],
  ['relaunch-unread', 'an unknown state', changeStep('private-after-relaunch', { tabs: 'unknown' }), 'clean'],
  ['evidence-missing', 'no state was read', without('private-after-relaunch'), 'inconclusive'],
  ['evidence-missing', 'the private tab was not closed', without('private-closed'), 'inconclusive'],
];
