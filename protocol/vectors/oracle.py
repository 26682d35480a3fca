"""An oracle for hashes, keys and RFC 8785 texts that shares no code with any implementation: Python's standard library alone.

`python3 protocol/vectors/oracle.py` computes the answer of every case of jcs, cache_key, pkey, identity, group, fingerprint and
manifest, and of json_decode where it succeeds, and exits with 1 when one differs from the file.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys


def jcs_number(value):
    """ECMAScript's Number::toString over the shortest digits, which are also repr's."""
    value = float(value)
    if value == 0:
        return "0"
    if value < 0:
        return "-" + jcs_number(-value)
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + power


SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def jcs_string(value):
    return '"' + "".join(SHORT.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'


def jcs(value):
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return jcs_number(value)
    if isinstance(value, str):
        return jcs_string(value)
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(jcs_string(name) + ":" + jcs(value[name]) for name in names) + "}"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def mac(secret, text):
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def cache_key(case):
    rev = case.get("rev", 0)
    if isinstance(rev, dict):
        rev = {name: number for name, number in rev.items() if number != 0} or 0
    key = {"c": case["context"], "p": case["params"], "r": rev}
    if case.get("user") is not None:
        key["u"] = case["user"]
    if case.get("vary"):
        key["v"] = case["vary"]
    return f"ctx:{case['context']}:{mac(case['secret'], jcs(key))}"


def pkey(case):
    perms = sorted(set(case["perms"]), key=lambda name: name.encode())
    return sha256(jcs({"perms": perms, "staff": case["staff"], "super": case["super"]}))


def identity(case):
    own = mac(case["secret"], jcs({"own": case["user"]}))[:16]
    return {"own": own, "pkey": mac(case["secret"], jcs({"pkey": case["pkey"], "u": case["user"]}))[:16]}


def json_decode(case):
    data = base64.b64decode(case["base64"]) if "base64" in case else case["text"].encode()
    return jcs(json.loads(data.decode()))


KINDS = {"enum": "string", "literal": "string"}
JSON_KINDS = {"tuple", "map", "union", "struct", "json", "nothing", "file"}


def plain_type(node, types):
    while node["kind"] in ("ref", "nullable"):
        node = types[node["name"]] if node["kind"] == "ref" else node["type"]
    return node


def param_type(node, types):
    node = plain_type(node, types)
    if node["kind"] in JSON_KINDS:
        return {"type": "json"}
    if node["kind"] != "list":
        return {"type": KINDS.get(node["kind"], node["kind"])}
    item = plain_type(node["item"], types)
    if item["kind"] in JSON_KINDS or item["kind"] == "list" or node["item"]["kind"] == "nullable":
        return {"type": "json"}
    return {"type": "list", "items": KINDS.get(item["kind"], item["kind"])}


def manifest(case):
    """`texts` are the canonical IR texts of the contexts, written by hand."""
    document, base, headers = case["document"], case["base"], case.get("vary", {})
    types = {named["name"]: named["type"] for named in document["types"]}

    def effects(node):
        flags = ("context", "explicit", "function", "own")
        return [
            {**{flag: each[flag] for flag in flags if each.get(flag)}, "scope": sorted(set(each["scope"]))}
            for each in node.get("affects", [])
        ]

    def route(node):
        return {"route": {**node["route"], "methods": sorted(node["route"]["methods"])}} if "route" in node else {}

    def query(node):
        return {
            **({"auth": node["auth"]} if "auth" in node else {}),
            "name": node["name"],
            "params": sorted(field["name"] for field in node["input"]),
            "path": "view" if "route" in node else "rpc",
            "rev": node.get("rev", 0),
            **route(node),
        }

    def context(node):
        every = [each for each in document["functions"] if each.get("context") == node["name"]]
        every.sort(key=lambda each: each["name"].encode())
        shown = [each for each in every if not each.get("private")]
        bundle = [each for each in shown if "route" not in each]
        times = [each.get("cache") for each in bundle]
        ttl = min(times) if times and None not in times else None
        vary = [
            {"name": name, **({"header": headers[name].lower()} if name in headers else {})}
            for name in sorted(set(node.get("vary", [])))
        ]
        by_headers = all("header" in each for each in vary)
        guarded = any("auth" in each for each in every)
        params = {}
        for param in node["params"]:
            default = {"default": json.loads(param["default"])} if "default" in param else {}
            required = param.get("required", False)
            params[param["name"]] = {**param_type(param["type"], types), "required": required, **default}
        return {
            "cacheable": ttl is not None and by_headers and all(each.get("auth") != "custom" for each in bundle),
            "endpoint": f"{base}/ctx/{node['name']}/",
            "functions": [query(each) for each in shown],
            "params": params,
            "render_strategy": "psr" if by_headers and not guarded else "dynamic_cached",
            "schema": sha256(case["texts"][node["name"]])[:16],
            "ttl": ttl,
            "user_scoped": guarded,
            "vary": vary,
            "views": sorted({each["route"]["path"] for each in shown if "route" in each}),
        }

    mutations = {
        each["name"]: {"affects": effects(each), **route(each)}
        for each in document["functions"]
        if each["kind"] == "mutation" and not each.get("private")
    }
    mutations.update({f"{form['name']}.submit": {"affects": effects(form)} for form in document["forms"]})
    contexts = {each["name"]: context(each) for each in document["contexts"]}
    return jcs({"version": 1, "base": base, "contexts": contexts, "mutations": mutations}) + "\n"


def edge_sign(case):
    time = str(case["now"] // 1000)
    signed = f"{time}.{case['method']}.{case['target']}.{sha256(case['body'])}"
    return f"kid={case['kid']},t={time},v1={mac(case['secret'], signed)}"


ORACLES = {
    "edge_sign": edge_sign,
    "manifest": manifest,
    "jcs": lambda case: jcs(case["value"]),
    "json_decode": json_decode,
    "cache_key": cache_key,
    "pkey": pkey,
    "identity": identity,
    "group": lambda case: sha256(case["tag"])[:32],
    # `text` is the canonical IR text that is hashed, written by hand.
    "fingerprint": lambda case: sha256(case["text"])[:16],
}


def main():
    checked, wrong = 0, 0
    for path in sorted(pathlib.Path(__file__).parent.glob("*.json")):
        for case in json.loads(path.read_text()).get("cases", []):
            oracle = ORACLES.get(case.get("op"))
            if oracle is None or "out" not in case:
                continue
            checked += 1
            answer = oracle(case)
            if answer != case["out"]:
                wrong += 1
                print(f"{path.name}: {case['name']}: the oracle says {answer!r}, the file {case['out']!r}")
    print(f"{checked} answers compared, {wrong} differ")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
