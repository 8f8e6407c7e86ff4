//! The links themselves: what is said to hurt does hurt, and heals.

use std::{
    io::{Error, ErrorKind},
    time::{Duration, Instant},
};

use countersign_tests::faults::{Direction, Link};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

const LOCALHOST: &str = "127.0.0.1";

#[tokio::test]
async fn a_link_hurts_as_it_is_told_and_heals() {
    let link = Link::to(echo().await).await;
    let mut stream = connect(&link).await;
    assert_eq!(
        ask(&mut stream, b"whole").await.expect("it is whole"),
        b"whole"
    );

    link.slow(Duration::from_millis(50));
    let asked = Instant::now();
    ask(&mut stream, b"slow").await.expect("it is slow");
    assert!(asked.elapsed() >= Duration::from_millis(100), "both ways");
    link.heal();

    link.reset();
    let reset = ask(&mut stream, b"reset").await.expect_err("it was reset");
    assert_eq!(reset.kind(), ErrorKind::ConnectionReset);

    let mut stream = connect(&link).await;
    link.cut_after(Direction::ToClient, 3);
    assert_eq!(ask(&mut stream, b"ab").await.expect("two of three"), b"ab");
    ask(&mut stream, b"cd")
        .await
        .expect_err("the fourth is cut");

    let mut stream = connect(&link).await;
    link.lose_answer_to(b"secret");
    assert_eq!(
        ask(&mut stream, b"other").await.expect("it is another"),
        b"other"
    );
    assert!(link.is_armed());
    ask(&mut stream, b"a secret").await.expect_err("it is lost");
    assert!(!link.is_armed());

    let mut stream = connect(&link).await;
    link.mute(Direction::ToServer);
    let vanished = timeout(Duration::from_millis(100), ask(&mut stream, b"mute")).await;
    vanished.expect_err("nothing comes back");
    link.heal();

    link.down();
    ask(&mut connect(&link).await, b"down")
        .await
        .expect_err("it is down");
    link.heal();
    let mut stream = connect(&link).await;
    assert_eq!(
        ask(&mut stream, b"again").await.expect("it is whole"),
        b"again"
    );
}

/// A server that answers every byte with itself.
async fn echo() -> u16 {
    let listener = TcpListener::bind((LOCALHOST, 0))
        .await
        .expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                // A connection that is cut is what this is about.
                let _ = tokio::io::copy(&mut from, &mut to).await;
            });
        }
    });
    port
}

async fn connect(link: &Link) -> TcpStream {
    let stream = TcpStream::connect((LOCALHOST, link.port())).await;
    stream.expect("a link takes every connection")
}

/// What comes back, as long as what was sent.
async fn ask(stream: &mut TcpStream, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    stream.write_all(bytes).await?;
    let mut answer = vec![0; bytes.len()];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}
