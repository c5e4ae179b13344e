// Credentials whose secrets the tests on other runtimes look for.
export const PLANTED = {
  consumerKey: 'dpf43f3p2l4k3l03',
  consumerSecret: 'planted-consumer-secret',
  token: 'nnch734d00sl2jdk',
  tokenSecret: 'planted-token-secret',
} as const
