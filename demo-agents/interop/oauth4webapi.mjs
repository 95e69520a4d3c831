// One hop with `oauth4webapi`, an OAuth client that knows nothing of Legate.

import * as oauth from 'oauth4webapi';
import { calculateJwkThumbprint, decodeJwt } from 'jose';
import {
  JWT, TOKEN_EXCHANGE, actOf, check, checkEqual, checkExchangeAnswer, checkRefused, readWork, run,
} from './checks.mjs';
import { statement } from './statement.mjs';

const work = readWork();
const agent = work.agents[0];
const client = { client_id: agent.client_id };
const es256 = { name: 'ECDSA', namedCurve: 'P-256' };
const { kty, crv, x, y, d } = agent.jwk;

await run(async () => {
  const jkt = await calculateJwkThumbprint(agent.jwk);
  const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, es256, false, ['sign']);
  const publicKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, es256, true, ['verify']);

  const issuer = new URL(work.issuer);
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2' }));
  checkEqual('the metadata names the issuer', as.issuer, work.issuer);
  check('the metadata offers private_key_jwt', as.token_endpoint_auth_methods_supported.includes('private_key_jwt'));

  // RFC 10070: the type is explicit, and the issuer is the sole audience. The hook sets the one and
  // shows the other.
  let audience;
  const authentication = oauth.PrivateKeyJwt(
    { key: privateKey, kid: jkt },
    {
      [oauth.modifyAssertion](header, payload) {
        header.typ = 'client-authentication+jwt';
        audience = payload.aud;
      },
    },
  );
  const DPoP = oauth.DPoP(client, { privateKey, publicKey });

  /** Once more where a nonce is asked for; the library has kept it by then. */
  const withNonce = async (request, process) => {
    try {
      return await process(await request());
    } catch (e) {
      if (!oauth.isDPoPNonceError(e)) throw e;
      return process(await request());
    }
  };

  const api = await withNonce(
    () => oauth.clientCredentialsGrantRequest(as, client, authentication, {}, { DPoP }),
    (response) => oauth.processClientCredentialsResponse(as, client, response),
  );
  checkEqual('the assertion\'s audience is the issuer', audience, work.issuer);
  checkEqual('the API token\'s type is DPoP', api.token_type, 'dpop');

  const exchange = (subject_token, target) =>
    withNonce(
      () => oauth.genericTokenEndpointRequest(
        as, client, authentication, TOKEN_EXCHANGE, { subject_token, subject_token_type: JWT, ...target }, { DPoP }),
      (response) => oauth.processGenericTokenEndpointResponse(as, client, response),
    );
  const consent = await statement(work.delegator, agent, work);
  const hop = await exchange(consent, { audience: work.resource_server });
  checkExchangeAnswer(hop);
  checkEqual('the answer says what was granted', hop.authorization_details, work.boundary);

  // What a resource server does, with the library's own verifier: RFC 9068 section 4 and RFC 9449
  // section 4.3, with only the key set to go by.
  const received = async (accessToken, url) => {
    let request;
    await oauth.protectedResourceRequest(accessToken, 'POST', new URL(url), undefined, undefined, {
      DPoP,
      [oauth.customFetch]: async (to, options) => {
        request = new Request(to, { method: options.method, headers: options.headers });
        return new Response();
      },
    });
    return request;
  };
  const url = `${work.resource_server}/payments`;
  const claims = await oauth.validateJwtAccessToken(as, await received(hop.access_token, url), work.resource_server, { requireDPoP: true });
  check('a stock verifier accepts token and proof', true);
  checkEqual('cnf is the holder\'s own key', claims.cnf, { jkt });
  checkEqual('the act chain is exact', claims.act, actOf(work.issuer, [agent, work.delegator]));
  checkEqual('sub, txn and client_id are what they should be', [claims.sub, claims.txn, claims.client_id], [work.subject, work.txn, agent.client_id]);
  checkEqual('par_hash is that of the root token', claims.par_hash, work.par_hash);

  const again = decodeJwt((await exchange(consent, { audience: work.resource_server })).access_token);
  check('a statement makes one hop', again.hop === claims.hop && again.jti !== claims.jti, again.hop);

  await oauth.validateJwtAccessToken(as, await received(hop.access_token, url), 'https://other.example', { requireDPoP: true }).then(
    () => check('a stock verifier refuses it elsewhere', false),
    () => check('a stock verifier refuses it elsewhere', true),
  );
  await checkRefused('another target is refused', 'invalid_target', () => exchange(consent, { audience: 'https://nobody.example' }));
  await checkRefused('a token of the wrong kind is refused', 'invalid_request', () => exchange(api.access_token, {}));
});
