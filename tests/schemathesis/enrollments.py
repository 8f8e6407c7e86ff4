"""Enrollments and challenges that stand where a customer left them: without some, tests would meet
none but those that were just started, and no code that is right."""

import itertools
import json
import re
import time
import urllib.request
from pathlib import Path

PASSWORD = "correct horse battery staple"
PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA"
    "$lUbZ8Jzij/5bOe3RDFNWB4YcFPBWi0usvNmLvSsyG7I"
)
CODE = re.compile(r"^(\d{3}) (\d{3})\r?$", re.MULTILINE)
MAIL_SECONDS_MAX = 20


class Enrollments:
    """Takes customers of their own as far as each state in turn."""

    def __init__(self, dev):
        self.dev = dev
        self.codes = {}
        self.next_customer = itertools.count(1)
        self.next_steps = itertools.cycle(range(4))

    def start(self):
        """The id of an enrollment that nobody else is at. Its code, if it awaits one, is in `codes`."""
        _, enrollment_id = self._walk(next(self.next_steps))
        return enrollment_id

    def protected(self):
        """A customer whose two-factor is on."""
        customer, _ = self._walk(3)
        return customer

    def challenge(self):
        """The id of a challenge that nobody else is at, and that half of the time was passed. Its code,
        if it awaits one, is in `codes`."""
        challenge_id, code = self._challenge(self.protected(), "sign-in")
        if next(self.next_steps) % 2:
            self._ask("POST", f"challenges/{challenge_id}/confirm-code", {"code": code})
        else:
            self.codes[challenge_id] = code
        return challenge_id

    def about_to_disable(self):
        """A customer whose two-factor is on, and the assertion that switches it off."""
        customer = self.protected()
        challenge_id, code = self._challenge(customer, "disable")
        passed = self._ask("POST", f"challenges/{challenge_id}/confirm-code", {"code": code})
        return customer, passed["assertion"]

    def _challenge(self, customer, purpose):
        challenge = self._ask("POST", f"accounts/{customer}/challenges", {"purpose": purpose})
        return challenge["challenge_id"], self._mailed_code(customer, earlier=1)

    def _walk(self, steps):
        """A customer of its own, so many steps into a setup, and its enrollment."""
        customer = f"schemathesis-{next(self.next_customer)}"
        account = {"email": f"{customer}@example.com", "password_hash": PASSWORD_HASH}
        self._ask("PUT", f"accounts/{customer}", account)
        enrollment = self._ask("POST", f"accounts/{customer}/enrollments", {"method": "email"})
        enrollment_id = enrollment["enrollment_id"]
        if steps > 0:
            self._ask("POST", f"enrollments/{enrollment_id}/verify-password", {"password": PASSWORD})
            self.codes[enrollment_id] = self._mailed_code(customer)
        if steps > 1:
            code = {"code": self.codes.pop(enrollment_id)}
            self._ask("POST", f"enrollments/{enrollment_id}/confirm-code", code)
        if steps > 2:
            self._ask("POST", f"enrollments/{enrollment_id}/acknowledge", {})
        return customer, enrollment_id

    def _ask(self, method, path, body):
        request = urllib.request.Request(
            f"{self.dev['url']}/v1/{path}",
            method=method,
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.dev['api_keys']['portal']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def _mailed_code(self, customer, earlier=0):
        """The code of the customer's newest mail with one, once there were so many before it."""
        deadline = time.monotonic() + MAIL_SECONDS_MAX
        while time.monotonic() < deadline:
            mails = sorted(Path(self.dev["mail_dir"]).glob("*.eml"), reverse=True)
            texts = (mail.read_text(encoding="utf-8") for mail in mails[:40])
            to_customer = (text for text in texts if f"To: {customer}@example.com" in text)
            codes = [code for code in map(CODE.search, to_customer) if code]
            if len(codes) > earlier:
                return "".join(codes[0].groups())
            time.sleep(0.02)
        raise TimeoutError(f"no mail to {customer}")
