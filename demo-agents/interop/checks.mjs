// What both scripts share: where the work is described, and how a check is told.

import { deepStrictEqual, ok as assertOk } from 'node:assert';
import { readFileSync } from 'node:fs';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** Reads the file named on the command line; its members are listed in README.md. */
export function readWork() {
  const file = process.argv[2];
  if (!file) {
    console.error('usage: node %s WORK.json', process.argv[1]);
    process.exit(2);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

let failed = 0;

/** One line for each check. What comes after a failure still runs. */
export function check(what, holds, detail = '') {
  if (!holds) failed++;
  console.log(`${holds ? 'ok  ' : 'FAIL'}  ${what}${holds || !detail ? '' : `: ${detail}`}`);
}

export function checkEqual(what, actual, expected) {
  try {
    deepStrictEqual(actual, expected);
    check(what, true);
  } catch {
    check(what, false, `${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
  }
}

/** What introspection says of a live token (RFC 7662 section 2.2), to whoever may know. */
export function checkActive(what, answer, { client_id, txn }) {
  checkEqual(what, [answer.active, answer.client_id, answer.txn], [true, client_id, txn]);
}

/** What it says of any other, and to anybody else. */
export function checkInactive(what, answer) {
  checkEqual(what, answer, { active: false });
}

/** Holds if `body` is refused with this OAuth error. */
export async function checkRefused(what, error, body) {
  try {
    await body();
    check(what, false, 'it was accepted');
  } catch (e) {
    checkEqual(what, e.error ?? String(e), error);
  }
}

/** Runs the script and ends the process: 0 only if every check held. */
export async function run(script) {
  try {
    await script();
  } catch (e) {
    check('the script runs to its end', false, e.error ? `${e.error}: ${e.error_description}` : (e.stack ?? e));
  }
  console.log(failed === 0 ? 'every check held' : `${failed} did not hold`);
  process.exit(failed === 0 ? 0 : 1);
}

/** The nested `act` claim of a chain given as client ids, current actor first (RFC 8693 section 4.1). */
export function actOf(issuer, chain) {
  return chain.reduceRight(
    (inner, { client_id, profile }) => ({
      iss: issuer,
      sub: client_id,
      ...(profile ? { sub_profile: profile } : {}),
      ...(inner ? { act: inner } : {}),
    }),
    undefined,
  );
}

/** The members that RFC 8693 section 2.2.1 and RFC 9449 section 5 ask of the answer. */
export function checkExchangeAnswer(answer) {
  assertOk(typeof answer.access_token === 'string', 'there is no access_token');
  checkEqual('issued_token_type is an access token', answer.issued_token_type, ACCESS_TOKEN);
  checkEqual('token_type is DPoP', answer.token_type.toLowerCase(), 'dpop');
  check('expires_in is within five minutes', answer.expires_in > 0 && answer.expires_in <= 300, answer.expires_in);
  check('no refresh token comes with it', !('refresh_token' in answer));
}
