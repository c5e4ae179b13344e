/** Names for the parts of `fetch`'s own types, which not every environment declares. */
export type BodyInit = NonNullable<RequestInit['body']>
export type HeadersInit = NonNullable<RequestInit['headers']>
export type RedirectMode = NonNullable<RequestInit['redirect']>
