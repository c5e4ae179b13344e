"""oauthlib: oauth1.Client(...).sign(uri, method, body, headers), and SignatureOnlyEndpoint or, where a token is known,
ResourceEndpoint to verify. A body that is no form is not given to sign, as requests-oauthlib does: oauthlib would add
an oauth_body_hash that no vector asks for. The verifier's clock is overridden; its nonce store is empty."""
from unittest import mock

from lib.oauthlib_client import client_arguments, client_class
from lib.protocol import base_string_of, serve
from lib.request import form_body, headers_of
from oauthlib import oauth1
from oauthlib.oauth1.rfc5849 import SIGNATURE_METHODS, signature, utils


def sign(given):
    seen = {}
    client = client_class(given, seen)(given["credentials"]["consumerKey"], **client_arguments(given))
    url, headers, _ = client.sign(given["url"], given["method"], form_body(given), headers_of(given))
    return {**seen, "authorizationHeader": headers["Authorization"], "url": url}


class Validator(oauth1.RequestValidator):
    """Knows one client and one token, and takes keys and nonces of any shape."""

    enforce_ssl = False
    allowed_signature_methods = SIGNATURE_METHODS
    check_client_key = check_access_token = check_nonce = lambda self, value: True
    dummy_client = dummy_access_token = "nobody"
    validate_timestamp_and_nonce = validate_realms = lambda self, *args, **kwargs: True

    def __init__(self, credentials):
        self.key, self.secret = credentials["consumerKey"], credentials["consumerSecret"]
        self.token, self.token_secret = credentials["token"], credentials["tokenSecret"]
        self.get_rsa_key = lambda *args: credentials.get("publicKey")
        self.get_client_secret = lambda *args: self.secret
        self.get_access_token_secret = lambda key, token, request: self.token_secret if token == self.token else "none"
        self.validate_client_key = lambda key, request: key == self.key
        self.validate_access_token = lambda key, token, request: token == self.token


def verify(given):
    request, validator = given["request"], Validator(given["credentials"])
    asked = (request["url"], request["method"], form_body(request), headers_of(request))
    with mock.patch("time.time", return_value=given["now"]):
        if validator.token is None:
            valid, seen = oauth1.SignatureOnlyEndpoint(validator).validate_request(*asked)
        else:
            valid, seen = oauth1.ResourceEndpoint(validator).validate_protected_resource_request(*asked)
    wrong = [name for name, right in seen.validator_log.items() if not right] if seen else []
    return {"valid": True} if valid else {"valid": False, "reason": f"wrong {wrong[0]}" if wrong else "invalid request"}


serve("oauthlib", "https://github.com/oauthlib/oauthlib", list(SIGNATURE_METHODS), {
    "percentEncode": lambda given: {"encoded": utils.escape(given["text"])},
    "baseStringUri": lambda given: {"baseStringUri": signature.base_string_uri(given["url"])},
    "normalizeParameters": lambda given: {"normalizedParameters": signature.normalize_parameters(given["parameters"])},
    "signatureBaseString": base_string_of(sign),
    "sign": sign,
    "verify": verify,
})
