import { ofConfiguration } from './configuration.ts';
import { ofConsistency } from './consistency.ts';
import { ofDifferential } from './differential.ts';
import { ofFindings } from './findings.ts';
import { ofHeartbeat } from './heartbeat.ts';
import { ofIdentities } from './identities.ts';
import { ofNetwork } from './network.ts';
import { ofNotes } from './notes.ts';
import { ofOpaque } from './opaque.ts';
import { ofPage } from './page.ts';
import { ofPrivate } from './private.ts';
import { ofRelaunch } from './relaunch.ts';
import { ofUnattributed } from './unattributed.ts';
import { ofTargets } from './targets.ts';
import { ofTls } from './tls.ts';
import { ofTraffic } from './traffic.ts';
import { ofTwin } from './twin.ts';
import { ofValues } from './values.ts';
import { ofVersion } from './version.ts';
import { ofVisibility } from './visibility.ts';
import { ofWindow } from './window.ts';
import type { Provocation } from './provocation.ts';

/** At least one for each code that a rule gives; one file per rule. */
export const provocations: readonly Provocation[] = [
  ...ofFindings,
  ...ofPrivate,
  ...ofPage,
  ...ofVersion,
  ...ofRelaunch,
  ...ofTwin,
  ...ofVisibility,
  ...ofTls,
  ...ofHeartbeat,
  ...ofTargets,
  ...ofUnattributed,
  ...ofOpaque,
  ...ofValues,
  ...ofTraffic,
  ...ofConfiguration,
  ...ofWindow,
  ...ofNetwork,
  ...ofIdentities,
  ...ofConsistency,
  ...ofDifferential,
  ...ofNotes,
];
