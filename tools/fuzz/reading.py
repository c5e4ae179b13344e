"""Answers questions by the independent reading: one list of questions a line in, one list of answers a line out."""
import json, os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../test/vectors/derive"))
sys.dont_write_bytecode = True
import reference


def parse_header(i):
    found = reference.parse_authorization(i["header"])
    if not found or not found[1]:
        raise reference.Rejected("not an OAuth header with parameters")
    return {"realm": found[0], "parameters": [[reference.text(n), reference.text(v)] for n, v in found[1]]}


def normalize_form(i):
    pairs = reference.parse_form(reference.octets(i["form"]))
    return {"parameters": [[reference.text(n), reference.text(v)] for n, v in pairs],
            "normalizedParameters": reference.normalize([pair for pair in pairs if pair[0] != b"oauth_signature"])}


# parseAuthorizationHeader of the reference refuses a parameter that is there twice, which is a matter of verifying.
OPERATIONS = reference.OPERATIONS | {
    "parseAuthorizationHeader": parse_header,
    "normalizeForm": normalize_form,
    "baseStringUri": lambda i: {"baseStringUri": reference.base_string_uri(i["url"], i["host"])},
}


def answer(question):
    try:
        return OPERATIONS[question["operation"]](question["input"])
    except reference.Rejected:
        return None


for line in sys.stdin:
    print(json.dumps([answer(question) for question in json.loads(line)]), flush=True)
