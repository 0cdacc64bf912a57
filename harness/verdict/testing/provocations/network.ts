import { changeStep, without } from '../changes.ts';
import { at } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Networks over which SDKs hold data back. */
export const networkProvocations: Provocation[] = [
  [
    'network-not-validated',
    'a network that was lost',
    changeStep('network', { validated: false }, (s) => s.at === at(31)),
    'inconclusive',
  ],
  ['network-metered', 'a metered network', changeStep('network', { metered: true }), 'inconclusive'],
  ['network-metered', '2G', changeStep('network', { type: 'CELLULAR[EDGE]' }), 'inconclusive'],
  [
    'network-unread',
    'a phone that does not report its network',
    changeStep('network', { validated: null, type: null, metered: null }),
    'clean',
  ],
  [
    'evidence-missing',
    'the network was not read in one window',
    without('network', (s) => s.at >= at(31) && s.at <= at(60)),
    'inconclusive',
  ],
];
