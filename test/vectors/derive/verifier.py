"""RFC 5849 section 3.2 by the letter: the checks of a server, to derive the verdicts."""
import base64, hashlib, re

import reference
from reference import HASHES, Rejected, is_form, octets, openssl, sign_text, sources, split_url, stages

PREFIXES = {"sha1": "3021300906052b0e03021a05000414", "sha256": "3031300d060960864801650304020105000420",
            "sha512": "3051300d060960864801650304020305000440"}


def rsa_matches(hash_name, message, public_key, signature):
    """RFC 3447 section 8.2.2; openssl only reads the key."""
    shown = openssl(["pkey", "-pubin", "-in", "key", "-noout", "-text"], b"", {"key": public_key.encode()}).stdout.decode()
    found = re.search(r"Modulus:\s*([0-9a-f:\s]+)Exponent: (\d+)", shown)
    if not found:
        return False
    n, e = int(re.sub(r"[:\s]", "", found[1]), 16), int(found[2])
    size = (n.bit_length() + 7) // 8
    digest = bytes.fromhex(PREFIXES[hash_name]) + hashlib.new(hash_name, message).digest()
    padded = b"\0\1" + b"\xff" * (size - 3 - len(digest)) + b"\0" + digest
    number = int.from_bytes(signature, "big")
    return len(signature) == size and number < n and pow(number, e, n) == int.from_bytes(padded, "big")


def signature_matches(method, base, credentials, presented):
    if not method.startswith("RSA"):
        return credentials.get("consumerSecret") is not None and sign_text(method, base, credentials).encode() == presented
    try:
        signature = base64.b64decode(presented, validate=True)
    except ValueError:
        return False
    if not credentials.get("publicKey") or base64.b64encode(signature) != presented:
        return False
    return rsa_matches(HASHES[method], base.encode(), credentials["publicKey"], signature)


def verify(i, replay_store=None, window=300):
    request, credentials = i["request"], i["credentials"]
    try:
        query, header, body, _ = sources(request)
        oauth = [[pair for pair in source if pair[0].startswith(b"oauth_")] for source in (query, header, body)]
        flat = sum(oauth, [])
        names = [name for name, _ in flat]
        if sum(1 for source in oauth if source) > 1 or len(set(names)) < len(names):
            raise Rejected("parameter_rejected")
        given = {name.decode("utf-8", "replace")[6:]: value for name, value in flat}
        method = given.get("signature_method", b"").decode("utf-8", "replace")
        needed = ["consumer_key", "signature_method", "signature"]
        needed += [] if method == "PLAINTEXT" else ["timestamp", "nonce"]
        if not all(given.get(name) for name in needed):
            raise Rejected("parameter_absent")
        if given.get("version", b"1.0") != b"1.0":
            raise Rejected("version_rejected")
        if method not in HASHES and method != "PLAINTEXT" or method == "PLAINTEXT" and split_url(request["url"])[0] == "http":
            raise Rejected("signature_method_rejected")
        if "timestamp" in given and not re.fullmatch(rb"[0-9]*[1-9][0-9]*", given["timestamp"]):
            raise Rejected("parameter_rejected")
        if "timestamp" in given and abs(int(given["timestamp"]) - i["now"]) > window:
            raise Rejected("timestamp_refused")
        if given["consumer_key"] != octets(credentials["consumerKey"]):
            raise Rejected("consumer_key_unknown")
        if given.get("token", b"") != octets(credentials.get("token")):
            raise Rejected("token_rejected")
        base = stages(request, [])["signatureBaseString"]
        if not signature_matches(method, base, credentials, given["signature"]):
            raise Rejected("signature_invalid")
        if "body_hash" in given:
            digest = hashlib.new(HASHES.get(method, "sha1"), octets(request.get("body"))).digest()
            if is_form(request) or given["body_hash"] != base64.b64encode(digest):
                raise Rejected("parameter_rejected" if is_form(request) else "body_hash_invalid")
        seen = tuple(given.get(name, b"") for name in ("consumer_key", "token", "timestamp", "nonce"))
        if method != "PLAINTEXT" and replay_store is not None:
            if seen in replay_store:
                raise Rejected("nonce_used")
            replay_store.add(seen)
    except Rejected as refusal:
        return {"valid": False, "reason": str(refusal)}
    return {"valid": True}


def verify_sequence(i):
    store = set()
    return {"results": [verify(step, store) for step in i["steps"]]}


reference.OPERATIONS["verify"] = verify
reference.OPERATIONS["verifySequence"] = verify_sequence
