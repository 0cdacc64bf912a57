import { bent, withMode, without } from '../bends.ts';
import { at } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Private mode that was not proven, or not in time. */
export const ofPrivate: Provocation[] = [
  ['mode-not-private', 'normal mode', withMode({ private: false }), 'inconclusive'],
  [
    'no-canary',
    'no canary',
    (e) => ({ ...e, canaries: e.canaries.filter((c) => c.role === 'control') }),
    'inconclusive',
  ],
  ['not-proven-private', 'no proof', without('private-proof'), 'inconclusive'],
  [
    'not-proven-private',
    'one cue',
    bent('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'menu-item', seen: false, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'the same cue twice',
    bent('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'page-marker', seen: true, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'proof for another canary',
    bent('private-proof', { canaries: ['visit-1-title'] }),
    'inconclusive',
  ],
  [
    'not-proven-private',
    'a cue that nobody knows',
    bent('private-proof', {
      cues: [
        { name: 'page-marker', seen: true, detail: '' },
        { name: 'wallpaper', seen: true, detail: '' },
      ],
    }),
    'inconclusive',
  ],
  ['private-proof-late', 'proof after the load', bent('private-proof', { at: at(16) }), 'inconclusive'],
];
