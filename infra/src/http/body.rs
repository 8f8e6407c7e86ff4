//! Bodies: JSON objects of at most 64 KiB whose every field is known.

use std::{fmt, marker::PhantomData};

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;
use zeroize::Zeroize;

use super::{problem::Problem, reading::read, slug::Slug};

/// The longest body, in bytes.
pub(super) const BODY_MAX_BYTES: usize = 64 * 1024;

/// What errors call the body as a whole.
const WHOLE: &str = "body";

/// Fields that no idempotency key's fingerprint may depend on: a million tries would undo it.
const SECRETS: [&str; 2] = ["password", "code"];

/// A body. An empty one is an object without fields.
pub(super) struct Body<T> {
    /// What it says.
    pub(super) fields: T,
    /// The same without its secrets, in one spelling, to tell one request from another.
    pub(super) canonical: String,
}

/// A JSON object. Serde would take an array for a struct just as well.
pub(super) struct Object<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let body = Limited::new(request.into_body(), BODY_MAX_BYTES)
            .collect()
            .await;
        let bytes = body.map_err(|error| unread(&*error))?.to_bytes();
        if bytes.is_empty() {
            return parse(b"{}");
        }
        if !is_json {
            return Err(Problem::new(Slug::UnsupportedMediaType));
        }
        let body = parse(&bytes);
        forget(bytes);
        body
    }
}

/// Reads a body that is not empty.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<Body<T>, Problem> {
    let Ok(value) = serde_json::from_slice(bytes) else {
        return Err(Problem::invalid_input(WHOLE, "is not JSON"));
    };
    let canonical = canonical(value);
    let Object(fields) = read(&mut serde_json::Deserializer::from_slice(bytes), WHOLE)?;
    Ok(Body { fields, canonical })
}

/// `serde_json` sorts the keys of an object, so equal objects have one spelling.
fn canonical(mut value: Value) -> String {
    for name in SECRETS {
        if let Some(Value::String(mut secret)) = value.as_object_mut().and_then(|o| o.remove(name))
        {
            secret.zeroize();
        }
    }
    value.to_string()
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next());
    media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
}

fn unread(error: &(dyn std::error::Error + 'static)) -> Problem {
    if error.is::<LengthLimitError>() {
        Problem::new(Slug::TooLarge)
    } else {
        Problem::invalid_input(WHOLE, "ended early")
    }
}

/// Overwrites a body that may hold a secret, where nobody else holds on to its memory.
pub(crate) fn forget(bytes: Bytes) {
    if let Ok(mut bytes) = bytes.try_into_mut() {
        bytes.as_mut().zeroize();
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Fields(PhantomData))
    }
}
