/** Deviations in the port of the base string URI, §3.4.1.2. */
import { catalogue, type Deviation } from '../deviation.ts'

const portText = (port: string | null): string => (port === null ? '' : `:${port}`)

export const PORT: readonly Deviation[] = catalogue(
  {
    part: 'uri',
    section: '3.4.1.2',
    rule: 'the default port of the scheme, 80 for http and 443 for https, is left out, and every other one kept',
  },
  {
    'default-port-kept': {
      title: 'keeps the port as it was written, the default one too',
      fix: 'drop :80 of http and :443 of https',
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
      fix: 'leave the default port out',
      change: { port: (port, scheme) => `:${port || (scheme === 'http' ? 80 : 443)}` },
      vectors: ['base-string-uri/ipv4-port-80', 'base-string-uri/ipv6-default-port'],
    },
    'port-dropped': {
      title: 'drops a port that is not the default',
      fix: 'keep it',
      change: { port: () => '' },
      vectors: ['base-string-uri/port-8080-on-http', 'base-string-uri/port-65535'],
    },
    'port-by-number-only': {
      title: 'drops 80 and 443 whatever the scheme',
      fix: 'drop :80 of http and :443 of https only',
      change: { port: (port) => (!port || /^0*(80|443)$/.test(port) ? '' : `:${Number(port)}`) },
      seen: ['dghubble/oauth1 auther.go', 'postmanlabs/node-oauth1'],
      vectors: ['base-string-uri/port-443-on-http', 'base-string-uri/port-80-on-https'],
    },
    'port-prefix-cut': {
      title: 'cuts ":80" or ":443" off a longer port',
      fix: 'compare the whole port',
      change: {
        port: (port, scheme) => portText(port).replace(scheme === 'http' ? ':80' : ':443', ''),
      },
      vectors: ['base-string-uri/port-8080-on-http', 'base-string-uri/port-4433-on-https'],
    },
  },
)
