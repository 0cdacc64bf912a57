import { randomBytes } from 'node:crypto';
import { combine, withFacts, without } from '../changes.ts';
import { at } from '../evidence.ts';
import { opaque } from './pieces.ts';
import type { Provocation } from './provocation.ts';

/** While the twin runs. */
const TWIN_AT = at(300);
const picture = (moment: string) =>
  opaque({ at: moment, body: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(99)]) });

/** Opaque parts. */
export const opaqueProvocations: Provocation[] = [
  ['opaque-upload', 'an opaque upload', opaque(), 'inconclusive'],
  ['opaque-before', 'an opaque upload before the first visit', opaque({ at: at(7), overAt: at(8) }), 'clean'],
  [
    'opaque-upload',
    'an opaque upload that began before the first visit and went on',
    opaque({ at: at(7), overAt: at(20) }),
    'inconclusive',
  ],
  [
    'opaque-upload',
    'an opaque upload that began before the first visit, without a known end',
    opaque({ at: at(7) }),
    'inconclusive',
  ],
  [
    'opaque-upload',
    'an opaque upload before the first visit, under an earlier identity',
    combine(opaque({ at: at(7), overAt: at(8) }), without('identity'), withFacts({ identities: 1 })),
    'inconclusive',
  ],
  ['media-unread', 'a picture', picture(at(20)), 'inconclusive'],
  ['media-upload', 'a picture in the twin', picture(TWIN_AT), 'clean'],
];
