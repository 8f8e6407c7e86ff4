//! Who may call a route: declared beside the route, enforced from there.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::{self, Next},
    response::Response,
};
use utoipa_axum::router::UtoipaMethodRouter;

use super::{Api, observe::note, openapi, problem::Problem, slug::Slug};
use crate::api_keys::{self, Caller, Role};

/// Lets callers of these roles use a route and nobody else, and has it documented with them and
/// with the problems of its own.
pub(super) fn open_to(
    roles: &'static [Role],
    problems: &[Slug],
    api: &Api,
    (schemas, mut paths, methods): UtoipaMethodRouter<Api>,
) -> UtoipaMethodRouter<Api> {
    for item in paths.paths.values_mut() {
        openapi::complete(item, roles, problems);
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
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let credentials = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = credentials.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}
