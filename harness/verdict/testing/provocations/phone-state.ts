import { changeStep, combine, unrooted, without } from '../changes.ts';
import { at, BROWSER, HELPER } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

const inBackground = ({ phase }: { phase: string }) => phase === 'background';
const blocked = (uid: number, reason: string) => ({ blocked: [{ uid, reasons: [reason] }] });

/** A phone that did not keep running, slept, or held uploads back. */
export const phoneStateProvocations: Provocation[] = [
  [
    'evidence-missing',
    'the state of the phone was not read in one window',
    without('phone-state', inBackground),
    'inconclusive',
  ],
  [
    'phone-restarted',
    'a restart between two windows',
    changeStep('phone-state', { boot: 'd2a7a1de-0000-4000-8000-000000000000' }, (s) => s.at >= at(130)),
    'inconclusive',
  ],
  [
    'phone-restarted',
    'a restart of the system server within a window',
    changeStep('phone-state', { systemStarts: '2' }, (s) => inBackground(s) && s.when === 'end'),
    'inconclusive',
  ],
  [
    'phone-restarted',
    'counting rules that were made again',
    changeStep('phone-state', { rules: 4712 }, (s) => s.at >= at(130)),
    'inconclusive',
  ],
  [
    'phone-restarted',
    'counting rules that were removed',
    changeStep('phone-state', { rules: null }, inBackground),
    'inconclusive',
  ],
  [
    'uploads-held-back',
    'Doze',
    changeStep('phone-state', { deviceIdle: true }, inBackground),
    'inconclusive',
  ],
  ['uploads-held-back', 'battery saver', changeStep('phone-state', { batterySaver: true }), 'inconclusive'],
  [
    'uploads-held-back',
    'a helper that the owner restricts',
    changeStep('phone-state', { restricted: ['com.miui.analytics'] }),
    'inconclusive',
  ],
  [
    'uploads-held-back',
    'a helper in standby',
    changeStep('phone-state', blocked(HELPER, 'APP_STANDBY')),
    'inconclusive',
  ],
  [
    'uploads-held-back',
    'a browser in front without a network',
    changeStep('phone-state', blocked(BROWSER, 'APP_BACKGROUND'), (s) => s.phase === 'foreground'),
    'inconclusive',
  ],
  [
    'nothing-found',
    'a browser in the background without a network, as from Android 15 on',
    changeStep('phone-state', blocked(BROWSER, 'APP_BACKGROUND'), inBackground),
    'clean',
  ],
  [
    'network-not-validated',
    'a network that was lost within a window',
    changeStep('phone-state', { networkReadings: 15, networkUnvalidated: 1 }, inBackground),
    'inconclusive',
  ],
  [
    'phone-asleep',
    'a phone that sleeps',
    changeStep('phone-state', { wakefulness: 'Asleep' }, (s) => s.phase === 'after-relaunch'),
    'inconclusive',
  ],
  [
    'phone-asleep',
    'a phone that slept within a window and is awake at its end',
    changeStep('phone-state', { lastSleepMs: 2000 }, (s) => s.phase === 'foreground' && s.when === 'end'),
    'inconclusive',
  ],
  [
    'phone-state-unread',
    'a phone that reports none of it',
    combine(
      unrooted,
      changeStep('phone-state', {
        boot: null,
        systemStarts: null,
        rules: null,
        wakefulness: null,
        lastSleepMs: null,
        deviceIdle: null,
        batterySaver: null,
        dataSaver: null,
        blocked: null,
        restricted: null,
      }),
    ),
    'clean',
  ],
];
