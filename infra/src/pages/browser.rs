//! What is known of a browser.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};

use super::{Pages, shell::language_of};
use crate::{http::RequestId, store::CustomerContext};

const USER_AGENT_MAX_CHARACTERS: usize = 512;

/// What is known of a browser.
pub(super) struct Browser {
    /// What the request is called in log lines and answer.
    pub(super) request_id: String,
    address: Option<IpAddr>,
    user_agent: Option<String>,
    language: &'static str,
}

impl Browser {
    /// Where it is; nowhere if the proxy in front does not say. Whoever has an address of IPv6 has
    /// at least a /64 of them (RFC 6177), so these count as one.
    pub(super) fn network(&self) -> Option<String> {
        Some(match self.address?.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        })
    }

    /// The customer behind a command, as far as a browser tells.
    pub(super) fn customer(self) -> CustomerContext {
        CustomerContext {
            ip: self.address.map(|address| address.to_string()),
            user_agent: self.user_agent,
            language: Some(self.language.to_owned()),
        }
    }
}

impl FromRequestParts<Pages> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        let id = parts.extensions.get::<RequestId>().cloned();
        Ok(Self {
            request_id: id
                .unwrap_or_else(|| RequestId::of(&parts.headers))
                .request_id,
            // The proxy in front adds whom it speaks to at the end; what stands before it is
            // whatever a client liked to say.
            address: if pages.settings.behind_tls {
                forwarded_for(&parts.headers)
            } else {
                peer
            },
            user_agent: user_agent(&parts.headers),
            language: language_of(&parts.headers).tag(),
        })
    }
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    let address = last.to_str().ok()?.rsplit(',').next()?.trim();
    // Some proxies add the port.
    let with_port = || Some(address.parse::<SocketAddr>().ok()?.ip());
    address.parse().ok().or_else(with_port)
}

fn user_agent(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(text.chars().take(USER_AGENT_MAX_CHARACTERS).collect())
}
