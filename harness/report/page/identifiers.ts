import type { Identifier } from '../../model/ties.ts';
import { html, type Part, shortened } from './html.ts';

/** The identifiers that were sent in the same requests as a case's leaks: each value once. */
export function identifiersView(identifiers: readonly Identifier[]): Part {
  const distinct = [...new Map(identifiers.map((each) => [`${each.name} ${each.token}`, each])).values()];
  if (distinct.length === 0) return html`<p>None was recognized.</p>`;

  return html`<ul>${distinct.map(
    (each) =>
      html`<li><code>${each.name}</code>${each.kind === 'handset' ? ' of the phone' : ''}: ${MEANS[each.means]}. <code>${shortened(each.value, LONGEST)}</code>${each.form === 'plain' ? '' : `, sent as its digest (${each.form.replace('digest:', '')})`}, to <span class="value">${each.host}</span></li>`,
  )}</ul>`;
}

const LONGEST = 80;

const MEANS: Readonly<Record<Identifier['means'], string>> = {
  account: 'identifies an account',
  device: 'identifies the phone',
  advertising: 'identifies the phone to advertisers, until it is reset',
  install: 'identifies this installation of the browser',
  session: 'identifies a session',
  unknown: 'a value that is too random to occur twice by chance',
  constant: 'the same in every installation',
};
