//! What fields hold that have no type of their own in the OpenAPI document.

use countersign_domain::{ChallengePurpose, Method};
use utoipa::openapi::{
    Array, ArrayBuilder, KnownFormat, Object, ObjectBuilder, SchemaFormat, Type,
    schema::{AnyOfBuilder, Schema, SchemaType},
};

use super::fields::HOSTED_DOMAINS_MAX;

/// The methods on offer.
pub(super) fn methods() -> Object {
    one_of(Method::ALL.iter().map(|method| method.as_str()))
}

/// Where an enrollment may stand.
pub(super) fn enrollment_states() -> Object {
    one_of([
        "awaiting_password",
        "awaiting_code",
        "awaiting_acknowledgement",
        "active",
        "cancelled",
        "expired",
        "locked",
        "disabled",
    ])
}

/// Where a challenge may stand.
pub(super) fn challenge_states() -> Object {
    one_of(["awaiting_code", "passed", "cancelled", "expired", "locked"])
}

/// What a code may be asked for.
pub(super) fn purposes() -> Object {
    one_of(ChallengePurpose::ALL.iter().map(|purpose| purpose.as_str()))
}

/// Why no code is required.
pub(super) fn not_required_reasons() -> Object {
    one_of(["off", "setting_up"])
}

/// True.
pub(super) fn always() -> Object {
    constant(true)
}

/// False.
pub(super) fn never() -> Object {
    constant(false)
}

/// What may become of a code's mail.
pub(super) fn deliveries() -> Object {
    one_of(["queued", "sent", "not_sent"])
}

/// How far two-factor authentication may be.
pub(super) fn two_factor_states() -> Object {
    one_of(["off", "setting_up", "on"])
}

/// How the funnel may be put together.
pub(super) fn buckets() -> Object {
    one_of(["hour", "day", "week"])
}

/// The domains whose mail an account hosts, or none. Other scripts are taken too.
pub(super) fn hosted_domains() -> Array {
    let domain = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("mail-domain".to_owned())));
    ArrayBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Array, Type::Null]))
        .items(domain)
        .max_items(Some(HOSTED_DOMAINS_MAX))
        .description(Some(
            "The domains whose mail this very account hosts. Where its own mailbox is at one of \
             them or below it, the pages recommend another address",
        ))
        .build()
}

/// An address on the network, or none.
pub(super) fn ip_address() -> Schema {
    let address = |format| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(format)))
    };
    let any_of = AnyOfBuilder::new()
        .item(address(KnownFormat::Ipv4))
        .item(address(KnownFormat::Ipv6))
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .description(Some("Their address on the network"))
        .build();
    Schema::AnyOf(any_of)
}

fn constant(value: bool) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Boolean)
        .enum_values(Some([value]))
        .build()
}

fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names))
        .build()
}
