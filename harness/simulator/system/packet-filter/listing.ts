import { referencesTo, type Chain } from './packet-filter.ts';
import { rangeOf, specificationOf, type Rule } from './rule.ts';

export interface ListingOptions {
  family: 4 | 6;
  verbose: boolean;
  exact: boolean;
  numeric: boolean;
  lineNumbers: boolean;
}

/** The exact output of `iptables -L`. Source: iptables 1.8.7, iptables.c print_header and print_firewall. */
export function listChains(shown: readonly Chain[], all: readonly Chain[], options: ListingOptions): string {
  return shown.map((chain) => listChain(chain, referencesTo(all, chain.name), options)).join('\n');
}

function listChain(chain: Chain, references: number, options: ListingOptions): string {
  const { policy } = chain;
  const counters =
    policy !== undefined && options.verbose
      ? ` ${count(policy.packets, options)}packets, ${count(policy.bytes, options)}bytes`.replace(/ +/g, ' ')
      : '';
  const kind = policy === undefined ? `(${references} references)` : `(policy ACCEPT${counters})`;
  const rules = chain.rules.map((rule, index) => ruleLine(rule, index, options));

  return `${[`Chain ${chain.name} ${kind}`, headerLine(options), ...rules].join('\n')}\n`;
}

function headerLine(options: ListingOptions): string {
  const number = options.lineNumbers ? 'num  ' : '';
  const counts = options.exact ? '    pkts      bytes ' : ' pkts bytes ';
  const interfaces = options.verbose ? ' in     out    ' : '';

  return `${number}${options.verbose ? counts : ''}target     prot opt${interfaces} ${'source'.padEnd(19)}  ${'destination'.padEnd(19)} `;
}

function ruleLine(rule: Rule, index: number, options: ListingOptions): string {
  const anywhere = options.numeric ? (options.family === 4 ? '0.0.0.0/0' : '::/0') : 'anywhere';
  const any = options.numeric ? '*' : 'any';
  const out =
    rule.outInterface === undefined
      ? any
      : `${rule.outInterface.negated ? '!' : ''}${rule.outInterface.name}`;

  return [
    options.lineNumbers ? `${String(index + 1).padEnd(4)} ` : '',
    options.verbose ? count(rule.packets, options) + count(rule.bytes, options) : '',
    `${(rule.target ?? '').padEnd(9)} `,
    ` ${(rule.protocol ?? 'all').padEnd(5)}`,
    options.family === 4 ? '-- ' : '   ',
    options.verbose ? ` ${any.padEnd(6)} ${out.padEnd(6)} ` : '',
    ` ${anywhere.padEnd(19)}  ${destinationOf(rule, anywhere).padEnd(19)} `,
    ...rule.matches.map((match) => matchText(rule, match)),
    rule.toPort === undefined ? '' : ` redir ports ${rule.toPort}`,
    rule.rejectWith === undefined ? '' : ` reject-with ${rule.rejectWith}`,
  ].join('');
}

/** A single address is printed without a prefix length. */
function destinationOf({ destination }: Rule, anywhere: string): string {
  if (destination === undefined) return anywhere;
  const { address, prefix, negated } = destination;

  return `${negated ? '!' : ''}${address}${prefix === (address.includes(':') ? 128 : 32) ? '' : `/${prefix}`}`;
}

function matchText(rule: Rule, match: 'owner' | 'port'): string {
  const { owner, destinationPort, protocol } = rule;
  if (match === 'owner' && owner !== undefined)
    return ` ${owner.negated ? '! ' : ''}owner UID match ${rangeOf(owner, '-')}`;
  if (destinationPort === undefined) return '';
  const kind = destinationPort.first === destinationPort.last ? 'dpt' : 'dpts';

  return ` ${protocol} ${kind}:${destinationPort.negated ? '!' : ''}${rangeOf(destinationPort, ':')}`;
}

/** xtables_print_num: without -x it is rounded to K, M and so on from 100000. */
function count(value: number, { exact }: ListingOptions): string {
  if (exact) return `${String(value).padStart(8)} `;
  let rest = value;
  for (const unit of ['', 'K', 'M', 'G'])
    if (rest <= (unit === '' ? 99_999 : 9999)) return `${String(rest).padStart(unit === '' ? 5 : 4)}${unit} `;
    else rest = Math.floor((rest + 500) / 1000);

  return `${String(rest).padStart(4)}T `;
}

/** `iptables -S`: the commands that recreate the chains. */
export function printRules(shown: readonly Chain[], verbose: boolean): string {
  const lines = shown.map(({ name, policy }) => {
    if (policy === undefined) return `-N ${name}`;
    return `-P ${name} ACCEPT${verbose ? ` -c ${policy.packets} ${policy.bytes}` : ''}`;
  });
  for (const { name, rules } of shown)
    for (const rule of rules) {
      const counters = verbose ? ` -c ${rule.packets} ${rule.bytes}` : '';
      const [matches, target] = splitTarget(specificationOf(rule));
      lines.push(`-A ${name}${matches}${counters}${target}`);
    }

  return `${lines.join('\n')}\n`;
}

function splitTarget(specification: string): [string, string] {
  const at = specification.lastIndexOf('-j ');
  const matches = at < 0 ? specification : specification.slice(0, at).trimEnd();

  return [matches === '' ? '' : ` ${matches}`, at < 0 ? '' : ` ${specification.slice(at)}`];
}
