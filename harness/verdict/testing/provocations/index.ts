import { configurationProvocations } from './configuration.ts';
import { consistencyProvocations } from './consistency.ts';
import { dependenceProvocations } from './dependence.ts';
import { differentialProvocations } from './differential.ts';
import { directProvocations } from './direct.ts';
import { findingsProvocations } from './findings.ts';
import { heartbeatProvocations } from './heartbeat.ts';
import { identitiesProvocations } from './identities.ts';
import { jobsProvocations } from './jobs.ts';
import { networkProvocations } from './network.ts';
import { notesProvocations } from './notes.ts';
import { opaqueProvocations } from './opaque.ts';
import { pageProvocations } from './page.ts';
import { pathProvocations } from './path-control.ts';
import { phoneStateProvocations } from './phone-state.ts';
import { privateProvocations } from './private.ts';
import { relaunchProvocations } from './relaunch.ts';
import { unattributedProvocations } from './unattributed.ts';
import { unrecordedProvocations } from './unrecorded.ts';
import { targetsProvocations } from './targets.ts';
import { tlsProvocations } from './tls.ts';
import { trafficProvocations } from './traffic.ts';
import { twinProvocations } from './twin.ts';
import { valuesProvocations } from './values.ts';
import { versionProvocations } from './version.ts';
import { visibilityProvocations } from './visibility.ts';
import { windowProvocations } from './window.ts';
import type { Provocation } from './provocation.ts';

/** All provocations, in one file per rule; at least one for each code that a rule gives. */
export const provocations: readonly Provocation[] = [
  ...findingsProvocations,
  ...privateProvocations,
  ...pageProvocations,
  ...versionProvocations,
  ...relaunchProvocations,
  ...twinProvocations,
  ...visibilityProvocations,
  ...directProvocations,
  ...unrecordedProvocations,
  ...tlsProvocations,
  ...heartbeatProvocations,
  ...targetsProvocations,
  ...unattributedProvocations,
  ...opaqueProvocations,
  ...valuesProvocations,
  ...trafficProvocations,
  ...configurationProvocations,
  ...windowProvocations,
  ...networkProvocations,
  ...jobsProvocations,
  ...pathProvocations,
  ...phoneStateProvocations,
  ...identitiesProvocations,
  ...consistencyProvocations,
  ...dependenceProvocations,
  ...differentialProvocations,
  ...notesProvocations,
];
