/** Deviations in the port of the base string URI, §3.4.1.2. */
import { catalogue, type Deviation } from '../deviation.ts'

const portText = (port: string | null): string => (port === null ? '' : `:${port}`)

export const PORT: readonly Deviation[] = catalogue(
  {
    part: 'uri',
    section: '3.4.1.2',
    rule: 'the default port of the scheme, 80 for http and 443 for https, is left out, and any other port is kept',
  },
  {
    'default-port-kept': {
      title: 'keeps the port as it was written, including the default port',
      fix: 'remove :80 for http and :443 for https',
      change: ({ hostHeader, typed }) => ({
        port: portText,
        ...((hostHeader === null || typed.port !== null) && {
          authority: ({ wire }) => ({ host: wire.host, port: typed.port }),
        }),
      }),
      seen: ['ddo/oauth-1.0a', 'Mastercard/oauth1-signer-nodejs'],
      vectors: ['base-string-uri/ipv4-port-80', 'base-string-uri/ipv6-default-port'],
    },
    'default-port-added': {
      title: 'adds the default port',
      fix: 'leave out the default port',
      change: { port: (port, scheme) => `:${port || (scheme === 'http' ? 80 : 443)}` },
      vectors: ['base-string-uri/ipv4-port-80', 'base-string-uri/ipv6-default-port'],
    },
    'port-dropped': {
      title: 'removes a port that is not the default port',
      fix: 'keep the port',
      change: { port: () => '' },
      vectors: ['base-string-uri/port-8080-on-http', 'base-string-uri/port-65535'],
    },
    'port-by-number-only': {
      title: 'removes the ports 80 and 443 for any scheme',
      fix: 'remove :80 only for http and :443 only for https',
      change: { port: (port) => (!port || /^0*(80|443)$/.test(port) ? '' : `:${Number(port)}`) },
      seen: ['dghubble/oauth1 auther.go', 'postmanlabs/node-oauth1'],
      vectors: ['base-string-uri/port-443-on-http', 'base-string-uri/port-80-on-https'],
    },
    'port-prefix-cut': {
      title: 'removes ":80" or ":443" from the start of a longer port',
      fix: 'compare the whole port number',
      change: {
        port: (port, scheme) => portText(port).replace(scheme === 'http' ? ':80' : ':443', ''),
      },
      vectors: ['base-string-uri/port-8080-on-http', 'base-string-uri/port-4433-on-https'],
    },
  },
)
