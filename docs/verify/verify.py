#!/usr/bin/env python3
"""Checks what a Legate log has signed, without Legate.

Plain Python 3, standard library only, written from the specifications alone: C2SP signed-note,
tlog-checkpoint and tlog-proof, RFC 6962 section 2.1, RFC 8032 section 5.1. Of the formats of
`docs/spec/log.md` it reads checkpoints, receipts and exports.

Signatures with ML-DSA-44 are passed over, as a signed note says of keys that are not known: each
checkpoint has one with Ed25519 too. Exit codes: 0 it held, 1 it did not hold, 2 usage.
"""
import argparse
import base64
import binascii
import hashlib
import json
import sys
from pathlib import Path


class Invalid(Exception):
    """It did not hold, and why."""


# Ed25519 (RFC 8032 section 5.1), verification only. Nothing here is secret, so nothing takes care
# to take the same time for everything.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Adds two points in extended coordinates (X, Y, Z, T)."""
    m = (a[1] - a[0]) * (b[1] - b[0]) % P
    n = (a[1] + a[0]) * (b[1] + b[0]) % P
    t = 2 * a[3] * b[3] * D % P
    z = 2 * a[2] * b[2] % P
    e, f, g, h = n - m, z - t, z + t, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
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
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
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
    a, b = multiply(s, BASE), add(r, multiply(h, a))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


# Merkle trees (RFC 6962 section 2.1).
def leaf_hash(record):
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_path(index, size, leaf, path):
    """Follows an inclusion proof, as section 2.1.1 makes it. The length must be the right one."""
    def walk(m, n, rest):
        if n == 1:
            if rest:
                raise Invalid("the proof is longer than the tree is high")
            return leaf
        if not rest:
            raise Invalid("the proof is shorter than the tree is high")
        k = 1 << ((n - 1).bit_length() - 1)
        if m < k:
            return node_hash(walk(m, k, rest[:-1]), rest[-1])
        return node_hash(rest[-1], walk(m - k, n - k, rest[:-1]))

    if not 0 <= index < size:
        raise Invalid("the index lies outside the tree")
    return walk(index, size, path)


class Tree:
    """The roots of the whole subtrees of a tree that grows."""

    def __init__(self):
        self.size, self.subtrees = 0, []

    def append(self, leaf):
        self.subtrees.append(leaf)
        self.size += 1
        rest = self.size
        while not rest & 1:
            right = self.subtrees.pop()
            self.subtrees.append(node_hash(self.subtrees.pop(), right))
            rest >>= 1

    def root(self):
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        root = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            root = node_hash(left, root)
        return root


# Signed notes and checkpoints.
def b64(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(f"{what} is not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Invalid(f"{what} is not base64 in its one form")
    return data


def number(text, what):
    if not text.isascii() or not text.isdigit() or (text[0] == "0" and text != "0"):
        raise Invalid(f"{what} is not a number")
    return int(text)


def parse_key(vkey):
    """Returns name, id and bytes of an Ed25519 key of a note."""
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = b64(encoded, "the key")
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] != 1 or expected.hex() != key_id or not name:
        raise Invalid("not an Ed25519 key of a note")
    return name, expected, data[1:]


def checkpoint(note, vkey):
    """Checks the signature and returns origin, size and root."""
    name, key_id, key = parse_key(vkey)
    at = note.rfind("\n\n")
    if at < 0 or not note.endswith("\n") or note.endswith("\n\n"):
        raise Invalid("not a signed note")
    text, lines = note[: at + 1], note[at + 2 : -1].split("\n")
    signed = False
    for line in lines:
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not parts[1]:
            raise Invalid("a signature line is not one")
        data = b64(parts[2], "a signature")
        if parts[1] == name and data[:4] == key_id:
            if not ed25519_verifies(key, text.encode(), data[4:]):
                raise Invalid("changed: the signature does not verify")
            signed = True
    if not signed:
        raise Invalid("wrong key: the trusted key has not signed it")
    fields = text[:-1].split("\n")
    if len(fields) != 3:
        raise Invalid("the signed text is no checkpoint")
    root = b64(fields[2], "the root")
    if fields[0] != name or len(root) != 32:
        raise Invalid("the signed text is no checkpoint of the key's log")
    return fields[0], number(fields[1], "the size"), root


def check_receipt(text, leaf, vkey):
    """Checks a tlog-proof. Returns index and size."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n") + [""]
    if not blank or lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index "):
        raise Invalid("not a receipt, or one without an index")
    lines.pop()
    index = number(lines[1][6:], "the index")
    path = [b64(line, "a hash") for line in lines[2:]]
    if any(len(node) != 32 for node in path):
        raise Invalid("a hash has not 32 bytes")
    _, size, root = checkpoint(note, vkey)
    if root_of_path(index, size, leaf, path) != root:
        raise Invalid("the record does not stand where the receipt says")
    return index, size


def check_export(lines, vkey):
    """Checks that the records of an export are those under its checkpoint. Returns how many."""
    tree, last, block, node, gone, stated = Tree(), None, [], 0, {}, set()
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
            tree.append(leaf)
            block.append(leaf)
    for stream, (count, digest, first) in gone.items():
        if (node, stream, count, digest) not in stated:
            raise Invalid(f"dropped: no record says that record {first} or one after it was removed")
    if last is None:
        raise Invalid(f"truncated: there is no checkpoint after {tree.size} records")
    _, size, root = checkpoint(last, vkey)
    if tree.size != size:
        raise Invalid(f"the checkpoint covers {size} records, and there are {tree.size}")
    if tree.root() != root:
        raise Invalid("the records are not those under the checkpoint")
    return size


def main():
    parser = argparse.ArgumentParser(description="Checks what a Legate log has signed.")
    parser.add_argument("--key", required=True, help="the log's Ed25519 key: <name>+<id>+<key>")
    what = parser.add_subparsers(dest="what", required=True)
    one = what.add_parser("checkpoint", help="a checkpoint; with another: that they do not fork")
    two = what.add_parser("receipt", help="a receipt of a record")
    three = what.add_parser("export", help="a whole log, as `legate audit export` writes it")
    for each in (one, two, three):
        each.add_argument("file")
    one.add_argument("other", nargs="?")
    two.add_argument("record", help="the canonical bytes of the record")
    asked = parser.parse_args()
    try:
        if asked.what == "checkpoint":
            heads = [checkpoint(read(file), asked.key) for file in (asked.file, asked.other) if file]
            if len(heads) == 2 and heads[0][1] == heads[1][1] and heads[0][2] != heads[1][2]:
                raise Invalid(f"forked: two roots are signed for {heads[0][1]} records")
            print(f"held: {heads[0][0]} has {heads[0][1]} records")
        elif asked.what == "receipt":
            leaf = leaf_hash(Path(asked.record).read_bytes())
            index, size = check_receipt(read(asked.file), leaf, asked.key)
            print(f"held: record {index} of {size}")
        else:
            with open(asked.file, "rb") as file:
                print(f"held: {check_export(file, asked.key)} records")
    except Invalid as why:
        print(f"did not hold: {why}")
        return 1
    except (ValueError, KeyError, TypeError) as why:
        print(f"did not hold: not in the form that it should be ({why})")
        return 1
    except OSError as why:
        print(why, file=sys.stderr)
        return 2
    return 0


def read(file):
    return Path(file).read_bytes().decode()


if __name__ == "__main__":
    sys.exit(main())
