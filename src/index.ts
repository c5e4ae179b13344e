/**
 * OAuth 1.0a by hand: sign, verify, log in, call. What is used less often has its own entry: `countersign/signing`,
 * `countersign/server`, `countersign/client` and `countersign/flow`.
 */
export {
  OAuth1Session,
  type RequestOptions,
  requireOk,
  ResponseError,
  type SessionOptions,
  type TokenCredentials,
  TransportError,
} from './client/index.ts'
export {
  type AccessToken,
  type LoginOptions,
  OAuth1Service,
  type Preset,
  PRESETS,
  readCallback,
  type RequestToken,
  type ServiceOptions,
} from './flow/index.ts'
export {
  createMemoryReplayStore,
  type ReplayStore,
  type StoredConsumer,
  type StoredToken,
  type Verification,
  type Verifier,
  verifyRequest,
} from './server/index.ts'
export {
  CountersignError,
  createSigner,
  type ErrorCode,
  type RequestToSign,
  type SignatureMethodName,
  type SignedRequest,
  type Signer,
  type SigningOptions,
  signRequest,
  type Trace,
  type Transmission,
} from './signing/index.ts'
