"""The line loop of the adapter protocol, version 1, for implementations in Python. An adapter is a table of operations:
each takes the input of a request and returns its output, raises Skip, or lets the library raise."""
import importlib.metadata
import json
import sys


class Skip(Exception):
    """Raised where the implementation's interface cannot express a case."""


def base_string_of(sign):
    """The signatureBaseString operation of a signer that shows the base string."""
    def operation(given):
        output = sign(given)
        if "signatureBaseString" not in output:
            raise Skip("makes no base string for this method")
        return {"signatureBaseString": output["signatureBaseString"]}
    return operation


def holds_bytes(value):
    if isinstance(value, dict):
        return "hex" in value or any(holds_bytes(part) for name, part in value.items() if name != "body")
    return isinstance(value, list) and any(map(holds_bytes, value))


def answer(operations, operation, given):
    if operation not in operations:
        return {"errored": {"message": f"unknown operation {operation}"}}
    if holds_bytes(given):
        return {"skipped": {"reason": "takes text, no raw bytes"}}
    try:
        return {"output": operations[operation](given)}
    except Skip as skip:
        return {"skipped": {"reason": str(skip)}}
    except Exception as error:  # whatever the library raises is its refusal
        return {"rejected": {"code": type(error).__name__, "message": str(error)}}


def serve(name, homepage, methods, operations):
    """Answers requests until `stop` or the end of the input. `name` is the distribution's."""
    version = importlib.metadata.version(name)
    implementation = {"name": name, "version": version, "language": "python", "homepage": homepage}
    out, sys.stdout = sys.stdout, sys.stderr  # standard output belongs to the protocol
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["command"] == "stop":
            break
        if request["command"] == "start":
            reply = {"protocol": 1, "implementation": implementation, "operations": list(operations), "methods": methods}
        else:
            reply = {"seq": request["seq"], **answer(operations, request["operation"], request["input"])}
        print(json.dumps(reply), file=out, flush=True)
