//! What the OpenAPI document says beside the routes.

use utoipa::{
    PartialSchema,
    openapi::{
        ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    access::API_KEY,
    problem::{FieldError, ProblemBody},
};

const DESCRIPTION: &str = "\
Activation of two-factor authentication by email, as a portal's backend drives it. \
Each operation names the roles it is open to as `x-roles`. \
A command may carry an `Idempotency-Key`, which belongs to API key and route and is kept for 24 \
hours. Times are RFC 3339 in UTC; `Retry-After` is in whole seconds.";

/// The document without its routes.
pub(super) fn document() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Countersign")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").build()))
        .build();
    let api_key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "An API key, as `countersign api-key create` shows it once",
        ))
        .build();
    let components = ComponentsBuilder::new()
        .security_scheme(API_KEY, SecurityScheme::Http(api_key))
        .schema("Problem", ProblemBody::schema())
        .schema("FieldError", FieldError::schema())
        .build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .build()
}
