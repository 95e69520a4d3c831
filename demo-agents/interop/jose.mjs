// Two hops with `jose` and `fetch` alone: what an agent has to do, spelled out.

import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, createRemoteJWKSet, importJWK, jwtVerify } from 'jose';
import {
  JWT, TOKEN_EXCHANGE, actOf, check, checkActive, checkEqual, checkExchangeAnswer, checkInactive, checkRefused, readWork,
  run,
} from './checks.mjs';
import { clientAssertion } from './keys.mjs';
import { signingInputHash, statement } from './statement.mjs';

const work = readWork();
const { issuer } = work;

const publicPart = ({ kty, crv, x, y }) => ({ kty, crv, x, y });

/** RFC 9449 section 4.2. */
async function proof(agent, htm, htu, nonce) {
  return new SignJWT({ htm, htu, ...(nonce ? { nonce } : {}) })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicPart(agent.jwk) })
    .setIssuedAt()
    .setJti(randomUUID())
    .sign(await importJWK(agent.jwk, 'ES256'));
}

let noncesAskedFor = 0;

/** Posts a form, once more where a nonce is asked for (RFC 9449 section 8). */
async function post(endpoint, agent, form, nonce) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { dpop: await proof(agent, 'POST', endpoint, nonce) },
    body: new URLSearchParams({
      ...form,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await clientAssertion(agent, issuer),
    }),
  });
  const text = await response.text();
  const body = text ? JSON.parse(text) : undefined;
  if (body?.error === 'use_dpop_nonce' && !nonce) {
    noncesAskedFor++;
    return post(endpoint, agent, form, response.headers.get('dpop-nonce'));
  }
  if (!response.ok) throw Object.assign(new Error(body.error), body, { status: response.status });
  return body;
}

const token = (metadata, agent, form) => post(metadata.token_endpoint, agent, form);

const exchange = (metadata, agent, subject_token, more = {}) =>
  token(metadata, agent, { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: JWT, ...more });

async function json(url) {
  const response = await fetch(url);
  check(`${new URL(url).pathname} is JSON`, response.ok && /^application\/json\b/.test(response.headers.get('content-type')));
  return response.json();
}

await run(async () => {
  const [first, second] = work.agents;
  const metadata = await json(`${issuer}/.well-known/oauth-authorization-server`);
  checkEqual('the metadata names the issuer', metadata.issuer, issuer);
  check('the metadata offers token exchange', metadata.grant_types_supported.includes(TOKEN_EXCHANGE));
  check('the metadata offers ES256 proofs', metadata.dpop_signing_alg_values_supported.includes('ES256'));

  const { keys } = await json(metadata.jwks_uri);
  check('the key set has keys', keys.length > 0);
  check('the key set has no private key', keys.every((key) => !('d' in key)));
  checkEqual('each key is named by its thumbprint', keys.map((key) => key.kid), await Promise.all(keys.map((key) => calculateJwkThumbprint(key))));
  const jwks = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const verify = (jwt, audience) => jwtVerify(jwt, jwks, { issuer, audience, typ: 'at+jwt', algorithms: ['ES256', 'EdDSA'] });

  const api = await token(metadata, first, { grant_type: 'client_credentials' });
  const { payload: apiClaims } = await verify(api.access_token, issuer);
  checkEqual('the API token is the caller\'s', [apiClaims.sub, apiClaims.client_id], [first.client_id, first.client_id]);
  checkEqual('the API token is bound to the caller\'s key', apiClaims.cnf, { jkt: await calculateJwkThumbprint(first.jwk) });
  check('the API token belongs to no task', !('txn' in apiClaims) && !('act' in apiClaims));

  const consent = await statement(work.delegator, first, work);
  const one = await exchange(metadata, first, consent);
  checkExchangeAnswer(one);
  const { payload: firstClaims } = await verify(one.access_token, issuer);
  checkEqual('the first hop is one below the root', firstClaims.del_depth, 1);
  checkEqual('the first act chain is exact', firstClaims.act, actOf(issuer, [first, work.delegator]));
  checkEqual('the first token names its parent', firstClaims.par_hash, work.par_hash);

  const onward = { ...work, par_hash: signingInputHash(one.access_token), boundary: work.narrower };
  const two = await exchange(metadata, second, await statement(first, second, onward), { audience: work.resource_server });
  checkExchangeAnswer(two);
  const { payload, protectedHeader } = await verify(two.access_token, work.resource_server);
  checkEqual('the token is an at+jwt', protectedHeader.typ, 'at+jwt');
  checkEqual('the second act chain is exact', payload.act, actOf(issuer, [second, first, work.delegator]));
  checkEqual('sub and txn are constant', [payload.sub, payload.txn], [work.subject, work.txn]);
  checkEqual('aud is the resource server alone', payload.aud, work.resource_server);
  checkEqual('cnf is the holder\'s own key', payload.cnf, { jkt: await calculateJwkThumbprint(second.jwk) });
  checkEqual('the second hop is two below the root', payload.del_depth, 2);
  checkEqual('par_hash is that of the first hop\'s token', payload.par_hash, onward.par_hash);
  checkEqual('the boundary is the one consented to', payload.authorization_details, work.narrower);
  check('the hop ends no later than its consent', payload.exp <= work.hop_exp);

  await checkRefused('a widened boundary is refused', 'invalid_authorization_details', async () =>
    exchange(metadata, second, await statement(first, second, { ...onward, boundary: work.wider })));
  await checkRefused('a statement for another delegate is refused', 'invalid_request', () => exchange(metadata, second, consent));
  await checkRefused('a statement by another key is refused', 'invalid_request', async () =>
    exchange(metadata, second, await statement({ ...second, client_id: first.client_id }, second, onward)));
  await checkRefused('an instance with no part in it is no subject token', 'invalid_request', async () =>
    exchange(metadata, second, await statement(first, second, { ...onward, par_hash: createHash('sha256').update('other').digest('base64url') })));

  const introspect = (agent) => post(metadata.introspection_endpoint, agent, { token: two.access_token });
  checkActive('its audience is told that the token is active', await introspect(work.server), { ...second, ...work });
  check('introspection asked for a nonce', noncesAskedFor > 0);
  checkInactive('one above is told nothing of a token below', await introspect(first));
  checkEqual('an unknown token is revoked without a word', await post(metadata.revocation_endpoint, first, { token: 'unknown' }), undefined);
  await post(metadata.revocation_endpoint, first, { token: one.access_token });
  checkInactive('with a hop ends what is below it', await introspect(work.server));
  await checkRefused('a revoked chain is not extended', 'invalid_request', async () =>
    exchange(metadata, second, await statement(first, second, onward)));
});
