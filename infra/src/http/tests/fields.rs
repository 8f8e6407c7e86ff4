//! What is wrong with a body or a query is said by its field, and never by its value.

use axum::{
    body::Body as HttpBody,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::problems::rendered;
use crate::http::{
    body::{BODY_MAX_BYTES, Body, Object},
    context::{Context, NoFields},
    events::PageQuery,
    fields::{CodeField, DisplayName, Email, Language, TimeZone},
    problem::Problem,
    query::Query,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(rename = "email")]
    _email: Option<Email>,
    #[serde(rename = "display_name")]
    _display_name: Option<DisplayName>,
    #[serde(rename = "locale")]
    locale: Option<Language>,
    #[serde(rename = "time_zone")]
    _time_zone: Option<TimeZone>,
    #[serde(rename = "code")]
    _code: CodeField,
    context: Option<Object<Context>>,
}

async fn read<T: DeserializeOwned>(body: impl Into<HttpBody>) -> Result<Body<T>, Problem> {
    let request = Request::post("/")
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(body.into())
        .expect("this is a request");
    Body::from_request(request, &()).await
}

/// Field and detail of the one error of a refused body.
async fn error(body: &str) -> (String, String) {
    let Err(problem) = read::<Fields>(body.to_owned()).await else {
        panic!("this was taken: {body}");
    };
    field_and_detail(problem).await
}

async fn field_and_detail(problem: Problem) -> (String, String) {
    let (status, body) = rendered(problem).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let member = |name: &str| body["errors"][0][name].as_str().map(str::to_owned);
    let errors = body["errors"].as_array().map(Vec::len);
    assert_eq!(
        (errors, body["type"].as_str()),
        (Some(1), Some("urn:countersign:problem:invalid-input"))
    );
    (
        member("field").expect("a field"),
        member("detail").expect("a detail"),
    )
}

