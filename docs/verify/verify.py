#!/usr/bin/env python3
"""Checks what a Legate log has signed, without Legate.

Plain Python 3, standard library only, from the specifications alone: C2SP signed-note, tlog-proof,
tlog-checkpoint and tlog-cosignature, RFC 6962 section 2.1, RFC 8032 section 5.1. Signatures with
ML-DSA-44 are passed over: each checkpoint has one with Ed25519 too. Exit codes: 0 it held, 1 it did
not hold, 2 usage.
"""
import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path


class Invalid(Exception):
    """It did not hold, and why."""


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Adds two points in extended coordinates (X, Y, Z, T)."""
    m = (a[1] - a[0]) * (b[1] - b[0]) % P
    n = (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, z - t, z + t, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        total = add(total, point) if scalar & 1 else total
        point, scalar = add(point, point), scalar >> 1
    return total


def decompress(data):
    """Returns the point, or None where the bytes are none."""
    y = int.from_bytes(data, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x * SQRT_M1 % P if (x * x - x2) % P else x
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verifies(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    one, two = multiply(s, BASE), add(r, multiply(h, a))
    return all((one[i] * two[2] - two[i] * one[2]) % P == 0 for i in (0, 1))


def leaf_hash(record):
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_path(index, size, leaf, path):
    """Follows an inclusion proof, as section 2.1.1 makes it. The length must be the right one."""
    if not 0 <= index < size:
        raise Invalid("the index lies outside the tree")
    if (size == 1) != (not path):
        raise Invalid("the proof is not as long as the tree is high")
    if size == 1:
        return leaf
    k = 1 << ((size - 1).bit_length() - 1)
    if index < k:
        return node_hash(root_of_path(index, k, leaf, path[:-1]), path[-1])
    return node_hash(path[-1], root_of_path(index - k, size - k, leaf, path[:-1]))


class Tree:
    """The roots of the whole subtrees of a tree that grows."""

    def __init__(self):
        self.size, self.subtrees = 0, []

    def append(self, leaf):
        self.subtrees.append(leaf)
        self.size = rest = self.size + 1
        while not rest & 1:
            right = self.subtrees.pop()
            self.subtrees.append(node_hash(self.subtrees.pop(), right))
            rest >>= 1

    def root(self):
        *rest, root = self.subtrees or [hashlib.sha256(b"").digest()]
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def b64(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Invalid(f"{what} is not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Invalid(f"{what} is not base64 in its one form")
    return data


def number(text, what):
    if not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise Invalid(f"{what} is not a number")
    return int(text)


def parse_key(vkey):
    """Returns name, id, kind and bytes of an Ed25519 key: kind 1 signs notes, 4 cosigns them."""
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = b64(encoded, "the key")
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] not in (1, 4) or expected.hex() != key_id or not name:
        raise Invalid("not an Ed25519 key of a note")
    return name, expected, data[0], data[1:]


def signed(note, vkey):
    """Returns the text of a note that the key has signed, or None where it has not."""
    name, key_id, kind, key = parse_key(vkey)
    at = note.rfind("\n\n")
    if at < 0 or not note.endswith("\n") or note.endswith("\n\n"):
        raise Invalid("not a signed note")
    text, found = note[: at + 1], None
    for line in note[at + 2 : -1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not parts[1]:
            raise Invalid("a signature line is not one")
        data = b64(parts[2], "a signature")
        if parts[1] == name and data[:4] == key_id:
            message, signature = text.encode(), data[4:]
            if kind == 4:
                time = int.from_bytes(signature[:8], "big")
                message, signature = b"cosignature/v1\ntime %d\n" % time + message, signature[8:]
            if not ed25519_verifies(key, message, signature):
                raise Invalid("changed: a signature does not verify")
            found = text
    return found


def checkpoint(note, vkey, quorum):
    """Checks who has signed and cosigned: (witnesses, how many). Returns origin, size and root."""
    text = signed(note, vkey)
    if text is None:
        raise Invalid("wrong key: the trusted key has not signed it")
    fields = text[:-1].split("\n")
    root = b64(fields[2], "the root") if len(fields) == 3 else b""
    if len(root) != 32 or fields[0] != parse_key(vkey)[0]:
        raise Invalid("the signed text is no checkpoint of the key's log")
    cosigned = [parse_key(key) for key in quorum[0] if signed(note, key) is not None]
    distinct = min(len({name for name, *_ in cosigned}), len({key for *_, key in cosigned}))
    if distinct < quorum[1]:
        raise Invalid(f"wrong key: {distinct} of {quorum[1]} trusted witnesses have cosigned it")
    return fields[0], number(fields[1], "the size"), root


def key_after(record, node, key, known):
    """Returns the key to believe after a record, and whether the log has announced it: another one
    only where the key before vouches for it, by a checkpoint of the list of the new ones."""
    event = json.loads(record) if b'"kind":112,' in record else {}
    if event.get("kind") != 112 or event["data"]["node"] != node:
        return key, known
    data, tree = event["data"], Tree()
    if key in data["keys"] or not known:
        return key, key in data["keys"]
    for each in data["keys"]:
        tree.append(leaf_hash(each.encode()))
    root = base64.b64encode(tree.root()).decode()
    vouched = signed(data["vouched"], key) if "vouched" in data else None
    if vouched != f"{data['origin']}/keys\n{len(data['keys'])}\n{root}\n":
        raise Invalid("wrong key: the keys change, and the key before does not vouch for it")
    return next(k for k in data["keys"] if b64(k.split("+", 2)[2], "a key")[0] == 1), True


def check_receipt(text, leaf, vkey, quorum):
    """Checks a tlog-proof. Returns index and size."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != "c2sp.org/tlog-proof@v1" or "".join(lines[1:2])[:6] != "index ":
        raise Invalid("not a receipt")
    index = number(lines[1][6:], "the index")
    path = [b64(line, "a hash") for line in lines[2:]]
    _, size, root = checkpoint(note, vkey, quorum)
    if {len(node) for node in path} - {32} or root_of_path(index, size, leaf, path) != root:
        raise Invalid("the record does not stand where the receipt says")
    return index, size


