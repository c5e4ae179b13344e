"""RFC 5849 read by the letter, to derive the vectors' expected values.

Slow, plain and independent of countersign. Only what sections 3.1 to 3.6 ask for; input that the RFC
does not define (a malformed escape, a raw space in a path) is kept as it stands. Python 3 standard
library; RSA is left to the openssl command.
"""
import base64, hashlib, hmac, os, re, subprocess, tempfile

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
FORM = "application/x-www-form-urlencoded"
HASHES = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256", "HMAC-SHA512": "sha512",
          "RSA-SHA1": "sha1", "RSA-SHA256": "sha256", "RSA-SHA512": "sha512"}


class Rejected(Exception):
    """The input is refused; the message is the reason, where there is a vocabulary for it."""


def octets(value):
    if value is None:
        return b""
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    try:
        return value.encode("utf-8")  # 3.6 step 1
    except UnicodeEncodeError:
        raise Rejected("not encodable as UTF-8")


def text(data):
    """The protocol's way to show octets: a string where they are UTF-8, else hex."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"hex": data.hex()}


# 3.6

def encode(data):
    return "".join(chr(b) if b in UNRESERVED else "%%%02X" % b for b in data)


def decode(data):
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), data)


# 3.4.1.3.1, first and third source

def parse_form(data):
    pairs = []
    for piece in data.split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            pairs.append(tuple(decode(half.replace(b"+", b" ")) for half in (name, value)))
    return pairs


# 3.5.1

def parse_authorization(header):
    """Returns (realm, pairs), or None where the scheme is not OAuth."""
    scheme = re.match(r"([^\s,=\"]+)(?:[ \t\r\n]+|$)", header)
    if not scheme or scheme[1].lower() != "oauth":
        return None
    rest, realm, pairs = header[scheme.end():].strip(" \t\r\n,"), None, []
    while rest:
        item = re.match(r'([^\s=",]+)="((?:[^"\\]|\\.)*)"[ \t\r\n]*', rest)
        if not item:
            raise Rejected("parameter_rejected")
        rest = rest[item.end():]
        if rest and not rest.startswith(","):
            raise Rejected("parameter_rejected")
        rest = rest.lstrip(" \t\r\n,")
        if item[1].lower() == "realm":  # RFC 2617 1.2: a quoted-string, not percent-encoded
            if realm is not None:
                raise Rejected("parameter_rejected")
            realm = re.sub(r"\\(.)", r"\1", item[2])
        else:
            pairs.append((decode(octets(item[1])), decode(octets(item[2]))))
    return realm, pairs


def format_authorization(realm, pairs):
    if realm and re.search("[\x00-\x08\x0a-\x1f\x7f]", realm):
        raise Rejected("control character in realm")
    items = [] if realm is None else ['realm="%s"' % re.sub(r'(["\\])', r"\\\1", realm)]
    return "OAuth " + ", ".join(items + ['%s="%s"' % (encode(n), encode(v)) for n, v in pairs])


# 3.4.1.2

def split_url(url):
    match = re.fullmatch(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", url, re.S)
    if not match or match[1].lower() not in ("http", "https"):
        raise Rejected("not an absolute http or https URI")
    return match[1].lower(), match[2], match[3], match[4] or ""


def base_string_uri(url, host_header=None):
    scheme, authority, path, _ = split_url(url)
    authority = authority.rpartition("@")[2] if host_header is None else host_header
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:\s]+)(?::([0-9]*))?", authority)
    if not match:
        raise Rejected("no host, or a malformed port")
    host = match[1] if match[1].isascii() else match[1].encode("idna").decode("ascii")
    port = int(match[2]) if match[2] else {"http": 80, "https": 443}[scheme]
    if not 0 < port < 65536:
        raise Rejected("port out of range")
    shown = "" if port == {"http": 80, "https": 443}[scheme] else ":%d" % port
    return scheme + "://" + host.lower() + shown + (path or "/")


# 3.4.1.3

def header_values(request, name):
    return [value for key, value in request.get("headers") or [] if key.lower() == name]


def is_form(request):
    types = header_values(request, "content-type")
    return len(types) == 1 and types[0].partition(";")[0].strip(" \t").lower() == FORM


def sources(request):
    """The three lists of 3.4.1.3.1: query, Authorization header, body; and the header's realm."""
    query = parse_form(octets(split_url(request["url"])[3]))
    found = [parse_authorization(value) for value in header_values(request, "authorization")]
    found = [each for each in found if each]
    if len(found) > 1:
        raise Rejected("parameter_rejected")
    realm, header = found[0] if found else (None, [])
    body = parse_form(octets(request.get("body"))) if is_form(request) else []
    return query, header, body, realm


def normalize(pairs):
    encoded = sorted((encode(name), encode(value)) for name, value in pairs)
    return "&".join(name + "=" + value for name, value in encoded)


