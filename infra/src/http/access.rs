//! Who may call a route: declared beside the route, enforced and documented from there.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::{self, Next},
    response::Response,
};
use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, PathItem, Ref, ResponseBuilder, extensions::ExtensionsBuilder, path::Operation,
    security::SecurityRequirement,
};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{Api, observe::note, problem::Problem, slug::Slug};
use crate::api_keys::{self, Caller, Role};

/// The name of the security scheme in the OpenAPI document.
pub(super) const API_KEY: &str = "api_key";

/// Lets callers of these roles use a route and nobody else. The OpenAPI document names the roles
/// as `x-roles`.
pub(super) fn open_to(
    roles: &'static [Role],
    api: &Api,
    (schemas, mut paths, methods): UtoipaMethodRouter<Api>,
) -> UtoipaMethodRouter<Api> {
    for operation in paths.paths.values_mut().flat_map(operations) {
        document(operation, roles);
    }
    let access = Access {
        api: api.clone(),
        roles,
    };
    (
        schemas,
        paths,
        methods.route_layer(middleware::from_fn_with_state(access, admit)),
    )
}

#[derive(Clone)]
struct Access {
    api: Api,
    roles: &'static [Role],
}

/// Admits a request with a key of the right role, and says who it is to whoever comes next.
async fn admit(
    State(Access { api, roles }): State<Access>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = caller(&api, request.headers()).await?;
    note("role", caller.role);
    if !roles.contains(&caller.role) {
        return Err(Problem::new(Slug::Forbidden));
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

async fn caller(api: &Api, headers: &HeaderMap) -> Result<Caller, Problem> {
    let unauthorized = || Problem::new(Slug::Unauthorized);
    let presented = bearer(headers).ok_or_else(unauthorized)?;
    api_keys::authenticate(api.store.pool(), presented)
        .await?
        .ok_or_else(unauthorized)
}

/// The token of `Authorization: Bearer` (RFC 6750 section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let credentials = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = credentials.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

fn document(operation: &mut Operation, roles: &[Role]) {
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    operation.security = Some(vec![SecurityRequirement::new(API_KEY, [] as [&str; 0])]);
    let extensions = ExtensionsBuilder::new()
        .add("x-roles", json!(names))
        .build();
    operation
        .extensions
        .get_or_insert_default()
        .merge(extensions);
    let schema = Ref::from_schema_name("Problem");
    let problem = ResponseBuilder::new()
        .description("A problem (RFC 9457): its `type` says which")
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(schema)).build(),
        )
        .build();
    operation
        .responses
        .responses
        .insert("default".to_owned(), problem.into());
}
