//! Password hashes as a portal puts them in: what is taken stays as it was written, and costs no
//! more than it may.
#![no_main]

use countersign::passwords::parse_hash;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(hash) = parse_hash(text.to_owned()) else {
        return;
    };
    assert_eq!(hash.0, text);
    let parts: Vec<&str> = text.split('$').collect();
    let ["", "argon2id", "v=19", rest @ ..] = &parts[..] else {
        panic!("another function: {text}");
    };
    let (salt, output, costs) = match rest {
        [costs, salt, output] => (salt, output, *costs),
        [salt, output] => (salt, output, ""),
        _ => panic!("no salt or no output: {text}"),
    };
    assert!(salt.len() >= 11 && output.len() >= 22, "{text}");
    for cost in costs.split(',').filter(|cost| !cost.is_empty()) {
        let (name, value) = cost.split_once('=').expect("a name and a value");
        let max = match name {
            "m" => 65_536,
            "t" => 10,
            "p" => 4,
            // It names a key or data that are mixed in; neither costs anything.
            "keyid" | "data" => continue,
            _ => panic!("an unknown cost: {text}"),
        };
        assert!(
            value.parse::<u32>().is_ok_and(|value| value <= max),
            "{text}"
        );
    }
});
