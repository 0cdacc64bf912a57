/** A real analytics or error SDK, and a page's script that uses it. */
export interface PageSdk {
  name: string;
  /** With its exact version. */
  package: string;
  script: string;
}

/** The host that receives what an SDK sends. */
const collector = (name: string) => `https://${name}.sdk.test`;
const KEY = '0123456789abcdef0123456789abcdef';
const UUID = '11111111-2222-3333-4444-555555555555';

/** Set up as their documentation shows, with short intervals. */
export const SDKS: readonly PageSdk[] = [
  sdk(
    'mixpanel',
    'mixpanel-browser@2.83.0',
    (host) => `import sdk from 'mixpanel-browser';
    sdk.init('token', { api_host: '${host}', track_pageview: true, batch_flush_interval_ms: 500 });
    sdk.track('open');`,
  ),
  sdk(
    'amplitude',
    '@amplitude/analytics-browser@2.48.1',
    (host) => `import * as sdk from '@amplitude/analytics-browser';
    sdk.init('${KEY}', undefined, { serverUrl: '${host}/2/httpapi', flushIntervalMillis: 300,
      autocapture: { pageViews: true, sessions: true }, remoteConfig: { fetchRemoteConfig: false } });
    sdk.track('open');`,
  ),
  sdk(
    'amplitude-events',
    '@amplitude/analytics-browser@2.48.1',
    (host) => `import * as sdk from '@amplitude/analytics-browser';
    sdk.init('${KEY}', undefined, { serverUrl: '${host}/2/httpapi', flushIntervalMillis: 300, autocapture: false,
      defaultTracking: false, remoteConfig: { fetchRemoteConfig: false } });
    sdk.track('open');`,
  ),
  sdk(
    'sentry',
    '@sentry/browser@11.12.0',
    () => `import * as sdk from '@sentry/browser';
    sdk.init({ dsn: 'https://key@sentry.sdk.test/1', tracesSampleRate: 1, integrations: [sdk.browserTracingIntegration()] });
    sdk.captureMessage('hello');`,
  ),
  sdk(
    'segment',
    '@segment/analytics-next@1.84.3',
    (host) => `import { AnalyticsBrowser } from '@segment/analytics-next';
    const integrations = { 'Segment.io': { apiKey: 'key', apiHost: 'segment.sdk.test/v1' } };
    const sdk = AnalyticsBrowser.load({ writeKey: 'key', cdnURL: '${host}', cdnSettings: { integrations } });
    sdk.page();`,
  ),
  sdk(
    'snowplow',
    '@snowplow/browser-tracker@4.10.1',
    (host) => `import { newTracker, trackPageView } from '@snowplow/browser-tracker';
    newTracker('sp', '${host}', { appId: 'app', bufferSize: 1 });
    trackPageView();`,
  ),
  sdk(
    'plausible',
    'plausible-tracker@0.3.9',
    (host) => `import create from 'plausible-tracker';
    create({ domain: 'x.test', apiHost: '${host}' }).trackPageview();`,
  ),
  sdk(
    'bugsnag',
    '@bugsnag/js@9.0.0',
    (host) => `import sdk from '@bugsnag/js';
    sdk.start({ apiKey: '${KEY}', endpoints: { notify: '${host}/n', sessions: '${host}/s' } });
    sdk.notify(new Error('hello'));`,
  ),
  sdk(
    'rollbar',
    'rollbar@3.1.0',
    (host) => `import Rollbar from 'rollbar';
    new Rollbar({ accessToken: '${KEY}', endpoint: '${host}/api/1/item/' }).error('hello');`,
  ),
  sdk(
    'datadog',
    '@datadog/browser-rum@7.16.2',
    (host) => `import { datadogRum } from '@datadog/browser-rum';
    datadogRum.init({ applicationId: '${UUID}', clientToken: 'pub', proxy: '${host}/p', sessionSampleRate: 100,
      sessionReplaySampleRate: 0, telemetrySampleRate: 0 });`,
  ),
  sdk(
    'application-insights',
    '@microsoft/applicationinsights-web@3.4.4',
    (host) => `import { ApplicationInsights } from '@microsoft/applicationinsights-web';
    const connectionString = 'InstrumentationKey=${UUID};IngestionEndpoint=${host}/';
    const sdk = new ApplicationInsights({ config: { connectionString, maxBatchInterval: 300 } });
    sdk.loadAppInsights();
    sdk.trackPageView();`,
  ),
  sdk(
    'sensors',
    'sa-sdk-javascript@1.27.11',
    (host) => `import sdk from 'sa-sdk-javascript';
    sdk.init({ server_url: '${host}/sa?project=p', send_type: 'beacon', show_log: false });
    sdk.quick('autoTrack');`,
  ),
  sdk(
    'elastic',
    '@elastic/apm-rum@5.17.5',
    (host) => `import { init } from '@elastic/apm-rum';
    init({ serviceName: 'service', serverUrl: '${host}', flushInterval: 300 });`,
  ),
  sdk(
    'honeybadger',
    '@honeybadger-io/js@6.16.5',
    (host) => `import sdk from '@honeybadger-io/js';
    sdk.configure({ apiKey: 'key', endpoint: '${host}', environment: 'production', reportData: true });
    sdk.notify('hello');`,
  ),
  sdk(
    'faro',
    '@grafana/faro-web-sdk@2.12.1',
    (host) => `import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk';
    initializeFaro({ url: '${host}/collect', app: { name: 'app', version: '1' },
      instrumentations: getWebInstrumentations(), batching: { sendTimeout: 300 } });`,
  ),
];

function sdk(name: string, packaged: string, script: (host: string) => string): PageSdk {
  return { name, package: packaged, script: script(collector(name)) };
}
