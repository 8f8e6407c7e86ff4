//! Password hashes as a portal puts them in: what is taken stays as it was written, and costs no
//! more than it may.
#![no_main]

use countersign::passwords::parse_hash;
use libfuzzer_sys::fuzz_target;

/// Each parameter with the most that it may be.
const PARAMETERS: [(&str, u32); 3] = [("m", 65_536), ("t", 10), ("p", 4)];

fuzz_target!(|text: &str| {
    let Ok(hash) = parse_hash(text.to_owned()) else {
        return;
    };
    assert_eq!(hash.0, text);
    let parts: Vec<&str> = text.split('$').collect();
    let ["", "argon2id", "v=19", parameters, salt, output] = parts[..] else {
        panic!("another form: {text}");
    };
    // So many digits of base64 are 8 and 16 bytes.
    assert!(salt.len() >= 11 && output.len() >= 22, "{text}");
    let parameters: Vec<&str> = parameters.split(',').collect();
    assert_eq!(parameters.len(), PARAMETERS.len(), "{text}");
    for (parameter, (name, most)) in parameters.iter().zip(PARAMETERS) {
        let value = parameter
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('='));
        let value: Option<u32> = value.and_then(|value| value.parse().ok());
        assert!(value.is_some_and(|value| value <= most), "{text}");
    }
});
