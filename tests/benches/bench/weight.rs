//! What a page weighs over the wire, with what it loads and all headers.

use countersign_tests::stranger::Stranger;
use reqwest::{StatusCode, header::HeaderMap};

/// What this page weighs for this visitor.
pub(crate) async fn kibibytes(visitor: &Stranger, path: &str) -> f64 {
    let page = visitor.twin().get(path).await;
    page.is(StatusCode::OK);
    let mut bytes = headers_bytes(&page.headers) + page.text.len();
    let assets = page.text.split("=\"/assets/").skip(1);
    for asset in assets.filter_map(|asset| asset.split('"').next()) {
        let asset = visitor.open(&format!("/assets/{asset}")).await;
        assert_eq!(asset.status(), StatusCode::OK, "{}", asset.url());
        bytes += headers_bytes(asset.headers());
        bytes += asset.bytes().await.expect("a body").len();
    }
    #[expect(clippy::cast_precision_loss, reason = "no page weighs that much")]
    let bytes = bytes as f64;
    bytes / 1024.0
}

fn headers_bytes(headers: &HeaderMap) -> usize {
    // A colon, a space and the end of the line.
    const AROUND_HEADER_BYTES: usize = 4;
    headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + AROUND_HEADER_BYTES)
        .sum()
}
