import { caseId, type CaseFacts } from '../../../model/case.ts';
import type { Sdk } from '../../../model/sdk.ts';
import type { TimelineStep } from '../../../model/timeline.ts';
import { durationText } from '../../../model/duration.ts';
import { UNKNOWN_UID } from '../../../model/uid.ts';
import type { RuleInput } from '../../rule-input.ts';
import { attributesByUid } from '../../senders.ts';
import { runsByIdentity } from '../window.ts';

/** An unknown SDK is given the interval of OneTrack and MiStat 3.0, 900 s. No window has to be longer. */
const UNKNOWN_SDK_MS = 900_000;
const INTERCEPTIONS = new Set(['system-ca+proxy', 'user-ca+proxy', 'proxy', 'none']);

/** Contradictions between the facts of a case, its timeline and its canaries. */
export function contradictionsOfFacts({ evidence, policy }: RuleInput): string[] {
  const { facts, timeline, canaries } = evidence;
  const { handset, id } = facts;
  const contradictions: string[] = [];
  if (id !== caseId(facts))
    contradictions.push(`the id of the case is ${id}, but its facts give the id ${caseId(facts)}`);
  if (!handset.simulated && handset.speed !== 1)
    contradictions.push(`the clock of a real handset ran at ${handset.speed} times real time`);
  if (!INTERCEPTIONS.has(handset.interception))
    contradictions.push(`the interception '${handset.interception}' is unknown`);
  const slowest = slowestOf(facts.sdks, policy.sdks);
  if (!(facts.windowMs >= slowest))
    contradictions.push(
      `the planned window lasts ${durationText(facts.windowMs)}, but the slowest SDK of the release needs ${durationText(slowest)}`,
    );

  const planted = new Set(canaries.map((canary) => canary.id));
  for (const step of timeline.steps) {
    const used =
      step.kind === 'private-proof' ? step.canaries : step.kind === 'page-loaded' ? [step.canary] : [];
    const unknown = used.find((each) => !planted.has(each) && !each.startsWith('twin-'));
    if (unknown) contradictions.push(`the canary ${unknown} was used, but the case has no such canary`);
  }

  return [...contradictions, ...ofSteps(facts, timeline.steps), ...ofApps(facts, timeline.steps)];
}

function slowestOf(sdks: readonly string[], known: readonly Sdk[]): number {
  const intervals = sdks.map((id) => known.find((sdk) => sdk.id === id)?.apk?.intervalMs ?? UNKNOWN_SDK_MS);

  return intervals.length === 0 ? UNKNOWN_SDK_MS : Math.min(UNKNOWN_SDK_MS, Math.max(...intervals));
}

function ofSteps({ handset, mode }: CaseFacts, steps: readonly TimelineStep[]): string[] {
  const contradictions: string[] = [];
  for (const step of steps) {
    if (step.kind === 'window' && step.speed !== handset.speed)
      contradictions.push(
        `the clock speed of the handset is ${handset.speed}x, but it was ${step.speed}x in the ${step.phase} window`,
      );
  }
  if (mode.switch)
    for (const play of runsByIdentity(steps)) {
      const read = play.findLast((step) => step.kind === 'switch');
      if (read?.label !== mode.switch.label || read.checked !== mode.switch.checked)
        contradictions.push(
          'the last reading of the statistics switch differs from the reading in the mode of the case',
        );
    }

  return contradictions;
}

/** Contradictions between the case's apps and the UIDs that were redirected, the UIDs that were watched, and the keyboard. */
function ofApps(facts: CaseFacts, steps: readonly TimelineStep[]): string[] {
  if (!attributesByUid(facts)) return [];
  const { apps, watchedUids, handset, release } = facts;
  const contradictions: string[] = [];
  if (!handset.rooted) contradictions.push('traffic was attributed by UID on a handset without root');
  const own = apps.filter(({ role }) => role === 'browser' || role === 'helper');
  if (!own.some(({ role, package: name }) => role === 'browser' && name === release.package))
    contradictions.push(`no UID of the case belongs to the browser ${release.package}`);
  const uids = own.map(({ uid }) => uid);
  for (const uid of new Set([...uids, ...watchedUids]))
    if (!uids.includes(uid) || !watchedUids.includes(uid))
      contradictions.push(
        `UID ${uid} was ${uids.includes(uid) ? 'attributed to an app but not watched' : 'watched but not attributed to an app'}`,
      );
  for (const { uid, role } of apps)
    if ((uid === UNKNOWN_UID) !== (role === 'unknown'))
      contradictions.push(
        `UID ${uid} has the role ${role}, but UID ${UNKNOWN_UID} and no other must have the role unknown`,
      );
  const keyboards = apps.flatMap((app) => (app.role === 'keyboard' ? [app.package] : []));
  for (const play of runsByIdentity(steps)) {
    const typed = play.flatMap((step) => (step.kind === 'keyboard' ? [step.package] : []));
    for (const name of new Set([...typed, ...keyboards]))
      if (!typed.includes(name) || !keyboards.includes(name))
        contradictions.push(
          `${name} is a keyboard ${typed.includes(name) ? 'in the timeline but not in the list of apps' : 'in the list of apps but not in the timeline'}`,
        );
  }

  return contradictions;
}
