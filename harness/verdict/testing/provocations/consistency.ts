import { changeStep, withExchange, withFacts, withHandset, withSteps } from '../changes.ts';
import { at, upload } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Evidence that contradicts itself. */
export const consistencyProvocations: Provocation[] = [
  [
    'evidence-contradicts',
    'a window shorter than the SDK takes',
    withFacts({ windowMs: 30_000 }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a window shorter than an unknown SDK',
    withFacts({ sdks: ['sensors', 'unheard-of'] }),
    'inconclusive',
  ],
  [
    'outside-recording',
    'steps before the recording',
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
    'a UID without a redirect',
    withExchange(upload('about:blank', { uid: 10_999 })),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'an exchange without UID through a tunnel that has one',
    withExchange(upload('about:blank', { uid: undefined })),
    'inconclusive',
  ],
  ['evidence-contradicts', 'attribution by UID without root', withHandset({ rooted: false }), 'inconclusive'],
  [
    'evidence-contradicts',
    'another keyboard',
    changeStep('keyboard', { package: 'com.touchtype.swiftkey' }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'steps in the wrong order',
    withSteps((steps) => steps.toReversed()),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'a switch in another position',
    changeStep('switch', { checked: true }),
    'inconclusive',
  ],
  [
    'evidence-contradicts',
    'an unknown responder',
    withExchange(upload('about:blank', { responder: 'somebody' })),
    'inconclusive',
  ],
];
