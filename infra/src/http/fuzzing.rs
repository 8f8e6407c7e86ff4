//! Bodies, as the fuzz targets send them.

use serde::de::DeserializeOwned;

use super::{
    body::{Body, parse},
    context::NoFields,
    endpoints::{
        confirm_code::ConfirmCode, create_page_session::CreatePageSession, disable::Disable,
        open_challenge::OpenChallenge, put_account::PutAccount, start_setup::StartSetup,
        verify_password::VerifyPassword,
    },
    problem::{FieldError, Problem},
};

/// What an endpoint makes of a body: its canonical form, or the fields that are wrong, each with
/// why.
pub type ReadBody = Result<String, Vec<(String, String)>>;

/// What each endpoint makes of a body, by the name of its type.
pub fn read_bodies(bytes: &[u8]) -> [(&'static str, ReadBody); 8] {
    [
        ("PutAccount", read::<PutAccount>(bytes)),
        ("StartSetup", read::<StartSetup>(bytes)),
        ("VerifyPassword", read::<VerifyPassword>(bytes)),
        ("ConfirmCode", read::<ConfirmCode>(bytes)),
        ("OpenChallenge", read::<OpenChallenge>(bytes)),
        ("Disable", read::<Disable>(bytes)),
        ("CreatePageSession", read::<CreatePageSession>(bytes)),
        ("NoFields", read::<NoFields>(bytes)),
    ]
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> ReadBody {
    let read: Result<Body<T>, Problem> = parse(bytes);
    read.map(|body| body.canonical).map_err(|problem| {
        let errors = problem.errors().iter().cloned();
        errors
            .map(|FieldError { field, detail }| (field, detail))
            .collect()
    })
}
