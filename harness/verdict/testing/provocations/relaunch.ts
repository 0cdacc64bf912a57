import { changeStep, without } from '../changes.ts';
import type { Provocation } from './provocation.ts';

/** What became of the private tab. */
export const ofRelaunch: Provocation[] = [
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
  [
    'relaunch-unread',
    'nobody can tell what came back',
    changeStep('private-after-relaunch', { tabs: 'unknown' }),
    'clean',
  ],
  ['evidence-missing', 'nobody looked what came back', without('private-after-relaunch'), 'inconclusive'],
  ['evidence-missing', 'nobody closed the private tab', without('private-closed'), 'inconclusive'],
];