#[tokio::test]
async fn an_error_names_its_field() {
    let long = format!(r#"{{"code":"{}"}}"#, "1".repeat(10_000));
    for (body, field, detail) in [
        ("", "code", "is missing"),
        ("{}", "code", "is missing"),
        (r#"{"code":"123456","nope":1}"#, "nope", "is not known here"),
        (
            r#"{"code":"123456","code":"123456"}"#,
            "code",
            "stands twice",
        ),
        (r#"{"code":null}"#, "code", "is not a string"),
        (r#"{"code":true}"#, "code", "is not a string"),
        (r#"{"code":123456}"#, "code", "is not a string"),
        (r#"{"code":""}"#, "code", "a code has 6 to 8 digits"),
        (r#"{"code":"12345"}"#, "code", "a code has 6 to 8 digits"),
        (
            r#"{"code":"１２３４５６"}"#,
            "code",
            "a code has 6 to 8 digits",
        ),
        (r#"{"code":"+12345"}"#, "code", "a code has 6 to 8 digits"),
        (&long, "code", "a code has 6 to 8 digits"),
        (
            r#"{"code":"123456","email":"nobody"}"#,
            "email",
            "an e-mail address is local@domain",
        ),
        (r#"{"code":"123456","email":7}"#, "email", "is not a string"),
        (
            r#"{"code":"123456","time_zone":"Mars/Olympus"}"#,
            "time_zone",
            "a time zone is a name of the IANA database",
        ),
        (
            r#"{"code":"123456","locale":"e"}"#,
            "locale",
            "a language is a BCP 47 tag",
        ),
        (
            r#"{"code":"123456","context":{"ip":"localhost"}}"#,
            "context.ip",
            "invalid IP address syntax",
        ),
        (
            r#"{"code":"123456","context":{"port":1}}"#,
            "context.port",
            "is not known here",
        ),
        (
            r#"{"code":"123456","context":[]}"#,
            "context",
            "is not an object",
        ),
        (r#"["123456"]"#, "body", "is not an object"),
        (r#"{"code":"123456""#, "body", "is not JSON"),
        (r#"{"code":"123456"} {}"#, "body", "is not JSON"),
    ] {
        assert_eq!(
            error(body).await,
            (field.to_owned(), detail.to_owned()),
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_error_never_says_what_was_sent() {
    for body in [
        r#"{"code":"s3cret, expected s3cret"}"#,
        r#"{"code":{"s3cret":1}}"#,
        r#"{"code":"123456","context":{"ip":"s3cret"}}"#,
        r#"{"code":"123456","context":{"language":"s3cret s3cret"}}"#,
        r#"{"code":"123456","context":"s3cret, expected s3cret at line 1"}"#,
    ] {
        let (field, detail) = error(body).await;
        assert!(
            !field.contains("s3cret") && !detail.contains("s3cret"),
            "{field}: {detail}"
        );
    }
}

#[tokio::test]
async fn good_fields_are_taken_in_their_usual_spelling() {
    let body = r#"{"code":" 123 456 ","email":"d.o+x@Example.COM","display_name":"Dai",
                   "locale":"EN-my","time_zone":"Asia/Kuala_Lumpur","context":{"ip":"::1"}}"#;
    let taken = read::<Fields>(body)
        .await
        .unwrap_or_else(|problem| panic!("{problem:?}"));
    assert_eq!(
        taken.fields.locale.map(|Language(tag)| tag).as_deref(),
        Some("en-MY")
    );
    let customer = Context::customer(taken.fields.context).expect("something is said of them");
    assert_eq!(customer.ip.as_deref(), Some("::1"));
}

#[tokio::test]
async fn an_empty_body_is_an_object_without_fields() {
    for body in ["", "{}", r#"{"context":{}}"#, r#"{"context":null}"#] {
        let taken = read::<NoFields>(body).await;
        assert!(
            taken.is_ok_and(|body| body.fields.customer().is_none()),
            "{body}"
        );
    }
}

#[tokio::test]
async fn the_canonical_body_has_one_spelling_and_no_secrets() {
    let one = r#"{"time_zone":"UTC","code":"123456","locale":"en"}"#;
    let other = r#"{ "locale": "en", "code": "654321", "time_zone": "UTC" }"#;
    for body in [one, other] {
        let canonical = read::<Fields>(body).await.ok().map(|body| body.canonical);
        assert_eq!(
            canonical.as_deref(),
            Some(r#"{"locale":"en","time_zone":"UTC"}"#)
        );
    }
}

#[tokio::test]
async fn a_body_beyond_64_kib_is_too_large() {
    let padding = " ".repeat(BODY_MAX_BYTES - 1);
    assert!(
        read::<NoFields>(format!("{padding}{{}}"))
            .await
            .is_err_and(|problem| problem.slug().as_str() == "too-large")
    );
    assert!(
        read::<NoFields>(format!("{}{{}}", &padding[1..]))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let request = Request::post("/")
        .header(header::CONTENT_TYPE, "text/plain")
        .body(HttpBody::from("{}"))
        .expect("this is a request");
    let refused = Body::<NoFields>::from_request(request, &()).await;
    assert_eq!(
        refused.err().map(|p| p.slug().as_str()),
        Some("unsupported-media-type")
    );
}

#[tokio::test]
async fn parameters_are_read_by_name_and_empty_ones_are_refused() {
    let query = async |uri: &str| {
        let (mut parts, ()) = Request::get(uri).body(()).expect("a request").into_parts();
        Query::<PageQuery>::from_request_parts(&mut parts, &()).await
    };
    let page = query("/log").await;
    assert!(page.is_ok_and(|Query(page)| (page.after(), page.events_to_read()) == (0, 101)));
    let page = query("/log?limit=1000&after=7").await;
    assert!(page.is_ok_and(|Query(page)| (page.after(), page.events_to_read()) == (7, 1_001)));
    for (uri, field, detail) in [
        ("/log?limit=", "limit", "a limit is a number from 1 to 1000"),
        (
            "/log?limit=0",
            "limit",
            "a limit is a number from 1 to 1000",
        ),
        (
            "/log?limit=1001",
            "limit",
            "a limit is a number from 1 to 1000",
        ),
        ("/log?after=-1", "after", "a position is a number from 0"),
        ("/log?after=x", "after", "a position is a number from 0"),
        ("/log?after=1&after=2", "after", "stands twice"),
        ("/log?befor=1", "befor", "is not known here"),
    ] {
        let problem = query(uri).await.err().expect("this is refused");
        let refused = field_and_detail(problem).await;
        assert_eq!(refused, (field.to_owned(), detail.to_owned()), "{uri}");
    }
}
