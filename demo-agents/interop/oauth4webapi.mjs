// The whole flow with `oauth4webapi`, an OAuth client that knows nothing of Legate.

import * as oauth from 'oauth4webapi';
import { calculateJwkThumbprint, decodeJwt } from 'jose';
import {
  JWT, TOKEN_EXCHANGE, actOf, check, checkActive, checkEqual, checkExchangeAnswer, checkInactive, checkRefused, readWork,
  run,
} from './checks.mjs';
import { keyPair } from './keys.mjs';
import { signingInputHash, statement } from './statement.mjs';

const work = readWork();

/** What `oauth4webapi` needs to know of a party. */
async function known({ client_id, jwk }) {
  const jkt = await calculateJwkThumbprint(jwk);
  const keys = await keyPair(jwk);
  const client = { client_id };
  const audiences = [];
  // RFC 10070: the type is explicit, and the issuer is the sole audience. The hook sets the one and
  // shows the other.
  const authentication = oauth.PrivateKeyJwt(
    { key: keys.privateKey, kid: jkt },
    {
      [oauth.modifyAssertion](header, payload) {
        header.typ = 'client-authentication+jwt';
        audiences.push(payload.aud);
      },
    },
  );
  return { client, authentication, audiences, jkt, DPoP: oauth.DPoP(client, keys) };
}

/** Once more where a nonce is asked for; the library has kept it by then. */
async function withNonce(request, process) {
  try {
    return await process(await request());
  } catch (e) {
    if (!oauth.isDPoPNonceError(e)) throw e;
    return process(await request());
  }
}

function exchange(as, { client, authentication, DPoP }, subject_token, more) {
  return withNonce(
    () => oauth.genericTokenEndpointRequest(
      as, client, authentication, TOKEN_EXCHANGE, { subject_token, subject_token_type: JWT, ...more }, { DPoP }),
    (response) => oauth.processGenericTokenEndpointResponse(as, client, response),
  );
}

/** RFC 7662, authenticated by an assertion alone, which is all that the library sends. */
async function introspected(as, { client, authentication }, token) {
  return oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, authentication, token));
}

/** RFC 9701, with the signature checked against the key set. */
async function introspectedAndSigned(as, { client, authentication }, token) {
  const response = await oauth.introspectionRequest(as, client, authentication, token, { requestJwtResponse: true });
  checkEqual('the signed answer says what it is', response.headers.get('content-type'), 'application/token-introspection+jwt');
  const answer = await oauth.processIntrospectionResponse(as, client, response);
  await oauth.validateApplicationLevelSignature(as, response);
  return answer;
}

/** The request that a resource server gets of a holder. */
async function received(DPoP, accessToken, url) {
  let request;
  await oauth.protectedResourceRequest(accessToken, 'POST', new URL(url), undefined, undefined, {
    DPoP,
    [oauth.customFetch]: async (to, options) => {
      request = new Request(to, { method: options.method, headers: options.headers });
      return new Response();
    },
  });
  return request;
}

await run(async () => {
  const [agent, next] = work.agents;
  const first = await known(agent);
  const second = await known(next);
  const server = await known(work.server);

  const issuer = new URL(work.issuer);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2' }));
  checkEqual('the metadata names the issuer', as.issuer, work.issuer);
  check('the metadata offers private_key_jwt', as.token_endpoint_auth_methods_supported.includes('private_key_jwt'));

  const api = await withNonce(
    () => oauth.clientCredentialsGrantRequest(as, first.client, first.authentication, {}, { DPoP: first.DPoP }),
    (response) => oauth.processClientCredentialsResponse(as, first.client, response),
  );
  check('the assertion\'s audience is the issuer', first.audiences.every((audience) => audience === work.issuer));
  checkEqual('the API token\'s type is DPoP', api.token_type, 'dpop');

  const consent = await statement(work.delegator, agent, work);
  const whole = await exchange(as, first, consent);
  const hop = await exchange(as, first, consent, { audience: work.resource_server });
  checkExchangeAnswer(hop);
  checkEqual('the answer says what was granted', hop.authorization_details, work.boundary);

  // What a resource server does, with the library's own verifier: RFC 9068 section 4 and RFC 9449
  // section 4.3, with only the key set to go by.
  const url = `${work.resource_server}/payments`;
  const verified = (party, token, audience) =>
    received(party.DPoP, token, url).then((request) => oauth.validateJwtAccessToken(as, request, audience, { requireDPoP: true }));
  const claims = await verified(first, hop.access_token, work.resource_server);
  check('a stock verifier accepts token and proof', true);
  checkEqual('cnf is the holder\'s own key', claims.cnf, { jkt: first.jkt });
  checkEqual('the act chain is exact', claims.act, actOf(work.issuer, [agent, work.delegator]));
  checkEqual('sub, txn and client_id are what they should be', [claims.sub, claims.txn, claims.client_id], [work.subject, work.txn, agent.client_id]);
  checkEqual('par_hash is that of the root token', claims.par_hash, work.par_hash);

  const again = decodeJwt((await exchange(as, first, consent, { audience: work.resource_server })).access_token);
  check('a statement makes one hop', again.hop === claims.hop && again.jti !== claims.jti, again.hop);

  await verified(first, hop.access_token, 'https://other.example').then(
    () => check('a stock verifier refuses it elsewhere', false),
    () => check('a stock verifier refuses it elsewhere', true),
  );
  await checkRefused('another target is refused', 'invalid_target', () => exchange(as, first, consent, { audience: 'https://nobody.example' }));

  const onward = { ...work, par_hash: signingInputHash(whole.access_token), boundary: work.narrower };
  const resource = { resource: work.resource_server };
  const below = await exchange(as, second, await statement(agent, next, onward), resource);
  const chain = (await verified(second, below.access_token, work.resource_server)).act;
  checkEqual('the second act chain is exact', chain, actOf(work.issuer, [next, agent, work.delegator]));

  checkActive('its audience is told that the token is active', await introspected(as, server, below.access_token), { ...next, ...work });
  checkActive('so it is in the signed form', await introspectedAndSigned(as, server, below.access_token), { ...next, ...work });
  checkInactive('another client is told nothing', await introspected(as, first, below.access_token));
  checkInactive('nor in the signed form', await introspectedAndSigned(as, first, below.access_token));

  const revoked = await oauth.revocationRequest(as, first.client, first.authentication, whole.access_token);
  checkEqual('a hop is revoked', await oauth.processRevocationResponse(revoked), undefined);
  checkInactive('and with it what is below it', await introspected(as, server, below.access_token));
  checkInactive('also in the signed form', await introspectedAndSigned(as, server, below.access_token));
});
