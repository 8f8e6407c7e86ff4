//! The customer behind a command, as the portal saw them.

use std::net::IpAddr;

use serde::Deserialize;
use utoipa::ToSchema;

use super::{body::Object, fields::Language, schemas::ip_address};
use crate::store::CustomerContext;

const USER_AGENT_MAX_CHARACTERS: usize = 512;

/// The customer behind a command, as the portal saw them. It is sealed in the event.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    /// Their address on the network.
    #[schema(schema_with = ip_address)]
    ip: Option<IpAddr>,
    /// Their browser's `User-Agent`.
    #[schema(value_type = Option<String>, max_length = 512,
             pattern = r"^[^\x00-\x1f\x7f-\x9f]*$")]
    user_agent: Option<UserAgent>,
    /// The language they read, a BCP 47 tag.
    #[schema(value_type = Option<String>, format = "bcp47", max_length = 64, example = "en-MY")]
    language: Option<Language>,
}

/// The body of a command that needs no field. It may be empty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoFields {
    #[schema(value_type = Option<Context>)]
    context: Option<Object<Context>>,
}

impl NoFields {
    /// The customer, unless nothing is said of them.
    pub(super) fn customer(self) -> Option<CustomerContext> {
        Context::customer(self.context)
    }
}

impl Context {
    /// The customer, unless nothing is said of them.
    pub(super) fn customer(context: Option<Object<Self>>) -> Option<CustomerContext> {
        let Object(Self {
            ip,
            user_agent,
            language,
        }) = context?;
        let customer = CustomerContext {
            ip: ip.map(|ip| ip.to_string()),
            user_agent: user_agent.map(|UserAgent(user_agent)| user_agent),
            language: language.map(|Language(language)| language),
        };
        let says = [&customer.ip, &customer.user_agent, &customer.language];
        says.iter().any(|said| said.is_some()).then_some(customer)
    }
}

/// A browser's `User-Agent`.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct UserAgent(String);

impl TryFrom<String> for UserAgent {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.chars().count() > USER_AGENT_MAX_CHARACTERS || text.contains(char::is_control) {
            return Err(
                "a user agent has at most 512 characters, none of them a control character",
            );
        }
        Ok(Self(text))
    }
}
