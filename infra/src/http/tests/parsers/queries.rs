//! Parameters after the question mark.

use axum::{extract::FromRequestParts, http::Request};
use futures::executor::block_on;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use serde::de::DeserializeOwned;

use super::{config, near};
use crate::http::{events::PageQuery, funnel::FunnelQuery, problem::FieldError, query::Query};

/// The parameters, each with its value encoded, or what is wrong with them.
fn read<T: DeserializeOwned>(parameters: &[(&str, &str)]) -> Result<T, FieldError> {
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    read_query(&pairs.join("&"))
}

fn read_query<T: DeserializeOwned>(query: &str) -> Result<T, FieldError> {
    let request = Request::get(format!("/?{query}"))
        .body(())
        .expect("a request");
    let (mut parts, ()) = request.into_parts();
    let read = block_on(Query::<T>::from_request_parts(&mut parts, &()));
    read.map(|Query(parameters)| parameters)
        .map_err(|problem| problem.errors()[0].clone())
}

/// A number in digits; none where it is too long for any.
fn number(text: &str) -> Option<u64> {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn pages(after in near("[0-9]{0,20}|[+-][0-9]"), limit in near("[0-9]{0,5}|[+-][0-9]{1,4}|1e3")) {
        let fits = |text: &str, numbers: std::ops::RangeInclusive<u64>| {
            number(text).is_some_and(|number| numbers.contains(&number))
        };
        let after_fits = fits(&after, 0..=i64::MAX.unsigned_abs());
        let limit_fits = fits(&limit, 1..=1_000);
        match read::<PageQuery>(&[("after", &after), ("limit", &limit)]) {
            Ok(page) => {
                prop_assert!(after_fits && limit_fits);
                let after = number(&after).unwrap_or(0);
                let limit = number(&limit).unwrap_or(100);
                prop_assert_eq!(page.after().unsigned_abs(), after);
                prop_assert_eq!(page.events_to_read().unsigned_abs(), limit + 1);
            }
            Err(FieldError { field, detail }) => {
                let fits = if field == "after" { after_fits } else { limit_fits };
                prop_assert!(!fits, "{}", field);
                prop_assert!(detail.ends_with('0'), "{}", detail);
            }
        }
    }

    #[test]
    fn reasons(reason in near("[ -~é\u{3000}]{0,210}|[\u{0}-\u{9f}]{1,3}")) {
        let length = reason.chars().count();
        let fits = (1..=200).contains(&length) && !reason.contains(char::is_control);
        match read::<PageQuery>(&[("reason", &reason)]) {
            Ok(page) => {
                prop_assert!(fits);
                prop_assert_eq!(page.reason(), Some(reason));
            }
            Err(FieldError { field, .. }) => {
                prop_assert!(!fits);
                prop_assert_eq!(field, "reason");
            }
        }
    }

    #[test]
    fn any_query_is_read_or_refused(query in "[a-z0-9=&%+;#?]{0,60}") {
        let _ = read_query::<PageQuery>(&query);
        if let Err(FieldError { detail, .. }) = read_query::<FunnelQuery>(&query) {
            prop_assert!(detail.len() < 60, "{}", detail);
        }
    }
}
