"""An oracle for hashes, keys and RFC 8785 texts that shares no code with any implementation: Python's standard library alone.

`python3 protocol/vectors/oracle.py` computes the answer of every case of jcs, cache_key, pkey, identity, group and fingerprint, and of
json_decode where it succeeds, and exits with 1 when one differs from the file.
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


ORACLES = {
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
