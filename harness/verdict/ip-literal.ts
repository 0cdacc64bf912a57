/** Whether a host is an IPv4 or IPv6 address, as a URL or a CONNECT request writes it. */
export function isIpLiteral(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.includes(':') || host.startsWith('[');
}
