import type { TimelineStep } from '../model/timeline.ts';

/** A step of a case's timeline in a sentence. */
export function nameOfStep(step: TimelineStep): string {
  switch (step.kind) {
    case 'step':
      return step.detail ? `${step.name}: ${step.detail}` : step.name;
    case 'private-proof':
      return `private mode for ${step.canaries.join(', ')}: ${step.cues.map((cue) => `${cue.name} ${cue.seen ? 'seen' : 'not seen'}`).join(', ')}`;
    case 'page-loaded':
      return `${step.canary}: ${step.served ? 'served' : 'not served'}, ${step.beacon ? 'its script reported' : 'no script reported'}`;
    case 'window':
      return `window ${step.phase}: ${Math.round(step.handsetMs / 1000)} s of the handset's clock (x${step.speed}), ${step.quiet ? 'quiet at its end' : 'not quiet at its end'}`;
    case 'version':
      return `version ${step.when}: ${step.versionName} (${step.versionCode})`;
    case 'switch':
      return `statistics switch '${step.label}' is ${step.checked ? 'on' : 'off'}`;
    case 'story-ended':
      return 'the story ended';
    case 'network':
      return `network: ${step.type ?? 'unknown'}, ${said(step.validated, 'validated', 'not validated')}, ${said(step.metered, 'metered', 'not metered')}`;
    case 'uid-seen':
      return `${step.package} runs under UID ${step.uid} now, ${step.led ? 'which has a way of its own from here on' : 'which nobody had before'}`;
    case 'keyboard':
      return `keyboard: ${step.package}`;
    case 'identity':
      return `fresh identity ${step.number}`;
    case 'private-closed':
      return 'the private tab was closed';
    case 'private-after-relaunch':
      return `private tabs after the relaunch: ${step.tabs}${step.detail === '' ? '' : ` (${step.detail})`}`;
    case 'twin':
      return `the same story in normal mode ${step.what}${step.detail ? `: ${step.detail}` : ''}`;
    case 'block':
      return `block ${step.number}, ${step.arm}: ${step.visits} visits, ${step.urlBytes} bytes of addresses`;
  }
}

function said(value: boolean | null, yes: string, no: string): string {
  return value === null ? `${yes} or not, the phone does not say` : value ? yes : no;
}
