//! `GET /v1/enrollments/{enrollment_id}`: where an enrollment stands.

use axum::{Json, extract::State};
use countersign_domain::{Enrollment, EnrollmentEvent, EnrollmentId, Refusal};
use cqrs_es::{
    Aggregate,
    persist::{PersistedEventRepository, PersistenceError},
};
use postgres_es::PostgresEventRepository;

use crate::{
    http::{Api, enrollment::EnrollmentView, path::EnrollmentPath, problem::Problem, slug::Slug},
    store::Failure,
};

/// The problems of its own.
pub(in crate::http) const PROBLEMS: &[Slug] = &[Slug::NotFound, Slug::Gone];

/// Says where an enrollment stands, folded from its stream.
#[utoipa::path(
    get,
    path = "/enrollments/{enrollment_id}",
    operation_id = "get_enrollment",
    params(EnrollmentPath),
    responses((status = 200, description = "The enrollment", body = EnrollmentView))
)]
pub(in crate::http) async fn handle(
    State(api): State<Api>,
    EnrollmentPath(enrollment_id): EnrollmentPath,
) -> Result<Json<EnrollmentView>, Problem> {
    let (enrollment, version) = fold(&api, enrollment_id).await?;
    let not_found = || Problem::from(&Refusal::NotFound);
    let setup = enrollment.setup().ok_or_else(not_found)?;
    let account = api
        .store
        .account(&setup.account_id)
        .await?
        .ok_or_else(not_found)?;
    Ok(Json(EnrollmentView::new(&enrollment, version, &account)?))
}

/// Nothing is decided here, so the stream is read by what postgres-es offers for it.
async fn fold(api: &Api, id: EnrollmentId) -> Result<(Enrollment, i64), Failure> {
    let repository = PostgresEventRepository::new(api.store.pool().clone());
    let events = repository
        .get_events::<Enrollment>(&id.to_string())
        .await
        .map_err(failure)?;
    let version = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let mut enrollment = Enrollment::default();
    for event in events {
        enrollment.apply(serde_json::from_value::<EnrollmentEvent>(event.payload)?);
    }
    Ok((enrollment, version))
}

/// Reading fails where the database does not answer, and for no other reason.
fn failure(error: PersistenceError) -> Failure {
    sqlx::Error::AnyDriverError(Box::new(error)).into()
}
