"""What the OpenAPI document names and JSON Schema cannot say: keys by role, formats, and ids of
enrollments and challenges that there are."""

import json
import os
import random
import re
import sys
import uuid
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from enrollments import PASSWORD, Enrollments

DEV = json.loads(Path(os.environ["COUNTERSIGN_DEV_JSON"]).read_text(encoding="utf-8"))
ENROLLMENTS = Enrollments(DEV)
# Not hypothesis' own: what it draws must not depend on what the server answered before.
CHANCE = random.Random(7)

ACCOUNT = re.compile(r"[A-Za-z0-9._~-]{1,64}")
ASSERTION = re.compile(r"[!-~]{1,4096}")

SALT = "c29tZXNhbHRzb21lc2FsdA"
OUTPUT = "AAECAwQFBgcICQoLDA0ODw"


@schemathesis.auth(refresh_interval=None)
class KeyOfTheRole:
    """Each operation is called with a key of the first role that it is open to."""

    def get(self, case, context):
        return DEV["api_keys"][context.operation.definition.raw.get("x-roles", ["portal"])[0]]

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, **kwargs):
    """Of the enrollments and challenges that are asked for a third are there, and half of the codes for
    them right; of the accounts whose two-factor is to be on, a third is there with it on."""
    if CHANCE.random() > 1 / 3:
        return
    parameters = case.path_parameters or {}
    for name, start in [("enrollment_id", ENROLLMENTS.start), ("challenge_id", ENROLLMENTS.challenge)]:
        if is_uuid(parameters.get(name)):
            parameters[name] = start()
            code = ENROLLMENTS.codes.get(parameters[name])
            if code and CHANCE.random() < 0.5 and isinstance(case.body, dict) and "code" in case.body:
                case.body["code"] = code
    if not is_account(parameters.get("account_id")):
        return
    if case.operation.path.endswith("/challenges"):
        parameters["account_id"] = ENROLLMENTS.protected()
    if case.operation.path.endswith("/disable") and is_assertion(case.body):
        parameters["account_id"], case.body["assertion"] = ENROLLMENTS.about_to_disable()


def is_account(text):
    return isinstance(text, str) and ACCOUNT.fullmatch(text) is not None


def is_assertion(body):
    assertion = body.get("assertion") if isinstance(body, dict) else None
    return isinstance(assertion, str) and ASSERTION.fullmatch(assertion) is not None


def is_uuid(text):
    try:
        return str(uuid.UUID(text)) == text
    except (AttributeError, TypeError, ValueError):
        return False


schemathesis.openapi.format(
    "bcp47", st.sampled_from(["en", "en-MY", "zh-Hant-TW", "de-CH-1996", "x-own"])
)
schemathesis.openapi.format(
    "iana-time-zone", st.sampled_from(["UTC", "Asia/Kuala_Lumpur", "America/St_Johns"])
)
schemathesis.openapi.format(
    "mail-domain", st.sampled_from(["shop.example", "MAIL.shop.example", "münchen.example"])
)
schemathesis.openapi.format(
    "return-url",
    st.sampled_from(["http://localhost:8000/account", "http://localhost:8000/?tab=security#now"]),
)
schemathesis.openapi.format(
    "phc",
    st.builds(
        "$argon2id$v=19$m={},t={},p={}${}${}".format,
        st.integers(32, 65_536),
        st.integers(1, 10),
        st.integers(1, 4),
        st.just(SALT),
        st.just(OUTPUT),
    ),
)
schemathesis.openapi.format("password", st.just(PASSWORD) | st.text(min_size=1, max_size=256))
