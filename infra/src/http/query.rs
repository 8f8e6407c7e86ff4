//! Parameters after the question mark.

use axum::{
    extract::{FromRequestParts, Query as Pairs},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{problem::Problem, reading::read};

/// The parameters of a request.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Pairs(pairs) = Pairs::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Problem::invalid_input("query", "is not UTF-8"))?;
        let mut parameters = Map::new();
        for (name, value) in pairs {
            if parameters.contains_key(&name) {
                return Err(Problem::invalid_input(name, "stands twice"));
            }
            parameters.insert(name, Value::String(value));
        }
        read(Value::Object(parameters), "query").map(Self)
    }
}
