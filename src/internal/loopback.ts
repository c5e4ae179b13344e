/** Hosts that are this machine itself. */

/** @param hostname as `URL.hostname` has it. An address of IPv6 stands in brackets */
export const isLoopback = (hostname: string): boolean =>
  /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/i.test(hostname)
