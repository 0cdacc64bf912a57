import type { Phone } from './phone.ts';
import { ShellError } from './shell/runner.ts';

/**
 * What iptables prints if a chain does not exist: the chain is missing, the kernel has no such table, or it has no IPv6
 * (libiptc.c, iptc_strerror), or iptables is the one of nftables and has no such chain (1.8.9). With other errors, the chain may
 * exist.
 */
const NO_CHAIN =
  /^ip6?tables\b.*: (?:No chain\/target\/match by that name|Table does not exist|Address family not supported by protocol|chain `leakgate\S*' in table `\w+' is incompatible, use 'nft' tool)(?!\w)/m;

/**
 * The rules of a chain, as `list` (`iptables ... -S CHAIN`) prints them; undefined if the chain does not exist. Throws if
 * iptables cannot list it.
 */
export async function rulesOfChain(phone: Phone, list: readonly string[]): Promise<string | undefined> {
  try {
    return await phone.asRoot(list);
  } catch (error) {
    if (error instanceof ShellError && NO_CHAIN.test(error.stderr)) return undefined;
    throw error;
  }
}
