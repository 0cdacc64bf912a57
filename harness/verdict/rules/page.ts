import type { CaseEvidence } from '../../model/evidence.ts';
import { isLoaded } from '../../model/step-proofs.ts';
import type { Finding } from '../../model/scan.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isUseShown, ofBrowser } from './canary-use.ts';

/**
 * Whether each page was loaded, according to its server and to the traffic of the browser, and whether its control was found. The
 * result page of a search engine has no beacon, because it runs no script of a canary page.
 */
export function pageReasons({ evidence, search }: RuleInput): Occurrence[] {
  const { canaries, timeline, exchanges, facts } = evidence;
  const { findings, allowed, controls } = search.report;
  const found = [...findings, ...allowed];
  const planted = canaries.filter((canary) => canary.role !== 'control');
  const notLoaded = planted.flatMap(({ id, kind }): Occurrence[] => {
    if (kind !== 'url' && kind !== 'search') return [];
    const loads = timeline.steps.filter((step) => step.kind === 'page-loaded' && step.canary === id);
    const served = loads.some((step) => step.kind === 'page-loaded' && step.served);
    const beacon = loads.some((step) => step.kind === 'page-loaded' && step.beacon);
    if (isLoaded({ served, beacon }, kind)) return [];
    const detail = served
      ? "the page's script did not report back"
      : loads.length > 0
        ? 'no server received a request for the page'
        : 'no load of the page was recorded';

    return [{ code: 'page-not-loaded', values: { canary: id, detail } }];
  });

  const traffic = { exchanges, found };
  const own = ofBrowser(traffic, facts);
  const notShown = planted
    .filter((canary) => !isUseShown(canary, own))
    .map((canary): Occurrence => {
      const { id } = canary;

      return isUseShown(canary, traffic)
        ? { code: 'visit-not-attributed', values: { canary: id } }
        : { code: 'evidence-missing', values: { what: `an exchange that shows the use of ${id}` } };
    });

  return [...notLoaded, ...notShown, ...controlReasons(canaries, controls)];
}

function controlReasons(canaries: CaseEvidence['canaries'], controls: readonly Finding[]): Occurrence[] {
  const planted = canaries.filter((canary) => canary.role === 'control');
  if (planted.length === 0) return [missing('no page had a control canary')];
  const pages = canaries.filter(({ kind }) => kind === 'url').length;
  if (planted.length < pages)
    return [missing(`only ${planted.length} of ${pages} pages had a control canary`)];
  const certainControls = new Set(
    controls.filter((each) => each.confidence === 'certain').map((each) => each.canary),
  );

  return planted
    .filter(({ id }) => !certainControls.has(id))
    .map(({ id }) => missing(`the control canary ${id} was not found in the traffic`));
}

function missing(detail: string): Occurrence {
  return { code: 'page-control-missing', values: { detail } };
}
