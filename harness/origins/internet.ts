import type { OriginRequest, OriginResponse, Responder } from '../model/origin.ts';
import type { ResponderRow } from '../model/tables.ts';
import { headerOf, isPreflight, preflightReply, readableByPages, textReply } from './reply.ts';
import { probesOf, responderFrom } from './rows.ts';
import { answerAsSearchEngine } from './search-engine.ts';
import { answerAsNeutralHost, answerAsSite, isControl, type Site } from './site.ts';
import { answerUnknown } from './unknown.ts';
import { parseUrl } from '../model/parse-url.ts';

/** Counts of the requests that a canary site received. */
export interface ServedVisit {
  url: string;
  host: string;
  /** How often the page was served, with its exact path and query. */
  served: number;
  /** How often the page's script reported; it proves that the page ran in a web engine. */
  beacons: number;
  /** How often the page's control reached the neutral host. */
  controls: number;
  /** Distinct user agents that requested the page; they name the browser's version. */
  userAgents: string[];
}

export interface Internet {
  respond: Responder;
  /** The visits of all sites, in the order in which the sites were added. */
  served(): ServedVisit[];
  addSite(site: Site): void;
  /** What any app is answered: the phone's connectivity checks, and what is only here: canary sites and neutral hosts. */
  forAnyApp: {
    isHost(host: string): boolean;
    isRequest(request: Pick<OriginRequest, 'method' | 'url'>): boolean;
  };
}

/**
 * A private internet: canary sites, responders, search engines, and an answer for everything else. Its only state is the
 * count of visits, so the same requests in the same order get the same answers.
 */
export function createInternet(options: {
  responders: readonly ResponderRow[];
  sites?: readonly Site[];
}): Internet {
  const sites = new Map<string, { site: Site; visit: ServedVisit }>();
  const answerFromRows = responderFrom(options.responders);
  const probes = probesOf(options.responders);

  function addSite(site: Site): void {
    const visit = { url: `https://${site.host}${site.path}`, host: site.host };
    sites.set(site.host, { site, visit: { ...visit, served: 0, beacons: 0, controls: 0, userAgents: [] } });
  }

  function respond(request: OriginRequest): OriginResponse {
    if (!parseUrl(request.url)) return textReply('unknown', 200, 'application/json; charset=utf-8', '{}');

    return (
      answerFromSite(request) ??
      answerFromNeutralHost(request) ??
      answerFromRows(request) ??
      answerAsSearchEngine(request) ??
      answerUnknown(request)
    );
  }

  function answerFromSite(request: OriginRequest): OriginResponse | undefined {
    const target = sites.get(new URL(request.url).hostname);
    if (!target) return undefined;
    const { response, event } = answerAsSite(target.site, request);
    if (event === 'served') countVisit(target.visit, request);
    if (event === 'beacon') target.visit.beacons++;

    return response;
  }

  function answerFromNeutralHost(request: OriginRequest): OriginResponse | undefined {
    const { hostname } = new URL(request.url);
    const senders = [...sites.values()].filter(({ site }) => site.control.host === hostname);
    if (senders.length === 0) return undefined;
    for (const { site, visit } of senders) if (isControl(site, request)) visit.controls++;

    return answerAsNeutralHost();
  }

  const isOwnHost = (host: string): boolean =>
    sites.has(host) || [...sites.values()].some(({ site }) => site.control.host === host);

  for (const site of options.sites ?? []) addSite(site);

  return {
    respond: (request) => {
      const response = respond(request);
      if (response.responder === 'site' || response.responder === 'search-engine') return response;

      return readableByPages(
        request,
        isPreflight(request) ? preflightReply(response.responder, request) : response,
      );
    },
    served: () => [...sites.values()].map(({ visit }) => structuredClone(visit)),
    addSite,
    forAnyApp: {
      isHost: (host) => isOwnHost(host) || probes.isHost(host),
      isRequest: (request) => isOwnHost(parseUrl(request.url)?.hostname ?? '') || probes.isRequest(request),
    },
  };
}

function countVisit(visit: ServedVisit, request: OriginRequest): void {
  visit.served++;
  const userAgent = headerOf(request, 'user-agent');
  if (userAgent !== undefined && !visit.userAgents.includes(userAgent)) visit.userAgents.push(userAgent);
}
