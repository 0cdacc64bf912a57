import { documentOf } from '../page/document.ts';
import { html } from '../page/html.ts';
import { STYLE } from '../page/style.ts';

/** Leads from Allure's page to one that explains, if it was opened from the disk. It comes before all other scripts. */
export const REDIRECT_FROM_DISK =
  "<script>if (location.protocol === 'file:') location.replace('from-disk.html');</script>";

/** What a browser shows in place of an Allure report that was opened from the disk. */
export function fromDiskPage(run: string): string {
  return documentOf({
    title: 'Open the Allure report with a server',
    style: STYLE,
    body: html`<header><h1>A browser cannot open the Allure report from the disk</h1></header>
<main><p>The Allure report loads its data with requests, which browsers refuse for files of the disk.</p>
<p><strong>The page of the run opens from the disk and has the same results: <a href="../index.html">index.html</a>.</strong></p>
<p>To open the Allure report, run this command in the folder of Leakgate: <code>npx leakgate report reports/${run} --open</code></p></main>`,
  });
}
