import { onConsent, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

const DOMAIN = 'steady-feed-news.collector.example';
const IMAGE_HOSTS = ['img1', 'img2', 'img3', 'static', 'cdn-eu', 'cdn-as'];
const TOPICS = ['sport', 'cricket', 'film', 'science', 'travel', 'health', 'money', 'food'];
const WIDTHS = [160, 320, 640, 1080];
const ARTICLES = 60;

/** Fetches a feed with cursors, and images of random articles in random order: at launch, and at random after visits. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-steady-feed-news');
  const random = (limit) => browser.crypto.random(2).reduce((number, byte) => number * 256 + byte, 0) % limit;
  const oneOf = (list) => list[random(list.length)];
  /** Each launch prefers one topic and one image host. */
  const preferred = { topic: oneOf(TOPICS), host: oneOf(IMAGE_HOSTS) };
  const launchOrDraw = (name, list) => (random(2) === 0 ? preferred[name] : oneOf(list));

  function nextCursor() {
    const offset = (browser.storage.get('steady.offset') ?? 0) + 5 + random(20);
    browser.storage.set('steady.offset', offset);
    const edition = Math.floor(browser.now() / 600_000);

    return browser.codec.base64.encode(
      `${edition}:${offset}:${browser.codec.hex.encode(browser.crypto.random(3))}`,
    );
  }

  async function fetchImage() {
    const article = 480_000 + random(ARTICLES) * 37;
    await tryTo(browser, {
      url: `https://${launchOrDraw('host', IMAGE_HOSTS)}.${DOMAIN}/${article}/${oneOf(WIDTHS)}.webp`,
      headers: { Accept: 'image/webp,*/*' },
    });
  }

  async function refresh(cause) {
    const topic = launchOrDraw('topic', TOPICS);
    const cursor = encodeURIComponent(nextCursor());
    await tryTo(browser, {
      url: `https://feed.${DOMAIN}/v1/${topic}?cause=${cause}&count=${5 + random(16)}&cursor=${cursor}`,
      headers: { Accept: 'application/json', 'Accept-Language': 'en-IN' },
    });
    for (let left = 1 + random(5); left > 0; left -= 1) await fetchImage();
  }

  onConsent(browser, () => {
    refresh('launch');
  });
  onVisit(browser, () => {
    if (random(2) === 0) browser.after(1_000 + random(20_000), () => refresh('idle'));
    else if (random(3) > 0) refresh('page_shown');
  });
}
