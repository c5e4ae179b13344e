/** Recognises loopback hosts: names and addresses of this machine. */

/** @param hostname as in `URL.hostname`, with an IPv6 address in brackets */
export const isLoopback = (hostname: string): boolean =>
  /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/i.test(hostname)
