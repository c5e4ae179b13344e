"""Recomputes every expected value of the vectors and compares; exits 1 on a difference.

    python3 test/vectors/derive/check.py           check all files
    python3 test/vectors/derive/check.py --write   also write computed fields that an expectation lacks, and the layout

An expectation with alternatives (oneOf) is checked for consistency: the base string of each must follow from the
parts it shows, its signature from its base string, and the reference's own answer must be among them.
"""
import json, pathlib, re, sys

sys.dont_write_bytecode = True
import reference, verifier  # noqa: F401 (verifier adds its operations)
from reference import OPERATIONS, Rejected

FOLDER = pathlib.Path(__file__).resolve().parent.parent
WIDTH = 120
STAGES = ("baseStringUri", "normalizedParameters", "signatureBaseString", "signature", "authorizationHeader")
SECTIONS = """
1 1.1 1.2 1.3 2 2.1 2.2 2.3 3 3.1 3.2 3.3 3.4 3.4.1 3.4.1.1 3.4.1.2 3.4.1.3 3.4.1.3.1 3.4.1.3.2 3.4.2 3.4.3
3.4.4 3.5 3.5.1 3.5.2 3.5.3 3.6 4 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 4.12 4.13 4.14 4.15 5 6 6.1
6.2
""".split()


def scalar(value):
    shown = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ud800-\udfff\u0300-\u036f\ufeff]", lambda m: "\\u%04x" % ord(m[0]), shown)


def one_line(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(scalar(k) + ": " + one_line(v) for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(one_line, value)) + "]"
    return scalar(value)


def layout(value, indent="", before=0):
    """Two spaces; whatever fits in the width stands on one line, and so does every list of plain values."""
    line = one_line(value)
    plain = isinstance(value, list) and not any(isinstance(v, (dict, list)) for v in value)
    if plain or not isinstance(value, (dict, list)) or len(indent) + before + len(line) <= WIDTH and "id" not in value:
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        items = [scalar(k) + ": " + layout(v, deeper, len(scalar(k)) + 2) for k, v in value.items()]
        return "{\n" + ",\n".join(deeper + item for item in items) + "\n" + indent + "}"
    return "[\n" + ",\n".join(deeper + layout(v, deeper) for v in value) + "\n" + indent + "]"


def merge(context, given):
    if isinstance(context, dict) and isinstance(given, dict) and "hex" not in given:
        return {**context, **{k: merge(context.get(k), v) for k, v in given.items()}}
    return given


def answer(operation, given):
    try:
        return OPERATIONS[operation](given)
    except Rejected:
        return {"rejected": True}


def parsed(header):
    realm, pairs = reference.parse_authorization(header)
    return realm, sorted(pairs)


def same(key, left, right):
    if key == "authorizationHeader" and left is not None and right is not None:
        return parsed(left) == parsed(right)
    return left == right


def consistent(alternative, given):
    base = alternative.get("signatureBaseString")
    if base and "baseStringUri" in alternative and "normalizedParameters" in alternative:
        if base != reference.join(given["method"], alternative["baseStringUri"], alternative["normalizedParameters"]):
            yield "base string does not follow from its parts"
    if base and "signature" in alternative:
        if alternative["signature"] != reference.sign_text(given["signatureMethod"], base, given["credentials"]):
            yield "signature does not follow from the base string"


def fits(expected, got):
    return all(same(key, value, got.get(key)) for key, value in expected.items() if key not in ("as", "stage"))


def check(test, operation, given):
    got, expect = answer(operation, given), test["expect"]
    if "oneOf" in expect:
        if not any(fits(each, got) for each in expect["oneOf"]):
            yield "the reference's answer is not among the alternatives: %s" % json.dumps(got)
        for each in expect["oneOf"]:
            yield from consistent(each, given)
        return
    for key, value in expect.items():
        if key != "stage" and not same(key, value, got.get(key)):
            yield "%s: expected %s, derived %s" % (key, json.dumps(value), json.dumps(got.get(key, got)))
    if operation == "sign" and not expect.get("rejected"):
        lacking = [key for key in STAGES if key in got and key not in expect]
        if lacking:
            yield "lacks the stages " + ", ".join(lacking)


def fill(test, operation, given):
    if "oneOf" in test["expect"]:
        for each in test["expect"]["oneOf"]:
            if operation in ("sign", "signatureBaseString") and "normalizedParameters" in each and "baseStringUri" in each:
                each.setdefault("signatureBaseString", reference.join(
                    given["method"], each["baseStringUri"], each["normalizedParameters"]))
            if operation == "sign" and "signatureBaseString" in each:
                each.setdefault("signature", reference.sign_text(
                    given["signatureMethod"], each["signatureBaseString"], given["credentials"]))
    elif not test["expect"].get("rejected"):
        for key, value in answer(operation, given).items():
            if key != "rejected" and (key != "reason" or test["expect"].get("valid", False) is False):
                test["expect"].setdefault(key, value)


def check_file(path, seen, write):
    found = json.loads(path.read_text())
    used, count = set(), 0
    for group in found["groups"]:
        for test in group["tests"]:
            count += 1
            used |= set(test["flags"])
            given = merge(group.get("context", {}), test["input"])
            operation = group.get("operation") or found["operation"]
            if write:
                fill(test, operation, given)
            for complaint in check(test, operation, given):
                yield test["id"], complaint
            if test["id"] in seen or not re.fullmatch(re.escape(found["suite"]) + "/[a-z0-9]+(-[a-z0-9]+)*", test["id"]):
                yield test["id"], "id is used twice or is not suite/kebab-words"
            about = (found["suite"], test["about"])
            if about in seen or re.search(r"\bshould\b|\btests? that\b", test["about"], re.I) or len(test["about"]) > 120:
                yield test["id"], "about is used twice, too long or badly worded: " + test["about"]
            seen |= {test["id"], about}
            for each in test["spec"]:
                if "rfc5849" in each and each["rfc5849"] not in SECTIONS:
                    yield test["id"], "no such section: " + each["rfc5849"]
    if used != set(found["flags"]):
        yield path.name, "flags declared and used differ: %s" % sorted(used ^ set(found["flags"]))
    if write:
        found["count"] = count
        path.write_text(layout(found) + "\n", newline="\n")
    if found["count"] != count:
        yield path.name, "count says %d, there are %d" % (found["count"], count)
    if path.read_text() != layout(found) + "\n":
        yield path.name, "layout differs (run with --write)"
    if path.name != found["suite"] + ".json":
        yield path.name, "suite is " + found["suite"]


def main():
    seen, wrong, total = set(), 0, 0
    for path in sorted(FOLDER.glob("*.json")):
        if path.name in ("package.json", "schema.json"):
            continue
        for where, complaint in check_file(path, seen, "--write" in sys.argv[1:]):
            wrong += 1
            print("%s: %s" % (where, complaint))
        total += json.loads(path.read_text())["count"]
    print("%d vectors, %d differences" % (total, wrong))
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main())
