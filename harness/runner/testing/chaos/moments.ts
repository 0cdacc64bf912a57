/** The classes of steps of a case: a step of each, by the beginning of its name. */
export const moments = {
  launch: 'start the browser',
  consent: 'answer the consent dialog',
  'private-tab': 'open a private tab',
  visit: 'visit visit-1',
  wait: 'wait (foreground)',
  close: 'close the private tab',
  relaunch: 'start it again',
  twin: 'wait (twin)',
  /** After the verdict, while the phone is restored. */
  restore: undefined,
} as const;
export type Moment = keyof typeof moments;
