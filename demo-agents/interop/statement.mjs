// A delegation statement, signed with nothing but `jose`: the delegator's consent to one hop.

import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, importJWK } from 'jose';

/** SHA-256 over the signing input, by which a statement names the delegator's token instance. */
export function signingInputHash(jws) {
  return createHash('sha256').update(jws.slice(0, jws.lastIndexOf('.')), 'ascii').digest('base64url');
}

/**
 * @param delegator `{client_id, jwk}`, with the private key its own token is bound to
 * @param delegate `{client_id, jwk}`; only the thumbprint of its key goes into the statement
 * @param hop `{issuer, txn, par_hash, hop_exp, boundary}`
 */
export async function statement(delegator, delegate, hop) {
  const claims = {
    txn: hop.txn,
    par_hash: hop.par_hash,
    cnf: { jkt: await calculateJwkThumbprint(delegate.jwk) },
    authorization_details: hop.boundary,
    hop_exp: hop.hop_exp,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'delegation+jwt', kid: await calculateJwkThumbprint(delegator.jwk) })
    .setIssuer(delegator.client_id)
    .setSubject(delegate.client_id)
    .setAudience(hop.issuer)
    .setIssuedAt()
    .setExpirationTime('60s')
    .setJti(randomUUID())
    .sign(await importJWK(delegator.jwk, 'ES256'));
}
