import { changeStep, withExchange, withFacts, withHandset, withSteps } from '../changes.ts';
import { at, upload } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Accounts of one case that cannot all be true. */
export const ofConsistency: Provocation[] = [
  [
    'evidence-contradicts',
    'a window shorter than the SDK takes',
    withFacts({ windowMs: 30_000 }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a window shorter than an SDK that nobody knows',
    withFacts({ sdks: ['sensors', 'nobody'] }),
    'inconclusive',
  ],
  [
    'outside-recording',
    'recorded too late',
    (e) => ({ ...e, visibility: { ...e.visibility, recording: { from: at(11), to: at(399) } } }),
    'inconclusive',
  ],
  [
    'outside-recording',
    'an upload before the recording',
    withExchange(upload('about:blank', { at: at(-1) })),
    'inconclusive',
  ],
  [
    'outside-recording',
    'an upload after the recording',
    withExchange(upload('about:blank', { at: at(400) })),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a case of another release',
    withFacts({ id: 'mint@3.4.0~89abcdef/visit-typed/private' }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a real handset with a fast clock',
    withHandset({ simulated: false }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a UID that had no way of its own',
    withExchange(upload('about:blank', { uid: 10_999 })),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'an exchange without UID through a tunnel that has one',
    withExchange(upload('about:blank', { uid: undefined })),
    'inconclusive',
  ],
  ['evidence-contradicts', 'apps told apart without root', withHandset({ rooted: false }), 'inconclusive'],
  [
    'evidence-contradicts',
    'another keyboard',
    changeStep('keyboard', { package: 'com.touchtype.swiftkey' }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'steps that run backwards',
    withSteps((steps) => steps.toReversed()),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a switch that was read otherwise',
    changeStep('switch', { checked: true }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'an answer of nobody known',
    withExchange(upload('about:blank', { responder: 'somebody' })),
    'inconclusive',
  ],
];
