import { withExchange } from '../changes.ts';
import { exchange } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

const configuration = (status: number, text?: string) =>
  withExchange(
    exchange({
      url: 'https://sa.api.intl.miui.com/config/Android.conf',
      method: 'GET',
      responder: 'config/sensors',
      answer: { status, mimeType: 'application/json', ...(text !== undefined && { text }) },
    }),
  );

/** Configurations that keep an SDK from sending, or that cannot be checked. */
export const configurationProvocations: Provocation[] = [
  [
    'config-disables',
    'an SDK that is off',
    configuration(200, '{"configs":{"disableSDK":true}}'),
    'inconclusive',
  ],
  [
    'config-disables',
    'events on a blacklist',
    configuration(200, '{"configs":{"event_blacklist":["page_load_event_start"]}}'),
    'inconclusive',
  ],
  ['config-disables', 'one of ten sampled', configuration(200, '{"sample_rate":0.1}'), 'inconclusive'],
  ['config-disables', 'a configuration that is not JSON', configuration(200, 'AAECAw=='), 'inconclusive'],
  ['config-disables', 'a configuration that was not recorded', configuration(200), 'inconclusive'],
  ['configuration-unknown', 'a configuration that was not served', configuration(304), 'clean'],
  ['evidence-missing', 'a configuration without a response', configuration(0), 'inconclusive'],
];
