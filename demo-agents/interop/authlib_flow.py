"""The whole flow with Authlib and requests: sys.argv[1] is the file that README.md describes."""

import hashlib
import base64
import json
import os
import sys
import time
import traceback
import uuid

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebSignature, JsonWebToken
from authlib.oauth2.rfc7523 import PrivateKeyJWT

JWT = JsonWebToken(["ES256", "EdDSA"])
JWS = JsonWebSignature(["ES256"])
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
STATEMENT = "urn:ietf:params:oauth:token-type:jwt"
CA = os.environ["REQUESTS_CA_BUNDLE"]

with open(sys.argv[1], encoding="utf-8") as file:
    WORK = json.load(file)
ISSUER = WORK["issuer"]
failed = 0


def check(what, holds, detail=""):
    """One line for each check. What comes after a failure still runs."""
    global failed
    failed += 0 if holds else 1
    print(f"{'ok  ' if holds else 'FAIL'}  {what}{'' if holds else f': {detail}'}")


def check_equal(what, actual, expected):
    check(what, actual == expected, f"{actual!r} is not {expected!r}")


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def key(party):
    return JsonWebKey.import_key(party["jwk"])


def thumbprint(party):
    return key(party).thumbprint()


def signed(header, claims, party):
    # Not with JsonWebToken, which writes a `typ` of its own.
    return JWS.serialize_compact({"alg": "ES256", **header}, json.dumps(claims), key(party)).decode()


def proof(party, url, nonce=None, token=None):
    """RFC 9449 section 4.2."""
    public = {name: party["jwk"][name] for name in ("kty", "crv", "x", "y")}
    claims = {"htm": "POST", "htu": url, "iat": int(time.time()), "jti": str(uuid.uuid4())}
    if nonce:
        claims["nonce"] = nonce
    if token:
        claims["ath"] = digest(token.encode())
    return signed({"typ": "dpop+jwt", "jwk": public}, claims, party)


class TypedPrivateKeyJWT(PrivateKeyJWT):
    """Authlib's private_key_jwt for less than a minute, with the `typ` of RFC 10070, which this version cannot be told."""

    def sign(self, auth, token_endpoint):
        now = int(time.time())
        header = {"alg": "ES256", "typ": "client-authentication+jwt", "kid": auth.client_secret.thumbprint()}
        claims = {
            "iss": auth.client_id,
            "sub": auth.client_id,
            "aud": token_endpoint,
            "iat": now,
            "exp": now + 50,
            "jti": str(uuid.uuid4()),
        }
        return JWS.serialize_compact(header, json.dumps(claims), auth.client_secret)


def session(party):
    authenticated = OAuth2Session(
        party["client_id"],
        key(party),
        token_endpoint_auth_method="private_key_jwt",
        revocation_endpoint_auth_method="private_key_jwt",
    )
    authenticated.register_client_auth_method(TypedPrivateKeyJWT(ISSUER))
    authenticated.verify = CA
    return authenticated


def token(party, metadata, **parameters):
    url = metadata["token_endpoint"]
    return session(party).fetch_token(url, headers={"DPoP": proof(party, url)}, **parameters)


def exchange(party, metadata, subject_token, **parameters):
    return token(
        party,
        metadata,
        grant_type=TOKEN_EXCHANGE,
        subject_token=subject_token,
        subject_token_type=STATEMENT,
        **parameters,
    )


def statement(delegator, delegate, par_hash, boundary):
    now = int(time.time())
    claims = {
        "iss": delegator["client_id"],
        "sub": delegate["client_id"],
        "aud": ISSUER,
        "txn": WORK["txn"],
        "par_hash": par_hash,
        "cnf": {"jkt": thumbprint(delegate)},
        "authorization_details": boundary,
        "hop_exp": WORK["hop_exp"],
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    }
    return signed({"typ": "delegation+jwt", "kid": thumbprint(delegator)}, claims, delegator)


def introspected(party, metadata, subject):
    """RFC 7662 by an assertion alone, as Authlib sends it."""
    answer = session(party).introspect_token(metadata["introspection_endpoint"], token=subject)
    answer.raise_for_status()
    return answer.json()


def introspected_with_nonce(party, metadata, api_token, subject):
    """RFC 7662 by an API token and a proof, once more with the nonce that is asked for."""
    url = metadata["introspection_endpoint"]
    nonce = None
    for _ in range(2):
        headers = {"Authorization": f"DPoP {api_token}", "DPoP": proof(party, url, nonce, api_token)}
        answer = requests.post(url, data={"token": subject}, headers=headers, verify=CA, timeout=30)
        if answer.status_code == 200:
            return answer.json(), nonce is not None
        nonce = answer.headers["dpop-nonce"]
    raise AssertionError(answer.text)


def main():
    first, second = WORK["agents"]
    server = WORK["server"]
    metadata = requests.get(f"{ISSUER}/.well-known/oauth-authorization-server", verify=CA, timeout=30).json()
    check_equal("the metadata names the issuer", metadata["issuer"], ISSUER)
    api = token(server, metadata, grant_type="client_credentials")
    check_equal("the API token's type is DPoP", api["token_type"], "DPoP")

    consent = statement(WORK["delegator"], first, WORK["par_hash"], WORK["boundary"])
    whole = exchange(first, metadata, consent)["access_token"]
    parent = digest(whole[: whole.rindex(".")].encode())
    below = exchange(
        second, metadata, statement(first, second, parent, WORK["narrower"]), audience=WORK["resource_server"]
    )["access_token"]

    keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], verify=CA, timeout=30).json())
    claims = JWT.decode(below, keys)
    claims.validate()
    check_equal("the token is an at+jwt", claims.header["typ"], "at+jwt")
    check_equal("aud is the resource server alone", claims["aud"], WORK["resource_server"])
    check_equal("sub and txn are constant", [claims["sub"], claims["txn"]], [WORK["subject"], WORK["txn"]])
    check_equal("cnf is the holder's own key", claims["cnf"], {"jkt": thumbprint(second)})
    chain = [claims["act"]["sub"], claims["act"]["act"]["sub"], claims["act"]["act"]["act"]["sub"]]
    check_equal("the act chain is exact", chain, [p["client_id"] for p in (second, first, WORK["delegator"])])

    check_equal("its audience is told that the token is active", introspected(server, metadata, below)["active"], True)
    answer, asked = introspected_with_nonce(server, metadata, api["access_token"], below)
    check_equal("also by an API token", answer["client_id"], second["client_id"])
    check("introspection asked for a nonce", asked)
    check_equal("another client is told nothing", introspected(first, metadata, below), {"active": False})

    revoked = session(first).revoke_token(metadata["revocation_endpoint"], token=whole)
    check_equal("a hop is revoked", revoked.status_code, 200)
    check_equal("and with it what is below it", introspected(server, metadata, below), {"active": False})


try:
    main()
except Exception:  # noqa: BLE001: told as a check like any other
    check("the script runs to its end", False, traceback.format_exc())
print("every check held" if failed == 0 else f"{failed} did not hold")
sys.exit(0 if failed == 0 else 1)
