//! Codes stand in the mailbox and nowhere else.

use std::fs;

use async_nats::jetstream::consumer::{DeliverPolicy, pull::OrderedConfig};
use countersign::nats;
use futures::StreamExt;

use crate::{
    faults::{Ground, Member},
    search::{Secret, found},
    smtp::Received,
};

/// No row, no message and no line of a log holds a code that was mailed.
///
/// # Panics
///
/// When one does.
pub async fn codes_are_in_the_mailbox_alone(ground: &Ground, mails: &[Received]) {
    let codes = mails.iter().filter_map(Received::code);
    let codes: Vec<Secret> = codes
        .flat_map(|code| Secret::code("a code", &code))
        .collect();
    assert!(!codes.is_empty(), "no code was mailed");
    let logs: Vec<String> = ground.members.iter().map(Member::logs).collect();
    let file = |path| fs::read(path).expect("a server logs");
    for (place, bytes) in [
        ("the rows", rows(ground).await),
        ("the messages", messages(ground).await),
        ("the logs of the instances", logs.concat().into_bytes()),
        ("PostgreSQL's log", file(ground.database.log_file())),
        ("NATS' log", file(ground.nats.log_file())),
    ] {
        assert!(!bytes.is_empty(), "{place} are not there");
        assert_eq!(found(&bytes, &codes), [""; 0], "in {place}");
    }
}

async fn rows(ground: &Ground) -> Vec<u8> {
    let mut admin = ground.database.admin().await;
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .fetch_all(&mut admin)
            .await
            .expect("the catalogue is there");
    let mut all = vec![];
    for table in tables {
        let rows: Vec<String> = sqlx::query_scalar(&format!("SELECT t::text FROM {table} t"))
            .fetch_all(&mut admin)
            .await
            .expect("its rows");
        all.extend(rows.join("\n").into_bytes());
    }
    all
}

async fn messages(ground: &Ground) -> Vec<u8> {
    let client = nats::connect(&ground.nats.url()).await;
    let jetstream = nats::jetstream(client.expect("the URL is one"));
    let stream = jetstream
        .get_stream(nats::STREAM)
        .await
        .expect("the stream");
    let all = OrderedConfig {
        deliver_policy: DeliverPolicy::All,
        ..OrderedConfig::default()
    };
    let consumer = stream.create_consumer(all).await.expect("a consumer");
    let count = stream.cached_info().state.messages;
    let messages = consumer.messages().await.expect("messages");
    let count = usize::try_from(count).expect("not so many");
    let messages: Vec<Vec<u8>> = messages
        .take(count)
        .map(|message| message.expect("a message").payload.to_vec())
        .collect()
        .await;
    messages.concat()
}
