"""What a Python user has at hand before calling a signer: a dictionary of headers and, if there is one, the form body;
and the protocol parameters a request asks for, made from those that a library always sends."""
from lib.protocol import Skip

FORM = "application/x-www-form-urlencoded"
ALWAYS_SENT = ("nonce", "timestamp", "version")


def headers_of(request):
    """The headers as the dictionary that these libraries take."""
    headers = {name.title(): value for name, value in request["headers"]}
    if len(headers) != len(request["headers"]):
        raise Skip("a dictionary of headers holds one line per name")
    return headers


def form_body(request):
    """The body if it is labelled a form, else None: signers and verifiers here want no other body."""
    if request["body"] is None or FORM not in headers_of(request).get("Content-Type", ""):
        return None
    if isinstance(request["body"], dict):
        raise Skip("takes text, no raw bytes")
    return request["body"]


def asked_parameters(given, params):
    """The library's own protocol parameters but for those the request leaves out, then the further ones it has."""
    if given["version"] not in (None, "1.0"):
        raise Skip("sends version 1.0 only")
    left_out = {f"oauth_{name}" for name in ALWAYS_SENT if given[name] is None}
    return [pair for pair in params if pair[0] not in left_out] + [tuple(pair) for pair in given.get("extra") or []]
