// What Xiaomi's browsers of spring 2020 report through the Sensors SDK, after the analyses of Mint 3.4.0 and 3.4.3
// (palant.info 2020-05-04 and 2020-05-08). That Mi Browser and Mi Browser Pro do the same is what their researchers said
// to the press (Forbes 2020-04-30); their code was not published.

import { createSensors } from './sensors.js';

/**
 * Makes a browser report its pages, searches and downloads. Nothing is collected before the user agreed.
 *
 * @param {import('../../../harness/simulator/script/browser.d.ts').Browser} browser
 * @param {object} options
 * @param {string} options.project the collector's name of the product
 * @param {string} options.version
 * @param {string} options.activity
 * @param {(browser: object) => boolean} options.reportsPrivately asked at each event of private mode
 */
export function reportLikeXiaomi(browser, { project, version, activity, reportsPrivately }) {
  const { region } = browser.identity;
  const sensors = createSensors(browser, {
    serverUrl: `https://sa.api.intl.miui.com/sa?project=${project}&r=${region}`,
    appVersion: version,
    activity,
    superProperties: () => ({
      uuid: sensors.anonymousId(),
      internet_status: 1,
      platform: 'AndroidApp',
      miui_version: 'V14.0.3.0',
      miui_region: region,
      system_language: 'en',
    }),
  });
  const mayCollect = () => browser.storage.get('agreed') === true;
  const mayReport = (event) => mayCollect() && (!event.private || reportsPrivately(browser));
  const report = (event, name, properties) => {
    if (mayReport(event)) sensors.track(name, properties);
  };

  browser.on('launch', () => {
    if (mayCollect()) sensors.foreground();
  });
  browser.on('consent', ({ answer }) => {
    if (answer !== 'agree' || mayCollect()) return;
    browser.storage.set('agreed', true);
    sensors.foreground();
  });
  browser.on('foreground', () => {
    if (mayCollect()) sensors.foreground();
  });
  browser.on('background', () => {
    if (mayCollect()) sensors.background();
  });

  browser.on('navigationStart', (event) => report(event, 'page_load_event_start', { url: event.url }));
  browser.on('navigationFinish', (event) => report(event, 'page_load_event_finish', { url: event.url }));
  browser.on('search', (event) =>
    report(event, 'search', {
      used_searchengine: browser.settings.get('searchEngine') ?? 'google',
      search_position: 'homepage',
      search_method: 'input',
      search_word: event.words,
    }),
  );
  browser.on('download', (event) =>
    report(event, 'download_files', {
      op: 'download',
      suffix: suffixOf(event.url),
      url: event.url,
      type: event.private ? 'privacy' : 'general',
    }),
  );
}

function suffixOf(url) {
  return /\.([A-Za-z0-9]{1,8})(?:[?#]|$)/.exec(url)?.[1] ?? '';
}
