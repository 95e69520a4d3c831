// The whole flow with proofs by `dpop` and plain `fetch`: what any HTTP client can do.

import { generateProof } from 'dpop';
import { calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from 'jose';
import {
  JWT, TOKEN_EXCHANGE, check, checkActive, checkEqual, checkInactive, checkRefused, readWork, run,
} from './checks.mjs';
import { clientAssertion, keyPair } from './keys.mjs';
import { signingInputHash, statement } from './statement.mjs';

const work = readWork();
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Posts a form with a proof, and an access token where there is one; once more with the nonce that is asked for. */
async function post(endpoint, party, form, { accessToken, nonce } = {}) {
  const headers = { dpop: await generateProof(await keyPair(party.jwk), endpoint, 'POST', nonce, accessToken) };
  const body = new URLSearchParams(form);
  if (accessToken) {
    headers.authorization = `DPoP ${accessToken}`;
  } else {
    body.set('client_assertion_type', ASSERTION);
    body.set('client_assertion', await clientAssertion(party, work.issuer));
  }
  const response = await fetch(endpoint, { method: 'POST', headers, body });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (answer.error === 'use_dpop_nonce' && !nonce) {
    const status = accessToken ? 401 : 400;
    checkEqual('the nonce is asked for as RFC 9449 has it', response.status, status);
    return post(endpoint, party, form, { accessToken, nonce: response.headers.get('dpop-nonce') });
  }
  if (!response.ok) throw Object.assign(new Error(answer.error), answer);
  return answer;
}

await run(async () => {
  const [agent, next] = work.agents;
  const metadata = await (await fetch(`${work.issuer}/.well-known/oauth-authorization-server`)).json();
  const exchange = (party, subject_token, more = {}) =>
    post(metadata.token_endpoint, party, { grant_type: TOKEN_EXCHANGE, subject_token, subject_token_type: JWT, ...more });

  const api = await post(metadata.token_endpoint, work.server, { grant_type: 'client_credentials', resource: work.issuer });
  const whole = await exchange(agent, await statement(work.delegator, agent, work));
  const onward = { ...work, par_hash: signingInputHash(whole.access_token), boundary: work.narrower };
  const below = await exchange(next, await statement(agent, next, onward), { resource: work.resource_server });

  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload } = await jwtVerify(below.access_token, keys, { issuer: work.issuer, audience: work.resource_server, typ: 'at+jwt' });
  checkEqual('cnf is the key of the proofs', payload.cnf, { jkt: await calculateJwkThumbprint(next.jwk) });

  const introspect = (token) => post(metadata.introspection_endpoint, work.server, { token }, { accessToken: api.access_token });
  checkActive('its audience is told that the token is active', await introspect(below.access_token), { ...next, ...work });
  const stolen = { ...work.server, jwk: agent.jwk };
  await checkRefused('an API token is nothing without its key', 'invalid_token', () =>
    post(metadata.introspection_endpoint, stolen, { token: below.access_token }, { accessToken: api.access_token }));

  const own = await post(metadata.token_endpoint, agent, { grant_type: 'client_credentials' });
  await post(metadata.revocation_endpoint, agent, { token: whole.access_token }, { accessToken: own.access_token });
  checkInactive('with a hop ends what is below it', await introspect(below.access_token));
  check('the flow ran', true);
});
