"""requests-oauthlib: a requests.Request with an OAuth1 auth, prepared and not sent. What requests makes of URL and body
is part of what is measured. The signer below it is oauthlib's client, see lib/oauthlib_client.py."""
import requests
from lib.oauthlib_client import client_arguments, client_class
from lib.protocol import Skip, base_string_of, serve
from lib.request import headers_of
from oauthlib.oauth1.rfc5849 import SIGNATURE_METHODS
from requests_oauthlib import OAuth1


def sign(given):
    seen, key = {}, given["credentials"]["consumerKey"]
    auth = OAuth1(key, **client_arguments(given), client_class=client_class(given, seen))
    body = bytes.fromhex(given["body"]["hex"]) if isinstance(given["body"], dict) else given["body"]
    request = requests.Request(given["method"], given["url"], headers=headers_of(given), data=body, auth=auth)
    prepared = request.prepare()
    if "Content-Type" in prepared.headers and "Content-Type" not in headers_of(given):
        raise Skip("labels this body a form by itself")
    header = prepared.headers["Authorization"]
    return {**seen, "authorizationHeader": header.decode() if isinstance(header, bytes) else header, "url": prepared.url}


serve("requests-oauthlib", "https://github.com/requests/requests-oauthlib", list(SIGNATURE_METHODS), {
    "signatureBaseString": base_string_of(sign),
    "sign": sign,
})
