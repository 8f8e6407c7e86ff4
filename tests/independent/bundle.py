"""Recomputes root and signature of an exported log, after the documented format and with nothing of
ours: bundle.py FILE VKEY. Prints size and root, or fails."""

import base64, hashlib, json, struct, subprocess, sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def records(packed):
    unpacked = subprocess.run(["zstd", "-dc"], input=packed, stdout=subprocess.PIPE, check=True).stdout
    at = 0
    while at < len(unpacked):
        letter, length = struct.unpack_from(">cI", unpacked, at)
        at += 5 + length
        yield letter, unpacked[at - length : at]


def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", root(leaves[:split]), root(leaves[split:]))


def verify_note(note, vkey):
    name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    assert key[0] == 1 and sha256(name.encode(), b"\n", key)[:4].hex() == key_id
    text, signatures = note.rsplit("\n\n", 1)
    for line in signatures.splitlines():
        _, signer, signature = line.split(" ")
        signature = base64.b64decode(signature)
        if signer == name and signature[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], f"{text}\n".encode())
            return text.split("\n")
    sys.exit("no signature by this key")


def main(path, vkey):
    with open(path, "rb") as file:
        bundle = file.read()
    first = b"countersign bundle 1\n"
    assert bundle.startswith(first) and bundle[-32:] == sha256(bundle[:-32])
    leaves, ends = [], None
    for letter, record in records(bundle[len(first) : -32]):
        if letter == b"H":
            assert json.loads(record)["account"] is None
        elif letter == b"N":
            _, size, signed_root = verify_note(record.decode(), vkey)
        elif letter == b"E":
            form, position = struct.unpack_from(">BQ", record, 32)
            assert (form, position) == (1, len(leaves) + 1)
            leaves.append(sha256(b"\0", record[32:]))
            assert leaves[-1] == record[:32]
        elif letter == b"Z":
            ends = struct.unpack(">Q", record)[0]
    assert ends == len(leaves) == int(size)
    assert root(leaves) == base64.b64decode(signed_root)
    print(size, signed_root)


main(*sys.argv[1:])
