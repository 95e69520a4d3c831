"""The whole flow over gRPC with grpcio: sys.argv[1] is the file that README.md describes, sys.argv[2]
a folder for what protoc makes of the .proto files. Tokens and proofs are signed with Authlib."""

import base64
import hashlib
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import time
import traceback
import uuid
from urllib.parse import urlsplit

import grpc
import requests
from authlib.jose import JsonWebKey, JsonWebSignature, JsonWebToken

JWT = JsonWebToken(["ES256", "EdDSA"])
JWS = JsonWebSignature(["ES256"])
CA = os.environ["REQUESTS_CA_BUNDLE"]

with open(sys.argv[1], encoding="utf-8") as file:
    WORK = json.load(file)
ISSUER = WORK["issuer"]
AUTHORITY = urlsplit(ISSUER).netloc
failed = 0


def check_equal(what, actual, expected):
    """One line for each check. What comes after a failure still runs."""
    global failed
    holds = actual == expected
    failed += 0 if holds else 1
    print(f"{'ok  ' if holds else 'FAIL'}  {what}{'' if holds else f': {actual!r} is not {expected!r}'}")


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def signed(typ, claims, party, **header):
    key = JsonWebKey.import_key(party["jwk"])
    now = int(time.time())
    claims = {"iat": now, "jti": str(uuid.uuid4()), **claims}
    # Not with JsonWebToken, which writes a `typ` of its own.
    return JWS.serialize_compact({"alg": "ES256", "typ": typ, **header}, json.dumps(claims), key).decode()


def thumbprint(party):
    return JsonWebKey.import_key(party["jwk"]).thumbprint()


def assertion(party):
    claims = {"iss": party["client_id"], "sub": party["client_id"], "aud": ISSUER, "exp": int(time.time()) + 50}
    return signed("client-authentication+jwt", claims, party, kid=thumbprint(party))


def proof(party, url, token=None, nonce=None):
    claims = {"htm": "POST", "htu": url}
    if token:
        claims["ath"] = digest(token.encode())
    if nonce:
        claims["nonce"] = nonce
    public = {name: party["jwk"][name] for name in ("kty", "crv", "x", "y")}
    return signed("dpop+jwt", claims, party, jwk=public)


def statement(delegator, delegate, par_hash, boundary):
    claims = {
        "iss": delegator["client_id"],
        "sub": delegate["client_id"],
        "aud": ISSUER,
        "txn": WORK["txn"],
        "par_hash": par_hash,
        "cnf": {"jkt": thumbprint(delegate)},
        "authorization_details": boundary,
        "hop_exp": WORK["hop_exp"],
        "exp": int(time.time()) + 60,
    }
    return signed("delegation+jwt", claims, delegator, kid=thumbprint(delegator))


def uuid7():
    """RFC 9562 section 5.7."""
    value = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    value[6] = value[6] & 0x0F | 0x70
    value[8] = value[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(value)))


def protoc():
    """grpcio-tools brings its own; else it is the system's."""
    if importlib.util.find_spec("grpc_tools"):
        return [sys.executable, "-m", "grpc_tools.protoc"]
    return ["protoc"]


def modules():
    """What protoc makes of the .proto files."""
    services = ["token_service", "authorization_service"]
    files = [f"legate/v1/{name}.proto" for name in [*services, "common"]]
    subprocess.run([*protoc(), f"-I{WORK['protos']}", f"--python_out={sys.argv[2]}", *files], check=True)
    sys.path.insert(0, sys.argv[2])
    return [importlib.import_module(f"legate.v1.{name}_pb2") for name in services]


def call(channel, method, answer, party, message, token=None, nonce=None):
    """One call with its proof; once more with the nonce that is asked for."""
    path = f"/legate.v1.{method}"
    metadata = [("dpop", proof(party, ISSUER + path, token, nonce))]
    if token:
        metadata.append(("authorization", f"DPoP {token}"))
    stub = channel.unary_unary(path, type(message).SerializeToString, answer.FromString)
    try:
        return stub(message, metadata=metadata, timeout=30)
    except grpc.RpcError as e:
        trailers = dict(e.trailing_metadata() or ())
        if nonce or "dpop-nonce" not in trailers:
            raise
        check_equal(f"{method} asks for a nonce as the profile has it", e.code(), grpc.StatusCode.UNAUTHENTICATED)
        return call(channel, method, answer, party, message, token, trailers["dpop-nonce"])


def api_token(party, endpoint):
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion(party),
    }
    answer = requests.post(endpoint, data=form, headers={"DPoP": proof(party, endpoint)}, verify=CA, timeout=30)
    return answer.json()["access_token"]


def main():
    tokens, decisions = modules()
    with open(CA, "rb") as pem:
        channel = grpc.secure_channel(AUTHORITY, grpc.ssl_channel_credentials(pem.read()))
    first, second = WORK["agents"]
    server = WORK["server"]
    metadata = requests.get(f"{ISSUER}/.well-known/oauth-authorization-server", verify=CA, timeout=30).json()

    def exchange(party, subject_token, **more):
        request = tokens.ExchangeRequest(
            subject_token=subject_token, subject_token_type="urn:ietf:params:oauth:token-type:jwt", **more
        )
        request.client_assertion.jwt = assertion(party)
        return call(channel, "TokenService/Exchange", tokens.ExchangeResponse, party, request).token.access_token

    whole = exchange(first, statement(WORK["delegator"], first, WORK["par_hash"], WORK["boundary"]))
    parent = digest(whole[: whole.rindex(".")].encode())
    below = exchange(
        second, statement(first, second, parent, WORK["narrower"]), resource=[WORK["resource_server"]]
    )
    keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], verify=CA, timeout=30).json())
    claims = JWT.decode(below, keys)
    check_equal("sub and txn are constant", [claims["sub"], claims["txn"]], [WORK["subject"], WORK["txn"]])
    check_equal("cnf is the holder's own key", claims["cnf"], {"jkt": thumbprint(second)})
    check_equal("the second hop is two below the root", claims["del_depth"], 2)

    api = api_token(server, metadata["token_endpoint"])

    def active():
        request = tokens.IntrospectRequest(token=below)
        return call(channel, "TokenService/Introspect", tokens.IntrospectResponse, server, request, api).active

    check_equal("its audience is told that the token is active", active(), True)

    url = f"{WORK['resource_server']}/payments"
    request = decisions.AuthorizeRequest(request_id=uuid7())
    request.agent.access_token = below
    request.agent.dpop = proof(second, url, below)
    request.agent.htm = "POST"
    request.agent.htu = url
    request.action.action = "payments.create"
    request.action.resource = "invoice://acme/1"
    request.action.arguments = json.dumps({"amount": "10.00", "currency": "EUR"})
    answer = call(
        channel, "AuthorizationService/Authorize", decisions.AuthorizeResponse, server, request, api
    )
    check_equal("an action within the boundary is allowed", answer.decision, decisions.DECISION_ALLOW)

    own = api_token(first, metadata["token_endpoint"])
    revoke = tokens.RevokeRequest(request_id=uuid7(), token=whole)
    call(channel, "TokenService/Revoke", tokens.RevokeResponse, first, revoke, own)
    check_equal("with a hop ends what is below it", active(), False)


try:
    main()
except Exception:  # noqa: BLE001: told as a check like any other
    check_equal("the script runs to its end", traceback.format_exc(), "")
print("every check held" if failed == 0 else f"{failed} did not hold")
sys.exit(0 if failed == 0 else 1)
