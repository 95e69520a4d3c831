// A party's private key as WebCrypto has it, and the assertion it is known to the broker by.

import { randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint } from 'jose';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** The key pair of `{kty, crv, x, y, d}`; the private key cannot be taken out again. */
export async function keyPair({ kty, crv, x, y, d }) {
  return {
    privateKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, ES256, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y }, ES256, true, ['verify']),
  };
}

/** RFC 7523 section 3 as RFC 10070 tightens it: typed, and with the issuer as its sole audience. */
export async function clientAssertion({ client_id, jwk }, issuer) {
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', typ: 'client-authentication+jwt', kid: await calculateJwkThumbprint(jwk) })
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('30s')
    .setJti(randomUUID())
    .sign((await keyPair(jwk)).privateKey);
}
