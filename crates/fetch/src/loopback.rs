//! A server on this machine that tests make answer as they like.

use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use url::Url;

use crate::{Client, ClientOptions};

/// What the server does after its reply.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Then {
    /// Closes the connection.
    Close,
    /// Waits a little before the reply, then closes the connection.
    Wait,
    /// Keeps the connection open and says no more.
    Hang,
    /// Resets the connection.
    Reset,
    /// Sends a byte every few milliseconds, for ever.
    Drip,
    /// Sends bytes as fast as they are taken, for ever.
    Flood,
}

/// A running server; stops when dropped.
pub(crate) struct Server {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    accepting: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    requests: Vec<String>,
    at_once: usize,
    most_at_once: usize,
}

impl Server {
    /// Starts a server that replies to the path of each request.
    pub(crate) fn start(reply: impl Fn(&str) -> (String, Then) + Send + Sync + 'static) -> Self {
        Self::start_seeing(move |head| reply(head.split(' ').nth(1).unwrap_or_default()))
    }

    /// Starts a server that replies to the head of each request and, after it, its body.
    pub(crate) fn start_seeing(
        reply: impl Fn(&str) -> (String, Then) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let (reply, shared) = (Arc::new(reply), Arc::clone(&seen));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reply, shared) = (Arc::clone(&reply), Arc::clone(&shared));
                tokio::spawn(async move { converse(stream, &*reply, &shared).await });
            }
        });
        Self {
            port,
            seen,
            accepting,
        }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("{}{path}", self.origin())).unwrap()
    }

    /// Each request so far, with its body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// How many requests were under way at one time, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.seen.lock().unwrap().most_at_once
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn converse(
    mut stream: TcpStream,
    reply: &(impl Fn(&str) -> (String, Then) + Sync),
    seen: &Mutex<Seen>,
) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let length = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let length = length.split("\r\ncontent-length: ").nth(1);
    let length = length.and_then(|rest| rest.split("\r\n").next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    head.extend(body);
    let head = String::from_utf8(head).ok()?;
    let (text, then) = reply(&head);
    {
        let mut seen = seen.lock().ok()?;
        seen.requests.push(head);
        seen.at_once += 1;
        seen.most_at_once = seen.most_at_once.max(seen.at_once);
    }
    if matches!(then, Then::Wait) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    seen.lock().ok()?.at_once -= 1;
    stream.write_all(text.as_bytes()).await.ok()?;
    loop {
        match then {
            Then::Close | Then::Wait => return Some(()),
            Then::Hang => std::future::pending().await,
            Then::Reset => {
                stream.set_zero_linger().ok()?;
                return Some(());
            }
            Then::Drip => {
                stream.write_all(b"x").await.ok()?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Then::Flood => stream.write_all(&[b'x'; 4096]).await.ok()?,
        }
    }
}

/// A client that may ask this server.
pub(crate) fn client() -> Client {
    Client::new(ClientOptions {
        allow_loopback: true,
        retries: 0,
        ..ClientOptions::default()
    })
}

/// A reply of status 200.
pub(crate) fn ok(media_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// A reply that sends the client on.
pub(crate) fn redirect(location: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
}
