/**
 * The remote ports of TCP connections that do not use the proxy, in classes that have a listener each; `other` is every port
 * except 443 and 80.
 */
export const DIRECT_PORTS = [443, 80, 'other'] as const;
export type DirectPort = (typeof DIRECT_PORTS)[number];