# 3.4.1.1

def join(method, uri, normalized):
    upper = "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in method)
    return "&".join(encode(octets(part)) for part in (upper, uri, normalized))


def stages(request, protocol):
    query, header, body, _ = sources(request)
    pairs = [pair for pair in query + header + list(protocol) + body if pair[0] != b"oauth_signature"]
    uri, normalized = base_string_uri(request["url"]), normalize(pairs)
    return {"parameters": [[text(n), text(v)] for n, v in pairs], "baseStringUri": uri,
            "normalizedParameters": normalized, "signatureBaseString": join(request["method"], uri, normalized)}


# 3.4.2 to 3.4.4

def openssl(arguments, stdin, files):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        return subprocess.run(["openssl", *arguments], input=stdin, cwd=folder, capture_output=True)


def secrets_key(credentials):
    return encode(octets(credentials.get("consumerSecret"))) + "&" + encode(octets(credentials.get("tokenSecret")))


def sign_text(method, base, credentials):
    if method == "PLAINTEXT":
        return secrets_key(credentials)
    if method not in HASHES:
        raise Rejected("signature_method_rejected")
    if method.startswith("HMAC"):
        digest = hmac.digest(secrets_key(credentials).encode(), base.encode(), HASHES[method])
    else:
        if not credentials.get("privateKey"):
            raise Rejected("no private key")
        done = openssl(["dgst", "-" + HASHES[method], "-sign", "key"], base.encode(),
                       {"key": credentials["privateKey"].encode()})
        if done.returncode:
            raise Rejected("unusable private key")
        digest = done.stdout
    return base64.b64encode(digest).decode()


# 3.1

def protocol_parameters(i):
    credentials = i["credentials"]
    listed = [("oauth_consumer_key", credentials["consumerKey"]), ("oauth_token", credentials.get("token")),
              ("oauth_signature_method", i["signatureMethod"]), ("oauth_timestamp", i.get("timestamp")),
              ("oauth_nonce", i.get("nonce")), ("oauth_version", i.get("version")),
              ("oauth_callback", i.get("callback")), ("oauth_verifier", i.get("verifier"))]
    listed += [tuple(pair) for pair in i.get("extra") or []]
    return [(octets(name), octets(value)) for name, value in listed if value is not None]


def sign(i):
    protocol = protocol_parameters(i)
    shown = stages(i, protocol)
    signature = sign_text(i["signatureMethod"], shown["signatureBaseString"], i["credentials"])
    header = format_authorization(i.get("realm"), protocol + [(b"oauth_signature", octets(signature))])
    if i["signatureMethod"] == "PLAINTEXT":  # 3.4.4 does not use the base string
        return {"signature": signature, "authorizationHeader": header}
    return {key: shown[key] for key in ("baseStringUri", "normalizedParameters", "signatureBaseString")} | {
        "signature": signature, "authorizationHeader": header}


def parse_header(i):
    found = parse_authorization(i["header"])
    names = [name for name, _ in found[1]] if found else []
    if not names or len({n for n in names if n.startswith(b"oauth_")}) < len([n for n in names if n.startswith(b"oauth_")]):
        raise Rejected("not an OAuth header with parameters, each once")
    return {"realm": found[0], "parameters": [[text(n), text(v)] for n, v in found[1]]}


def pairs_of(i):
    return [(octets(name), octets(value)) for name, value in i.get("parameters") or []]


def request_base_string(i):
    shown = stages(i, pairs_of(i))
    if i.get("signatureMethod"):
        shown["signature"] = sign_text(i["signatureMethod"], shown["signatureBaseString"], i["credentials"])
    return shown


OPERATIONS = {
    "percentEncode": lambda i: {"encoded": encode(octets(i["text"]))},
    "baseStringUri": lambda i: {"baseStringUri": base_string_uri(i["url"])},
    "normalizeParameters": lambda i: {"normalizedParameters": normalize(pairs_of(i))},
    "signatureBaseString": lambda i: {"signatureBaseString": stages(i, protocol_parameters(i))["signatureBaseString"]},
    "sign": sign,
    "parseForm": lambda i: {"parameters": [[text(n), text(v)] for n, v in parse_form(octets(i["form"]))]},
    "parseAuthorizationHeader": parse_header,
    "formatAuthorizationHeader": lambda i: {"authorizationHeader": format_authorization(i.get("realm"), pairs_of(i))},
    "bodyHash": lambda i: {"bodyHash": base64.b64encode(hashlib.new(i["hash"].lower(), octets(i["body"])).digest()).decode()},
    "signBaseString": lambda i: {"signature": sign_text(i["signatureMethod"], i["baseString"], i["credentials"])},
    "requestBaseString": request_base_string,
}
