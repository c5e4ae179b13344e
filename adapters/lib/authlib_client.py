"""Authlib's own client, sending the protocol parameters a request asks for: in get_oauth_params, overridden, those that
it always sends are left out and others are added."""
from authlib.oauth1 import ClientAuth, OAuth1Request
from authlib.oauth1.rfc5849 import signature
from lib.request import asked_parameters


def client_for(given, seen):
    """A client for one request; `seen` receives the base string and the signature."""
    class Client(ClientAuth):
        def get_oauth_params(self, nonce, timestamp):
            return asked_parameters(given, super().get_oauth_params(given["nonce"], given["timestamp"]))

        def get_oauth_signature(self, method, uri, headers, body):
            request = OAuth1Request(method, uri, body, headers)
            seen["signatureBaseString"] = signature.generate_signature_base_string(request)
            seen["signature"] = super().get_oauth_signature(method, uri, headers, body)
            return seen["signature"]

    credentials = given["credentials"]
    return Client(
        credentials["consumerKey"], credentials["consumerSecret"], credentials["token"], credentials["tokenSecret"],
        given["callback"], credentials.get("privateKey"), given["verifier"], given["signatureMethod"], realm=given["realm"])
