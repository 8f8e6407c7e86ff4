//! The code: what it is derived from, what it looks like, and what passes for one.

use chrono::{DateTime, Utc};
use countersign_domain::{
    AccountId, Algorithm, Binding, ChallengePurpose, Code, CodeKey, CodeKeys, Delivery,
    EmailAddress, IssuedCode, KeyId, Nonce, Purpose, SubmittedCode,
};

use super::given::{TICK, enrollment, first_address, minute};

const CODES_DRAWN: u32 = 10_000;

/// The inputs of a code. The known answers were computed from them by other means:
/// HMAC-SHA-256 in Python over `"countersign/email-code/v1\0"`, then account, purpose and
/// enrollment or challenge id, each after its length in 8 bytes, the number in 4 bytes, the nonce, the SHA-256
/// of local part and domain each after its length in 8 bytes, and the expiry as microseconds
/// since 1970 in 8 bytes; its first 16 bytes, big-endian, modulo 10^digits.
#[derive(Clone)]
struct Inputs {
    account_id: &'static str,
    purpose: Purpose,
    enrollment: u8,
    number: u32,
    nonce: [u8; 32],
    recipient: EmailAddress,
    expires_at: DateTime<Utc>,
    key: [u8; 32],
    digits: u32,
}

impl Inputs {
    /// Account `customer-1`, enrollment `0190b7c0-0000-7000-8000-000000000001`, code 1, nonce of
    /// 32 times 1, `aisha@example.com`, expiry at 2026-03-04T06:11:00Z, key of 32 times 7.
    fn usual() -> Self {
        Self {
            account_id: "customer-1",
            purpose: Purpose::Enrollment,
            enrollment: 1,
            number: 1,
            nonce: [1; 32],
            recipient: EmailAddress::new("aisha", "example.com"),
            expires_at: minute(11),
            key: [7; 32],
            digits: 6,
        }
    }

    /// A usual one with the nonce that holds `number` in its last bytes.
    fn drawn(number: u32) -> Self {
        let mut inputs = Self::usual();
        inputs.nonce = [0; 32];
        inputs.nonce[28..].copy_from_slice(&number.to_be_bytes());
        inputs
    }

    fn derive(&self) -> Code {
        let account_id: AccountId = self.account_id.parse().expect("an account id");
        let key_id = KeyId("k1".to_owned());
        let issued = IssuedCode {
            number: self.number,
            nonce: Nonce(self.nonce),
            key_id: key_id.clone(),
            algorithm: Algorithm {
                digits: self.digits,
            },
            recipient: first_address(),
            issued_at: minute(1),
            expires_at: self.expires_at,
            resend_at: minute(2),
            attempts_left: 5,
            delivery: Delivery::Queued,
        };
        let keys = CodeKeys {
            current: key_id.clone(),
            keys: [(key_id, CodeKey(self.key))].into(),
        };
        let binding = Binding {
            account_id: &account_id,
            purpose: self.purpose,
            aggregate_id: enrollment(self.enrollment).0,
            issued: &issued,
            recipient: &self.recipient,
        };
        keys.derive(&binding).expect("the key is at hand")
    }
}

fn digits_of(inputs: &Inputs) -> String {
    inputs.derive().expose().to_owned()
}

#[test]
fn codes_are_the_ones_that_were_computed_by_other_means() {
    for (digits, code) in [(6, "844470"), (7, "3844470"), (8, "33844470")] {
        let inputs = Inputs {
            digits,
            ..Inputs::usual()
        };
        assert_eq!(digits_of(&inputs), code);
    }
    for (purpose, code) in [
        (ChallengePurpose::SignIn, "693933"),
        (ChallengePurpose::StepUp, "777586"),
        (ChallengePurpose::Disable, "614921"),
    ] {
        let inputs = Inputs {
            purpose: Purpose::Challenge(purpose),
            ..Inputs::usual()
        };
        assert_eq!(digits_of(&inputs), code);
    }
    let counting = |from: u8| std::array::from_fn(|index| from + u8::try_from(index).unwrap_or(0));
    let other = Inputs {
        account_id: "a",
        number: 2,
        nonce: counting(32),
        recipient: EmailAddress::new("Jürgen", "MÜNCHEN.example"),
        expires_at: minute(11) + TICK,
        key: counting(0),
        ..Inputs::usual()
    };
    assert_eq!(digits_of(&other), "939963");
}