def check_export(lines, vkey, quorum):
    """Checks that an export's records are those under its checkpoint. Returns size and last key."""
    tree, last, block, node, gone, stated, known = Tree(), None, [], 0, {}, set(), False
    for at, line in enumerate(lines):
        if not line.endswith(b"\n"):
            raise Invalid(f"truncated: the last line, after {tree.size} records, is not whole")
        line = line[:-1]
        if last is not None:
            raise Invalid("inserted: something follows the checkpoint")
        if at == 0:
            node = json.loads(line)["node"]
        elif line.startswith(b'{"checkpoint":'):
            last = json.loads(line)["checkpoint"]
        elif line.startswith(b'{"hashes":'):
            listed = b64(json.loads(line)["hashes"], "a list of hashes")
            for i in range(max(len(block), len(listed) // 32)):
                if i >= len(block) or block[i] != listed[32 * i : 32 * i + 32]:
                    raise Invalid(f"record {tree.size - len(block) + i} is not the one listed")
            block = []
        else:
            leaf = leaf_hash(line)
            if line.startswith(b'{"removed":'):
                away = json.loads(line)
                leaf = base64.urlsafe_b64decode(away["removed"] + "=")
                count, digest, first = gone.get(away["stream"], (0, bytes(32), tree.size))
                gone[away["stream"]] = (count + 1, hashlib.sha256(digest + leaf).digest(), first)
            elif b'},"kind":56,' in line[-320:]:
                for part in json.loads(line)["data"]["bodies"]:
                    digest = base64.urlsafe_b64decode(part["digest"] + "=")
                    stated.add((part["node"], part["stream"], part["records"], digest))
            else:
                vkey, known = key_after(line, node, vkey, known)
            tree.append(leaf)
            block.append(leaf)
    for stream, (count, digest, first) in gone.items():
        if (node, stream, count, digest) not in stated:
            raise Invalid(f"dropped: no record says that record {first} or one after it was removed")
    if last is None:
        raise Invalid(f"truncated: there is no checkpoint after {tree.size} records")
    _, size, root = checkpoint(last, vkey, quorum)
    if (tree.size, tree.root()) != (size, root):
        raise Invalid(f"{tree.size} records, not those under the checkpoint, which covers {size}")
    return size, vkey


def main():
    parser = argparse.ArgumentParser(description="Checks what a Legate log has signed.")
    parser.add_argument("--key", required=True, help="the log's Ed25519 key: <name>+<id>+<key>")
    parser.add_argument("--witness", action="append", default=[], help="a witness's; repeatable")
    parser.add_argument("--witnesses", type=int, default=0, help="how many must have cosigned")
    parser.add_argument("what", choices=["checkpoint", "receipt", "export"])
    parser.add_argument("file")
    parser.add_argument("other", nargs="?", help="the receipt's record; or another checkpoint")
    asked = parser.parse_args()
    try:
        print("held: " + judged(asked, (asked.witness, asked.witnesses)))
        return 0
    except (Invalid, ValueError, KeyError, TypeError) as why:
        print("did not hold: " + (str(why) if isinstance(why, Invalid) else f"its form ({why})"))
        return 1
    except OSError as why:
        print(why, file=sys.stderr)
        return 2


def judged(asked, quorum):
    if asked.what == "export":
        with open(asked.file, "rb") as file:
            size, key = check_export(file, asked.key, quorum)
        return f"{size} records" + ("" if key == asked.key else f", now signed with {key}")
    text = Path(asked.file).read_bytes().decode()
    other = Path(asked.other).read_bytes() if asked.other else b""
    if asked.what == "receipt":
        index, size = check_receipt(text, leaf_hash(other), asked.key, quorum)
        return f"record {index} of {size}"
    origin, size, root = checkpoint(text, asked.key, quorum)
    _, *head = checkpoint(other.decode(), asked.key, quorum) if other else (origin, size, root)
    if head[0] == size and head[1] != root:
        raise Invalid(f"forked: two roots are signed for {size} records")
    return f"{origin} has {size} records"


if __name__ == "__main__":
    sys.exit(main())
