//! What the OpenAPI document says beside the endpoints: the service, and what all operations of a
//! kind have in common.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        AllOfBuilder, ComponentsBuilder, ContentBuilder, Header, HeaderBuilder, InfoBuilder,
        LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Required,
        Response, ResponseBuilder, Type,
        extensions::ExtensionsBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBody,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::{
    command::IDEMPOTENCY_KEY,
    context::NoFields,
    problem::{FieldError, ProblemBody, urn},
    slug::Slug,
};
use crate::api_keys::Role;

/// The name of the security scheme.
const API_KEY: &str = "api_key";

/// What any operation may be answered with.
const OF_ALL: [Slug; 5] = [
    Slug::InvalidInput,
    Slug::Unauthorized,
    Slug::Forbidden,
    Slug::Internal,
    Slug::Unavailable,
];
/// What any operation with a body may be answered with.
const OF_BODIES: [Slug; 2] = [Slug::TooLarge, Slug::UnsupportedMediaType];
/// What any command may be answered with, by its idempotency key.
const OF_COMMANDS: [Slug; 2] = [Slug::InFlight, Slug::IdempotencyMismatch];

const DESCRIPTION: &str = "\
Activation of two-factor authentication by email, and the codes that are asked for from then on, \
as a portal's backend drives them. \
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

/// Says of a route's operations what stands beside them: the roles they are open to, as `x-roles`,
/// and every problem they may be answered with.
pub(super) fn complete(item: &mut PathItem, roles: &[Role], problems: &[Slug]) {
    let commands = [&mut item.put, &mut item.post, &mut item.delete];
    for command in commands.into_iter().flatten() {
        let parameters = command.parameters.get_or_insert_default();
        parameters.push(idempotency_key().into());
        complete_operation(command, roles, &[problems, &OF_COMMANDS].concat());
    }
    if let Some(read) = &mut item.get {
        complete_operation(read, roles, problems);
    }
}

fn complete_operation(operation: &mut Operation, roles: &[Role], problems: &[Slug]) {
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let extensions = ExtensionsBuilder::new()
        .add("x-roles", json!(names))
        .build();
    operation
        .extensions
        .get_or_insert_default()
        .merge(extensions);
    operation.security = Some(vec![SecurityRequirement::new(API_KEY, [] as [&str; 0])]);
    let of_bodies: &[Slug] = match &mut operation.request_body {
        Some(RefOr::T(body)) => {
            if is_without_fields(body) {
                body.required = Some(Required::False);
            }
            &OF_BODIES
        }
        _ => &[],
    };
    let mut by_status: BTreeMap<u16, Vec<Slug>> = BTreeMap::new();
    for slug in OF_ALL.iter().chain(of_bodies).chain(problems) {
        let (status, _) = slug.status_and_title();
        by_status.entry(status.as_u16()).or_default().push(*slug);
    }
    for (status, slugs) in by_status {
        let response = problem(status, &slugs).into();
        let responses = &mut operation.responses.responses;
        responses.insert(status.to_string(), response);
    }
}

/// Whether a body has no field of its own, and so may be left out as a whole.
fn is_without_fields(body: &RequestBody) -> bool {
    let no_fields = RefOr::from(Ref::from_schema_name(NoFields::name()));
    let mut contents = body.content.values();
    contents.all(|content| {
        matches!(content, RefOr::T(content) if content.schema.as_ref() == Some(&no_fields))
    })
}

/// The answer of this status, which is one of these problems.
fn problem(status: u16, slugs: &[Slug]) -> Response {
    let names: Vec<String> = slugs
        .iter()
        .map(|slug| format!("`{}`", slug.as_str()))
        .collect();
    let urns = slugs.iter().map(|slug| urn(*slug));
    let its_type = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(urns));
    let schema = AllOfBuilder::new()
        .item(Ref::from_schema_name("Problem"))
        .item(ObjectBuilder::new().property("type", its_type));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new()
        .description(format!("A problem (RFC 9457): {}", names.join(", ")))
        .content("application/problem+json", content);
    match status {
        401 => response.header("www-authenticate", header(Type::String, "`Bearer`")),
        429 | 503 => response.header("retry-after", header(Type::Integer, "Whole seconds")),
        _ => response,
    }
    .build()
}

fn header(of: Type, description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(of)))
        .description(Some(description))
        .build()
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some("^[!-~]{1,255}$"));
    ParameterBuilder::new()
        .name(IDEMPOTENCY_KEY)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Makes the command one that is done once, however often it is asked for",
        ))
        .schema(Some(schema))
        .build()
}
