import { counted } from '../../model/counted.ts';
import type { Leak } from '../summary/leaks.ts';
import type { DecodingStep } from './decoding.ts';
import { html, type Part } from './html.ts';
import { nameOfStep } from './words.ts';

/** How a value was encoded: the content of the part, then after each decoding, shortened around the value. */
export function decodingView(leak: Leak, steps: readonly DecodingStep[] | undefined): Part {
  if (leak.part === 'sni' || leak.part === 'dns')
    return html`<p>It was in the name of the host that was ${leak.part === 'sni' ? 'asked for in the TLS handshake' : 'looked up by DNS'}. Nothing had to be decoded.</p>`;
  if (!steps)
    return html`<p>The recorded steps (<code>${[leak.part, ...leak.chain].join(' > ')}</code>) do not lead to the value in this evidence.</p>`;
  const digest = /^digest:(.+)$/s.exec(leak.match)?.[1];

  return html`<ol class="steps">${steps.map(
    (step) =>
      html`<li><span>${nameOfStep(step.step)} <small>${counted(step.bytes, 'byte')}${step.isText ? '' : ', in hexadecimal'}</small></span><pre>${step.cut.before ? '\u2026' : ''}${step.before}${step.canary === '' ? '' : html`<mark>${step.canary}</mark>`}${step.after}${step.cut.after ? '\u2026' : ''}</pre></li>`,
  )}</ol>${digest === undefined ? '' : html`<p>What is marked is the ${digest} digest of the value, not the value. A recipient that knows the address can compute the same digest.</p>`}`;
}
