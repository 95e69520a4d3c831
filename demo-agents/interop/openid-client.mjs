// The whole flow with `openid-client`, which finds everything it needs in the metadata.

import * as oidc from 'openid-client';
import { calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from 'jose';
import {
  ACCESS_TOKEN, JWT, TOKEN_EXCHANGE, actOf, check, checkActive, checkEqual, checkExchangeAnswer, checkInactive,
  checkRefused, readWork, run,
} from './checks.mjs';
import { keyPair } from './keys.mjs';
import { signingInputHash, statement } from './statement.mjs';

const work = readWork();

async function configured({ client_id, jwk }) {
  const keys = await keyPair(jwk);
  const authentication = oidc.PrivateKeyJwt(
    { key: keys.privateKey, kid: await calculateJwkThumbprint(jwk) },
    // RFC 10070: the type is explicit.
    { [oidc.modifyAssertion]: (header) => { header.typ = 'client-authentication+jwt'; } },
  );
  const config = await oidc.discovery(new URL(work.issuer), client_id, undefined, authentication, { algorithm: 'oauth2' });
  return { config, DPoP: oidc.getDPoPHandle(config, keys) };
}

const exchange = ({ config, DPoP }, subject_token, more) =>
  oidc.genericGrantRequest(config, TOKEN_EXCHANGE, { subject_token, subject_token_type: JWT, ...more }, { DPoP });

/** Introspection by an API token, whose proof needs a nonce: the library asks again with it. */
async function introspectedByToken({ config, DPoP }, apiToken, token) {
  const endpoint = new URL(config.serverMetadata().introspection_endpoint);
  const response = await oidc.fetchProtectedResource(
    config, apiToken, endpoint, 'POST', new URLSearchParams({ token }), new Headers(), { DPoP });
  return response.json();
}

await run(async () => {
  const [agent, next] = work.agents;
  const first = await configured(agent);
  const second = await configured(next);
  const server = await configured(work.server);
  const metadata = first.config.serverMetadata();
  checkEqual('the metadata names the issuer', metadata.issuer, work.issuer);

  const api = await oidc.clientCredentialsGrant(server.config, { scope: 'introspect' }, { DPoP: server.DPoP });
  checkEqual('the API token\'s type is DPoP', api.token_type, 'dpop');
  checkEqual('the scope is the one asked for', api.scope, 'introspect');

  const consent = await statement(work.delegator, agent, work);
  const whole = await exchange(first, consent);
  checkExchangeAnswer(whole);
  const onward = { ...work, par_hash: signingInputHash(whole.access_token), boundary: work.narrower };
  const below = await exchange(second, await statement(agent, next, onward), { audience: work.resource_server, requested_token_type: ACCESS_TOKEN });
  checkExchangeAnswer(below);

  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload } = await jwtVerify(below.access_token, keys, {
    issuer: work.issuer, audience: work.resource_server, typ: 'at+jwt', algorithms: ['ES256', 'EdDSA'],
  });
  checkEqual('the act chain is exact', payload.act, actOf(work.issuer, [next, agent, work.delegator]));
  checkEqual('cnf is the holder\'s own key', payload.cnf, { jkt: await calculateJwkThumbprint(next.jwk) });
  await checkRefused('a widened boundary is refused', 'invalid_authorization_details', async () =>
    exchange(second, await statement(agent, next, { ...onward, boundary: work.wider })));

  checkActive('its audience is told that the token is active', await oidc.tokenIntrospection(server.config, below.access_token), { ...next, ...work });
  checkActive('also by an API token and a proof with a nonce', await introspectedByToken(server, api.access_token, below.access_token), { ...next, ...work });
  checkInactive('another client is told nothing', await oidc.tokenIntrospection(first.config, below.access_token));
  checkActive('an API token\'s client is told of it', await oidc.tokenIntrospection(server.config, api.access_token), { ...work.server, txn: undefined });

  await oidc.tokenRevocation(first.config, 'unknown');
  check('an unknown token is revoked without a word', true);
  await oidc.tokenRevocation(first.config, whole.access_token, { token_type_hint: 'access_token' });
  checkInactive('with a hop ends what is below it', await oidc.tokenIntrospection(server.config, below.access_token));
  await checkRefused('an API token is not revoked by itself', 'unsupported_token_type', () =>
    oidc.tokenRevocation(server.config, api.access_token));
});
