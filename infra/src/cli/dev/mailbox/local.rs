//! Answers nobody who calls this machine by a name of their own: a page elsewhere could let its
//! name point here and read the mails (DNS rebinding).

use std::net::IpAddr;

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header, uri::Authority},
    middleware::Next,
    response::Response,
};

/// Lets through what was asked of this machine by an address or name of its own.
pub(super) async fn only_from_here(request: Request, next: Next) -> Result<Response, StatusCode> {
    if is_ours(request.headers()) {
        Ok(next.run(request).await)
    } else {
        Err(StatusCode::MISDIRECTED_REQUEST)
    }
}

fn is_ours(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let Some(authority) = host.and_then(|host| host.parse::<Authority>().ok()) else {
        return false;
    };
    let host = authority.host().trim_matches(['[', ']']);
    let is_loopback = host
        .parse()
        .is_ok_and(|address: IpAddr| address.is_loopback());
    is_loopback || host.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_ours() {
        for (host, ours) in [
            ("127.0.0.1:8400", true),
            ("[::1]:8400", true),
            ("localhost", true),
            ("LOCALHOST:8400", true),
            ("localhost.example.com:8400", false),
            ("192.0.2.1", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("it can be a header"));
            assert_eq!(is_ours(&headers), ours, "{host}");
        }
        assert!(!is_ours(&HeaderMap::new()));
    }
}
