"""Authlib: ClientAuth(...).prepare(method, uri, headers, body), and ResourceProtector to verify, which it does for requests
with a token only. The environment variable by which it allows http is set; the verifier's clock is overridden and its
nonce store is empty."""
import os
from types import SimpleNamespace
from unittest import mock

from authlib.oauth1 import ResourceProtector
from authlib.oauth1.rfc5849 import signature, util
from authlib.oauth1.rfc5849.errors import OAuth1Error
from lib.authlib_client import client_for
from lib.protocol import Skip, base_string_of, serve
from lib.request import form_body, headers_of

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

METHODS = ["HMAC-SHA1", "RSA-SHA1", "PLAINTEXT"]


def sign(given):
    seen = {}
    client = client_for(given, seen)
    url, headers, _ = client.prepare(given["method"], given["url"], headers_of(given), form_body(given) or "")
    return {**seen, "authorizationHeader": headers["Authorization"], "url": url}


def verify(given):
    request, credentials = given["request"], given["credentials"]
    if credentials["token"] is None:
        raise Skip("protects resources only, always with a token")
    client = SimpleNamespace(
        get_client_secret=lambda: credentials["consumerSecret"], get_rsa_public_key=lambda: credentials.get("publicKey"))
    token = SimpleNamespace(get_oauth_token_secret=lambda: credentials["tokenSecret"])

    class Protector(ResourceProtector):
        SUPPORTED_SIGNATURE_METHODS = METHODS
        exists_nonce = lambda self, nonce, request: False
        get_client_by_id = lambda self, key: client if key == credentials["consumerKey"] else None
        get_token_credential = lambda self, request: token if request.token == credentials["token"] else None

    with mock.patch("time.time", return_value=given["now"]):
        try:
            Protector().validate_request(request["method"], request["url"], form_body(request), headers_of(request))
        except OAuth1Error as error:
            return {"valid": False, "reason": error.description or error.error}
    return {"valid": True}


serve("Authlib", "https://github.com/lepture/authlib", METHODS, {
    "percentEncode": lambda given: {"encoded": util.escape(given["text"])},
    "baseStringUri": lambda given: {"baseStringUri": signature.normalize_base_string_uri(given["url"])},
    "normalizeParameters": lambda given: {"normalizedParameters": signature.normalize_parameters(given["parameters"])},
    "signatureBaseString": base_string_of(sign),
    "sign": sign,
    "verify": verify,
})
