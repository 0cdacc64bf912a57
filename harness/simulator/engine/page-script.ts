import * as z from 'zod';

/** The isolated world of the script and the binding that it reports through; pages see neither. */
export const reportWorld = 'leakgate';
export const reportBinding = 'leakgateReport';

export const reportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('title'), title: z.string() }),
  z.object({ kind: z.literal('submit'), url: z.string(), text: z.string() }),
]);

/** Runs in each document before its own scripts. Reports changed titles and submitted forms. */
export const watchPage = `(() => {
  const report = (event) => globalThis.${reportBinding}?.(JSON.stringify(event));
  if (self !== top) return;
  let title = '';
  const check = () => {
    if (document.title === title) return;
    title = document.title;
    report({ kind: 'title', title });
  };
  new MutationObserver(check).observe(document, { childList: true, subtree: true, characterData: true });
  addEventListener('submit', (event) => {
    const form = event.target;
    const words = [...new FormData(form).values()].filter((value) => typeof value === 'string' && value !== '');
    report({ kind: 'submit', url: form.action, text: words.join(' ').slice(0, 4096) });
  }, true);
})()`;

export const pageSchema = z.object({ title: z.string(), text: z.string(), icons: z.array(z.string()) });

/** Reads a loaded page: its title, its visible text up to 4 KB, and the icons that the browser may fetch for it. */
export const readPage = `({
  title: document.title,
  text: (document.body?.innerText ?? '').slice(0, 4096),
  icons: [...document.querySelectorAll('link[rel~="icon"], link[rel="apple-touch-icon"]')].map((link) => link.href),
})`;
