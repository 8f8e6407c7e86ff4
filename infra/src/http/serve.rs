//! Serving until told to stop, and then for as long as it takes to answer what was asked.

use std::{future::IntoFuture, io, net::SocketAddr, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, time};
use tokio_util::sync::CancellationToken;

/// How long requests under way may take once the instance stops.
const GRACE_SECONDS: u64 = 10;

/// Serves until `stop`; then takes no new connection and ends when every request under way is
/// answered, after 10 seconds at the latest.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
) -> io::Result<()> {
    let overdue = {
        let stop = stop.clone();
        async move {
            stop.cancelled().await;
            time::sleep(Duration::from_secs(GRACE_SECONDS)).await;
        }
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned());
    tokio::select! {
        ended = served.into_future() => ended,
        () = overdue => {
            tracing::warn!("requests were under way for too long and are dropped");
            Ok(())
        }
    }
}
