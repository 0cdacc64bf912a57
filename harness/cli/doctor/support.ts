import type { Diagnosis } from './diagnosis.ts';

/** What was proven on a phone by doing it. Undefined: it could not be tried. */
export interface Proven {
  root: boolean;
  /** The recorder's certificate is in the store that apps with Android's own rules read. */
  systemStore: boolean;
  userStore: boolean;
  /** Traffic of an app reached the recorder. */
  path: boolean;
  /** A browser accepted the recorder's certificate. */
  handshake: boolean | undefined;
  /** A datagram of an app was counted by a packet counter. */
  counted: boolean | undefined;
  /** Traffic is attributed by UID. */
  attributed: boolean | undefined;
}

/** Each missing proof, with what it means for verdicts. `voids`: no case can be clean. */
const LACKS: readonly { lacks(proven: Proven): boolean; voids: boolean; text: string }[] = [
  {
    lacks: ({ path }) => !path,
    voids: true,
    text: 'the traffic of the phone does not reach the recorder, so that every case is inconclusive',
  },
  {
    lacks: ({ systemStore, userStore }) => !systemStore && !userStore,
    voids: true,
    text: 'no store of the phone has the certificate of the recorder, so that browsers refuse TLS',
  },
  {
    lacks: ({ systemStore, userStore }) => !systemStore && userStore,
    voids: false,
    text: "only the user's store has the certificate: a browser with Android's own rules refuses TLS, and Chrome accepts it",
  },
  {
    lacks: ({ handshake }) => handshake === false,
    voids: true,
    text: 'the browser that was tried refused the certificate of the recorder',
  },
  {
    lacks: ({ counted }) => counted === false,
    voids: true,
    text: 'no packet counter could be proven, so that packets around the recorder would not be seen',
  },
  {
    lacks: ({ attributed }) => attributed === false,
    voids: false,
    text: 'traffic is not attributed to apps, so that a finding may come from another app, and is at most suspect',
  },
  {
    lacks: ({ root }) => !root,
    voids: false,
    text: 'without root, names that the phone asks for are not seen (`dns-unseen`)',
  },
];

/** Which verdicts a phone supports, and why not more. */
export function supportOf(proven: Proven): Diagnosis {
  const lacking = LACKS.filter(({ lacks }) => lacks(proven));
  const voids = lacking.some((lack) => lack.voids);
  const untried = proven.handshake === undefined || proven.counted === undefined;
  const best = voids
    ? 'leaks and inconclusive, never clean'
    : untried
      ? 'leaks and inconclusive; clean is possible, but not everything could be tried'
      : 'leaks, suspect, inconclusive and clean';

  return {
    what: 'verdicts',
    state: voids || untried ? 'optional' : 'fine',
    text: `this phone supports ${best}`,
    fix: lacking.map(({ text }) => `why not more: ${text}`),
  };
}