#[test]
fn leading_zeros_are_digits_too() {
    for (number, code) in [(4, "003307"), (93, "009950"), (191, "008143")] {
        assert_eq!(digits_of(&Inputs::drawn(number)), code);
    }
}

#[test]
fn every_input_makes_another_code() {
    let changes: [fn(&mut Inputs); 12] = [
        |inputs| inputs.purpose = Purpose::Challenge(ChallengePurpose::SignIn),
        |inputs| inputs.purpose = Purpose::Challenge(ChallengePurpose::StepUp),
        |inputs| inputs.purpose = Purpose::Challenge(ChallengePurpose::Disable),
        |inputs| inputs.account_id = "customer-2",
        |inputs| inputs.enrollment = 2,
        |inputs| inputs.number = 2,
        |inputs| inputs.nonce[31] ^= 1,
        |inputs| inputs.recipient = EmailAddress::new("Aisha", "example.com"),
        |inputs| inputs.recipient = EmailAddress::new("aisha", "example.org"),
        |inputs| inputs.recipient = EmailAddress::new("aishae", "xample.com"),
        |inputs| inputs.expires_at += TICK,
        |inputs| inputs.key[0] ^= 1,
    ];
    let mut codes = vec![digits_of(&Inputs::usual())];
    for change in changes {
        let mut inputs = Inputs::usual();
        change(&mut inputs);
        codes.push(digits_of(&inputs));
    }
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 13);
}

#[test]
fn the_same_inputs_make_the_same_code_and_a_missing_key_none() {
    assert_eq!(digits_of(&Inputs::usual()), digits_of(&Inputs::usual()));
    let scene = super::scene::Scene::awaiting_code();
    assert!(scene.code(1, 1).is_some());
    let mut scene = scene;
    scene.code_keys.keys.clear();
    assert_eq!(scene.code(1, 1), None);
}

/// Pearson's chi-square over the ten digits in each place: with 9 degrees of freedom it stays
/// below 27.9 in 999 of 1000 fair draws, and these draws are always the same.
#[test]
fn every_digit_comes_up_equally_often_in_every_place() {
    const PLACES: usize = 6;
    let mut seen = [[0_u32; 10]; PLACES];
    for number in 0..CODES_DRAWN {
        let code = digits_of(&Inputs::drawn(number));
        assert_eq!(code.len(), PLACES);
        for (place, digit) in code.bytes().enumerate() {
            seen[place][usize::from(digit - b'0')] += 1;
        }
    }
    let expected = f64::from(CODES_DRAWN) / 10.0;
    for place in seen {
        let deviation = |count: u32| (f64::from(count) - expected).powi(2) / expected;
        let chi_square: f64 = place.into_iter().map(deviation).sum();
        assert!(chi_square < 27.9, "{chi_square} for {place:?}");
    }
}

#[test]
fn a_mail_shows_the_code_in_two_groups() {
    for (digits, grouped) in [(6, "844 470"), (7, "3844 470"), (8, "3384 4470")] {
        let inputs = Inputs {
            digits,
            ..Inputs::usual()
        };
        assert_eq!(inputs.derive().grouped(), grouped);
    }
}

#[test]
fn a_code_matches_itself_however_it_is_spaced_and_nothing_else() {
    let code = Inputs::usual().derive();
    for text in [
        "844470",
        "844 470",
        " 844470\n",
        "8 4 4 4 7 0",
        "844\u{a0}470",
    ] {
        let guess = SubmittedCode::parse(text).expect("a code");
        assert!(code.matches(&guess), "{text:?}");
    }
    for text in ["844471", "744470", "0844470", "8444700", "84447000"] {
        let guess = SubmittedCode::parse(text).expect("a code");
        assert!(!code.matches(&guess), "{text:?}");
    }
}

#[test]
fn what_is_no_code_is_not_taken_for_one() {
    let long = "1".repeat(10 * 1024);
    let spaced = format!("123456{}", " ".repeat(SubmittedCode::LENGTH_MAX_BYTES));
    let texts = [
        "",
        " ",
        "12345",
        "123456789",
        "abcdef",
        "12345a",
        "null",
        "true",
        "１２３４５６",
        "٣٤٥٦٧٨",
        "12",
        "½½½½½½",
        "+12345",
        "-123456",
        "1e5",
        "100000e1",
        "0x1234",
        "123456\0",
        "123.456",
        "123_456",
        "123-456",
        "123\u{200b}456",
        &spaced,
        &long,
    ];
    for text in texts {
        let parsed = SubmittedCode::parse(text);
        assert!(parsed.is_none(), "{text:?}");
    }
}
