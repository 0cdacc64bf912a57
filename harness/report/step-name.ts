import type { TimelineStep } from '../model/timeline.ts';
import { counted } from '../model/counted.ts';

/** A step of a case's timeline in words. */
export function nameOfStep(step: TimelineStep): string {
  switch (step.kind) {
    case 'step':
      return step.detail ? `${step.name}: ${step.detail}` : step.name;
    case 'private-proof':
      return `private mode for ${step.canaries.join(', ')}: ${step.cues.map((cue) => `${cue.name} ${cue.seen ? 'seen' : 'not seen'}`).join(', ')}`;
    case 'own-rows':
      return `rows of your own table that found cues of private mode: ${step.rows.join(', ')}`;
    case 'page-loaded':
      return `${step.canary}: ${step.served ? 'served' : 'not served'}, ${step.beacon ? 'its script reported' : 'no script reported'}`;
    case 'window':
      return `window ${step.phase}: ${Math.round(step.handsetMs / 1000)} s of handset time (clock speed ${step.speed}x), ${step.quiet ? 'no request was in flight when the window ended' : 'a request was in flight when the window ended'}`;
    case 'version':
      return `version ${step.when}: ${step.versionName} (${step.versionCode})`;
    case 'switch':
      return `statistics switch '${step.label}' is ${step.checked ? 'on' : 'off'}`;
    case 'story-ended':
      return 'the scenario ended';
    case 'network':
      return `network: ${step.type ?? 'unknown'}, ${stateText(step.validated, 'validated', 'not validated')}, ${stateText(step.metered, 'metered', 'not metered')}`;
    case 'uid-seen':
      return `${step.package} has the new UID ${step.uid}: ${step.led ? "this UID's traffic is redirected separately from now on" : "this UID's traffic stays unattributed"}`;
    case 'partial-connectivity':
      return "Android's probe over HTTPS failed; its probe over HTTP succeeded";
    case 'trust':
      return `${step.package}: the recorder's certificate in ${step.folder} is ${stateText(step.shown, 'shown', 'not shown')}`;
    case 'direct-traffic':
      return `without the proxy: ${counted(sumOf(step.redirected, 'connections'), 'connection')} redirected to the recorder so far, ${counted(sumOf(step.refused, 'packets'), 'packet')} refused`;
    case 'unrecorded-packets':
      return `not to the recorder: ${counted(sumOf(step.packets, 'packets'), 'packet')} of the vendor's apps, or within the phone`;
    case 'keyboard':
      return `keyboard: ${step.package}`;
    case 'identity':
      return `fresh identity ${step.number}`;
    case 'private-closed':
      return 'the private tab was closed';
    case 'private-after-relaunch':
      return `private tabs after the relaunch: ${step.tabs}${step.detail === '' ? '' : ` (${step.detail})`}`;
    case 'twin':
      return `the twin in normal mode ${step.what}${step.detail ? `: ${step.detail}` : ''}`;
    case 'capabilities':
      return `this run also reads: ${step.reads.join(', ')}`;
    case 'jobs':
      return `scheduled jobs (${WHEN_OF_JOBS[step.when]}): ${jobsText(step)}`;
    case 'vendor-apps':
      return `under the vendor's signature: ${step.packages.join(', ') || 'no other package'}`;
    case 'block':
      return `block ${step.number}${step.stage === undefined ? '' : ` of the stage ${step.stage}`}, ${step.arm}: ${counted(step.visits, 'visit')}, ${counted(step.urlBytes, 'byte')} of URLs`;
    case 'counter-proof':
      return `${step.by} counted test packets at the ${step.when} of the identity${step.uids.length === 0 ? '' : `, of UID ${step.uids.join(', ')}`}`;
    case 'path-control':
      return `requests to the proxy at the ${step.when} of the identity: ${step.paths.map(({ uid, reached }) => `UID ${uid} reached ${PATH_ENDS[reached]}`).join(', ')}`;
    case 'phone-state':
      return `state of the phone at the ${step.when} of the ${step.phase} window: ${step.wakefulness ?? 'wakefulness unknown'}, ${stateText(step.deviceIdle, 'in Doze', 'not in Doze')}, ${stateText(step.batterySaver, 'battery saver on', 'battery saver off')}`;
    case 'independent-of-page':
      return `the experiment ${step.case} found nothing that depends on the page`;
  }
}

const WHEN_OF_JOBS = {
  'before-stop': 'before the forced stop',
  'identity-end': 'at the end of the identity',
  'twin-end': 'at the end of the twin',
};

function jobsText({ forced, pending }: Extract<TimelineStep, { kind: 'jobs' }>): string {
  if (forced === null) return 'the phone does not list them';
  const names = pending.map(({ package: name, id }) => `${name}/${id}`);

  return `${forced} forced, ${names.length === 0 ? 'none is pending' : `pending: ${names.join(', ')}`}`;
}

function sumOf<K extends string>(rows: readonly Record<K, number>[], key: K): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}

const PATH_ENDS = { own: 'its own port', other: 'another port', none: 'no port' };

function stateText(value: boolean | null, yes: string, no: string): string {
  return value === null ? `${yes} unknown` : value ? yes : no;
}
