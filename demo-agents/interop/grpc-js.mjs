// The whole flow over gRPC with `@grpc/grpc-js`, which knows the services by their .proto files alone.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { generateProof } from 'dpop';
import { calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from 'jose';
import { JWT, actOf, check, checkActive, checkEqual, readWork, run } from './checks.mjs';
import { clientAssertion, keyPair } from './keys.mjs';
import { signingInputHash, statement } from './statement.mjs';

const work = readWork();
const authority = new URL(work.issuer).host;
const definition = loadSync(['token_service', 'authorization_service'].map((name) => `legate/v1/${name}.proto`), {
  includeDirs: [work.protos], keepCase: true, enums: String, longs: String, defaults: true,
});
const { v1 } = grpc.loadPackageDefinition(definition).legate;
const credentials = grpc.credentials.createSsl(readFileSync(process.env.NODE_EXTRA_CA_CERTS));
const services = {
  TokenService: new v1.TokenService(authority, credentials),
  AuthorizationService: new v1.AuthorizationService(authority, credentials),
};

/** RFC 9562 section 5.7. */
function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The reason in `google.rpc.ErrorInfo`; a string stands in protobuf as it is. */
function reasonOf(error, reason) {
  const [details] = error.metadata?.get('grpc-status-details-bin') ?? [];
  return details?.includes(reason) ?? false;
}

/** One call with its proof, and an API token where there is one; once more with the nonce that is asked for. */
async function call(service, method, party, message, { token, nonce } = {}) {
  const metadata = new grpc.Metadata();
  const htu = `https://${authority}/legate.v1.${service}/${method}`;
  metadata.set('dpop', await generateProof(await keyPair(party.jwk), htu, 'POST', nonce, token));
  if (token) metadata.set('authorization', `DPoP ${token}`);
  try {
    return await new Promise((resolve, reject) => {
      services[service][method](message, metadata, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  } catch (e) {
    if (nonce || !reasonOf(e, 'use_dpop_nonce')) throw e;
    checkEqual(`${method} asks for a nonce as the profile has it`, e.code, grpc.status.UNAUTHENTICATED);
    return call(service, method, party, message, { token, nonce: e.metadata.get('dpop-nonce')[0] });
  }
}

async function exchange(party, subject_token, more = {}) {
  const client_assertion = { jwt: await clientAssertion(party, work.issuer) };
  const message = { client_assertion, subject_token, subject_token_type: JWT, ...more };
  return (await call('TokenService', 'Exchange', party, message)).token;
}

/** API tokens are had over HTTP: gRPC has no `client_credentials`. */
async function apiToken(endpoint, party) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { dpop: await generateProof(await keyPair(party.jwk), endpoint, 'POST') },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await clientAssertion(party, work.issuer),
    }),
  });
  return (await response.json()).access_token;
}

await run(async () => {
  const [agent, next] = work.agents;
  const metadata = await (await fetch(`${work.issuer}/.well-known/oauth-authorization-server`)).json();

  const whole = await exchange(agent, await statement(work.delegator, agent, work));
  checkEqual('token_type is DPoP', whole.token_type, 'DPoP');
  const onward = { ...work, par_hash: signingInputHash(whole.access_token), boundary: work.narrower };
  const below = await exchange(next, await statement(agent, next, onward), { audience: [work.resource_server] });
  checkEqual('the second hop is two below the root', below.depth, 2);

  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload } = await jwtVerify(below.access_token, keys, { issuer: work.issuer, audience: work.resource_server, typ: 'at+jwt' });
  checkEqual('the act chain is exact', payload.act, actOf(work.issuer, [next, agent, work.delegator]));
  checkEqual('cnf is the holder\'s own key', payload.cnf, { jkt: await calculateJwkThumbprint(next.jwk) });

  try {
    await exchange(next, await statement(agent, next, { ...onward, boundary: work.wider }));
    check('a widened boundary is refused', false);
  } catch (e) {
    checkEqual('a widened boundary is refused', e.code, grpc.status.INVALID_ARGUMENT);
    check('and the reason says so', reasonOf(e, 'invalid_authorization_details'));
  }

  const token = await apiToken(metadata.token_endpoint, work.server);
  const introspect = () => call('TokenService', 'Introspect', work.server, { token: below.access_token }, { token });
  const told = await introspect();
  checkActive('its audience is told that the token is active', { active: told.active, ...JSON.parse(told.claims) }, { ...next, ...work });

  const url = `${work.resource_server}/payments`;
  const ask = async (amount) => call('AuthorizationService', 'Authorize', work.server, {
    request_id: uuid7(),
    agent: {
      access_token: below.access_token,
      dpop: await generateProof(await keyPair(next.jwk), url, 'POST', undefined, below.access_token),
      htm: 'POST',
      htu: url,
    },
    action: {
      action: 'payments.create', resource: 'invoice://acme/1', arguments: JSON.stringify({ amount, currency: 'EUR' }),
    },
  }, { token });
  checkEqual('an action within the boundary is allowed', (await ask('10.00')).decision, 'DECISION_ALLOW');
  checkEqual('one beyond it is denied', (await ask('350.00')).decision, 'DECISION_DENY');

  const own = await apiToken(metadata.token_endpoint, agent);
  await call('TokenService', 'Revoke', agent, { request_id: uuid7(), token: whole.access_token }, { token: own });
  const after = await introspect();
  checkEqual('with a hop ends what is below it', [after.active, after.claims], [false, '']);
});
