"""oauthlib's own client, sending the protocol parameters a request asks for: through get_oauth_params, the method that
its documentation says to override, those that it always sends are left out and others are added."""
from lib.request import asked_parameters
from oauthlib import oauth1


def client_class(given, seen):
    """A class of clients for one request; `seen` receives the base string and the signature."""
    class Client(oauth1.Client):
        def get_oauth_params(self, request):
            return asked_parameters(given, super().get_oauth_params(request))

        def get_oauth_signature(self, request):
            seen["signature"] = super().get_oauth_signature(request)
            return seen["signature"]

    def watched(sign):
        def sign_and_show(base_string, client):
            seen["signatureBaseString"] = base_string
            return sign(base_string, client)

        return sign_and_show

    Client.SIGNATURE_METHODS = {name: watched(sign) for name, sign in oauth1.Client.SIGNATURE_METHODS.items()}
    return Client


def client_arguments(given):
    """The options of oauthlib's client, which requests-oauthlib passes on."""
    credentials = given["credentials"]
    return {
        "client_secret": credentials["consumerSecret"],
        "resource_owner_key": credentials["token"],
        "resource_owner_secret": credentials["tokenSecret"],
        "callback_uri": given["callback"],
        "signature_method": given["signatureMethod"],
        "rsa_key": credentials.get("privateKey"),
        "verifier": given["verifier"],
        "realm": given["realm"],
        "nonce": given["nonce"],
        "timestamp": given["timestamp"],
    }
