//! Bodies as a whole.

use proptest::{collection, option, prelude::*, sample};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{SECRET, config};
use crate::http::{
    body::{Body, parse},
    context::NoFields,
    endpoints::{
        confirm_code::ConfirmCode, create_page_session::CreatePageSession, disable::Disable,
        open_challenge::OpenChallenge, put_account::PutAccount, start_setup::StartSetup,
        verify_password::VerifyPassword,
    },
    problem::FieldError,
};

const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAECAwQFBgcICQoLDA0ODw";

/// The names of every field of every body.
const NAMES: [&str; 18] = [
    "email",
    "display_name",
    "locale",
    "time_zone",
    "hosted_domains",
    "active",
    "password_hash",
    "method",
    "password",
    "code",
    "purpose",
    "action",
    "assertion",
    "return_url",
    "context",
    "ip",
    "user_agent",
    "language",
];

/// Any JSON whose every text holds the secret.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>()
            .prop_map(|text| Value::from(format!("{text}{SECRET}, expected `x` at line 1"))),
        Just(Value::from(SECRET)),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_fields(inner).prop_map(Value::Object),
        ]
    })
}

/// Fields of any names, known ones more often.
fn any_fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![
        4 => sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        1 => "[a-z_` \u{7}]{0,80}",
    ];
    collection::vec((name, value), 0..6).prop_map(|fields| fields.into_iter().collect())
}

/// What is wrong with a body; nothing where it is taken.
fn errors<T: DeserializeOwned>(bytes: &[u8]) -> Vec<FieldError> {
    let read: Result<Body<T>, _> = parse(bytes);
    read.err()
        .map_or(Vec::new(), |problem| problem.errors().to_vec())
}

fn errors_of_all(bytes: &[u8]) -> [Vec<FieldError>; 8] {
    [
        errors::<PutAccount>(bytes),
        errors::<StartSetup>(bytes),
        errors::<VerifyPassword>(bytes),
        errors::<ConfirmCode>(bytes),
        errors::<OpenChallenge>(bytes),
        errors::<Disable>(bytes),
        errors::<CreatePageSession>(bytes),
        errors::<NoFields>(bytes),
    ]
}

fn canonical<T: DeserializeOwned>(body: &Value) -> Option<String> {
    let read: Result<Body<T>, _> = parse(body.to_string().as_bytes());
    read.ok().map(|body| body.canonical)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_refused_as_no_json_or_by_a_field(bytes in collection::vec(any::<u8>(), 0..200)) {
        let is_json = serde_json::from_slice::<Value>(&bytes).is_ok();
        for errors in errors_of_all(&bytes) {
            prop_assert_eq!(errors.len(), 1);
            prop_assert!(is_json || errors[0].detail == "is not JSON");
        }
    }

    #[test]
    fn a_refusal_names_one_field_and_tells_nothing_of_any(fields in any_fields(any_value())) {
        let body = Value::Object(fields.clone()).to_string();
        for errors in errors_of_all(body.as_bytes()) {
            prop_assert!(errors.len() <= 1);
            for FieldError { field, detail } in errors {
                prop_assert!(!field.contains(SECRET), "{}", field);
                prop_assert!(!detail.contains(SECRET) && detail.len() < 100, "{}", detail);
                let known = field.split('.').all(|name| NAMES.contains(&name));
                prop_assert!(known || detail == "is not known here", "{}: {}", field, detail);
                let length = field.strip_prefix("context.").unwrap_or(&field).chars().count();
                prop_assert!(length <= 64, "{}", field);
            }
        }
    }

    #[test]
    fn a_good_body_is_taken(
        name in option::of("[A-Za-z ]{1,100}"),
        active in any::<Option<bool>>(),
        address in any::<Option<std::net::IpAddr>>(),
        user_agent in option::of("[ -~]{0,512}"),
        password in "[ -~]{1,64}",
        code in "[0-9]{6,8}",
        purpose in sample::select(vec!["sign-in", "step-up", "disable"]),
        action in option::of("[A-Za-z0-9._~:/-]{1,64}"),
        assertion in "[!-~]{1,4096}",
    ) {
        let account = json!({
            "email": "ada@example.com", "display_name": name, "active": active,
            "hosted_domains": ["ada.example"],
            "password_hash": HASH,
        });
        prop_assert_eq!(canonical::<PutAccount>(&account), Some(account.to_string()));
        let context = json!({"ip": address, "user_agent": user_agent, "language": "en-MY"});
        let with = |mut fields: Value| {
            fields["context"] = context.clone();
            fields
        };
        let alone = with(json!({})).to_string();
        prop_assert_eq!(canonical::<NoFields>(&with(json!({}))), Some(alone.clone()));
        prop_assert_eq!(
            canonical::<VerifyPassword>(&with(json!({"password": password}))),
            Some(alone.clone())
        );
        prop_assert_eq!(canonical::<ConfirmCode>(&with(json!({"code": code}))), Some(alone));
        let setup = with(json!({"method": "email"}));
        prop_assert_eq!(canonical::<StartSetup>(&setup), Some(setup.to_string()));
        let asked = with(json!({"purpose": purpose, "action": action}));
        prop_assert_eq!(canonical::<OpenChallenge>(&asked), Some(asked.to_string()));
        let proof = with(json!({"assertion": assertion}));
        let mut disable = proof.clone();
        disable["password"] = json!(password);
        prop_assert_eq!(canonical::<Disable>(&disable), Some(proof.to_string()));
    }

    #[test]
    fn a_good_body_with_one_wrong_field_is_refused_by_it(
        at in 0..5_usize,
        wrong in any_value()
            .prop_filter("these are none", |value| !value.is_null() && *value != json!([])),
    ) {
        let name = ["email", "locale", "time_zone", "hosted_domains", "password_hash"][at];
        let mut body = json!({"email": "ada@example.com", "password_hash": HASH});
        body[name] = wrong;
        let errors = errors::<PutAccount>(body.to_string().as_bytes());
        prop_assert_eq!(errors.len(), 1, "{}", body);
        prop_assert_eq!(&errors[0].field, name);
    }
}
