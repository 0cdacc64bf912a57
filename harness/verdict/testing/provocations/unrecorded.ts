import type { TimelineStep } from '../../../model/timeline.ts';
import { VENDOR_UIDS } from '../../../model/uid.ts';
import { type EvidenceChange, without, withSteps } from '../changes.ts';
import { at, BROWSER, HELPER } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

type Packets = Extract<TimelineStep, { kind: 'unrecorded-packets' }>['packets'][number];

const packets = (part: Partial<Packets>): EvidenceChange =>
  withSteps((steps) => [
    ...steps,
    {
      kind: 'unrecorded-packets',
      at: steps.at(-1)?.at ?? at(60),
      packets: [
        {
          from: 'loopback',
          uid: BROWSER,
          family: 'ipv4',
          protocol: 'tcp',
          port: 12_387,
          packets: 4,
          ...part,
        },
      ],
    },
  ]);

/** Packets to other apps within the phone, and of the vendor's apps around the recorder. */
export const unrecordedProvocations: Provocation[] = [
  [
    'evidence-missing',
    'what the first identity sent over the loopback was not read',
    without('unrecorded-packets', (step) => step.at === at(53)),
    'inconclusive',
  ],
  [
    'loopback-handover',
    'a connection to a port of another app',
    packets({ app: 'com.example.relay' }),
    'clean',
  ],
  [
    'loopback-handover',
    'datagrams of a helper to an unknown port over IPv6',
    packets({ uid: HELPER, protocol: 'udp', family: 'ipv6', port: null }),
    'clean',
  ],
  [
    'vendor-around-recorder',
    "a connection of the vendor's apps without the recorder",
    packets({ from: 'vendor', uid: VENDOR_UIDS, port: 443 }),
    'clean',
  ],
];
