//! A JetStream cluster of three that loses its leader: nothing is lost, and mails go on.

use countersign::nats;
use countersign_tests::{binary::Installation, nats_cluster::NatsCluster, world::eventually};

#[tokio::test(flavor = "multi_thread")]
async fn mails_go_on_while_one_server_of_three_is_away() {
    let mut cluster = NatsCluster::start().await;
    let mut installation = Installation::make().await;
    installation.settings = installation
        .settings
        .with("NATS_URL", &cluster.url())
        .with("COUNTERSIGN_JETSTREAM_REPLICAS", "3");
    let (serve, portal) = installation.serve().await;
    portal.switch_on("before", &installation.smtp).await;

    let jetstream = cluster.jetstream().await;
    let mut stream = jetstream
        .get_stream(nats::STREAM)
        .await
        .expect("it was made");
    let info = stream.info().await.expect("it is there");
    assert_eq!(info.config.num_replicas, 3);
    let leader = info
        .cluster
        .as_ref()
        .and_then(|cluster| cluster.leader.clone());
    cluster.kill(&leader.expect("it has one"));

    portal.switch_on("after", &installation.smtp).await;
    eventually("every event is in the stream", async || {
        let relayed = serve.metrics().await;
        let lag = relayed
            .lines()
            .find(|line| line.starts_with("countersign_relay_lag_events "));
        lag == Some("countersign_relay_lag_events 0")
    })
    .await;
    let state = stream
        .info()
        .await
        .expect("two of three keep it")
        .state
        .clone();
    assert_eq!(state.messages, log_events(&installation).await);
    eventually("all mails came", async || {
        installation.smtp.mails().len() >= 4
    })
    .await;
    assert_eq!(installation.smtp.mails().len(), 4, "each once");
    serve.ready().await;
}

async fn log_events(installation: &Installation) -> u64 {
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM events")
        .fetch_one(&mut installation.database.admin().await)
        .await
        .expect("the log is there");
    events.unsigned_abs()
}
