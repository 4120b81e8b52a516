//! Answers to what a check needs to see.

use std::collections::BTreeSet;

use credeval_model::{
    Timestamp,
    evidence::{Answer, EvidenceKind, Item, Origin, Request},
    limits,
};
use futures_util::{StreamExt as _, stream};
use url::Url;

use crate::{
    Client, ConfigError, FetchError, Supplied,
    client::{Freshness, Keeping, Redirects},
};

/// Requests under way at one time: the proofs of one credential, each with its key.
const CONCURRENT: usize = limits::PROOFS;

/// Answers requests: from what a person supplied where it speaks of the URL, else from the network
/// as seen at `now`, or as it was kept from earlier. An item says when it was fetched, and whether
/// it is stale, which [`crate::ClientOptions::stale`] must allow.
///
/// Gives one answer for each URL, in the order asked; a URL that is asked for twice is fetched
/// once, for the kind that came first. What cannot be had is [`Answer::Missing`] with its cause:
/// `offline`, `invalid_url`, `refused_address`, `not_reachable`, `http_status` (with the status),
/// `redirect` (for a hosted badge also one to another origin), `content_encoding`, `too_large`, and
/// for supplied files also `digest_mismatch` and `not_readable`. It does not look at what the bytes
/// mean.
pub async fn answer(
    requests: &[Request],
    supplied: Option<&Supplied>,
    client: &Client,
    now: Timestamp,
) -> Vec<(String, Answer)> {
    let mut asked = BTreeSet::new();
    let mut answers = Vec::new();
    for request in requests {
        if asked.insert(request.url.as_str()) {
            answers.push(async move {
                let answer = answer_one(request, supplied, client, now).await;
                (request.url.clone(), answer)
            });
        }
    }
    let answers = stream::iter(answers).buffered(CONCURRENT);
    answers.collect().await
}

async fn answer_one(
    request: &Request,
    supplied: Option<&Supplied>,
    client: &Client,
    now: Timestamp,
) -> Answer {
    let url = match Url::parse(&request.url) {
        Ok(url) => url,
        Err(source) => {
            let error = FetchError::from(ConfigError::Url { source });
            return Answer::Missing(error.cause(&request.url));
        }
    };
    if let Some(evidence) = supplied.and_then(|supplied| supplied.get(&url)) {
        return evidence.answer(request).await;
    }
    let redirects = match request.kind {
        // That it stands at its address is all that proves a hosted badge: a page that sends
        // visitors on to wherever its address says would let anybody put one there.
        EvidenceKind::HostedBadge => Redirects::SameOrigin,
        _ => Redirects::Anywhere,
    };
    let keeping = match request.kind {
        // They are a person's.
        EvidenceKind::HostedBadge | EvidenceKind::RefreshedCredential => Keeping::Never,
        _ => Keeping::Allowed,
    };
    let seen = client.see(&url, request.kind.max_bytes(), redirects, keeping, now);
    match seen.await {
        Ok((kept, freshness)) => Answer::Found(Item {
            kind: request.kind,
            digest: kept.digest,
            bytes: kept.bytes.to_vec(),
            media_type: kept.media_type.clone(),
            fetched_at: Some(kept.fetched_at),
            origin: match freshness {
                Freshness::Fresh if kept.is_supplied => Origin::Supplied,
                Freshness::Fresh => Origin::Fetched,
                Freshness::Stale => Origin::Stale,
            },
        }),
        Err(error) => Answer::Missing(error.cause(&request.url)),
    }
}

#[cfg(test)]
mod tests {
    use credeval_model::{Digest, check::Cause};

    use super::*;
    use crate::loopback::{Server, Then, client, ok, redirect};

    fn request(url: impl Into<String>) -> Request {
        Request {
            kind: EvidenceKind::StatusList,
            url: url.into(),
        }
    }

    #[tokio::test]
    async fn each_url_is_fetched_once_and_answered_in_order() {
        let server = Server::start(|path| (ok("text/plain", path), Then::Close));
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let asked = ["/b", "/a", "/b"].map(|path| request(server.url(path)));
        let answers = answer(&asked, None, &client(), now).await;
        let expected = ["/b", "/a"].map(|path| {
            let item = Item {
                kind: EvidenceKind::StatusList,
                bytes: path.into(),
                digest: Digest::of(path.as_bytes()),
                media_type: Some("text/plain".to_owned()),
                fetched_at: Some(now),
                origin: Origin::Fetched,
            };
            (server.url(path).to_string(), Answer::Found(item))
        });
        assert_eq!(answers, expected);
        assert_eq!(server.requests().len(), 2);
    }

    #[tokio::test]
    async fn a_hosted_badge_is_not_looked_for_elsewhere() {
        let other = Server::start(|_| (ok("application/json", "{}"), Then::Close));
        let away = other.url("/badge").to_string();
        let server = Server::start(move |_| (redirect(&away), Then::Close));
        let url = server.url("/open?to=elsewhere").to_string();
        for (kind, is_found) in [
            (EvidenceKind::HostedBadge, false),
            (EvidenceKind::StatusList, true),
        ] {
            let request = Request {
                kind,
                url: url.clone(),
            };
            let answers = answer(&[request], None, &client(), Timestamp::UNIX_EPOCH).await;
            match &answers[0].1 {
                Answer::Found(_) => assert!(is_found),
                Answer::Missing(cause) => {
                    assert_eq!((cause.code.as_str(), is_found), ("redirect", false));
                }
            }
        }
    }

    #[tokio::test]
    async fn requests_under_way_are_bounded() {
        let server = Server::start(|_| (ok("text/plain", ""), Then::Wait));
        let asked: Vec<_> = (0..3 * CONCURRENT)
            .map(|index| request(server.url(&format!("/{index}"))))
            .collect();
        let answers = answer(&asked, None, &client(), Timestamp::UNIX_EPOCH).await;
        assert!(
            answers
                .iter()
                .all(|(_, answer)| matches!(answer, Answer::Found(_)))
        );
        assert_eq!(answers.len(), 3 * CONCURRENT);
        assert!((2..=CONCURRENT).contains(&server.most_at_once()));
    }

    #[tokio::test]
    async fn what_cannot_be_had_is_missing_with_its_cause() {
        let server = Server::start(|path| match path {
            "/gone" => (
                "HTTP/1.1 410 X\r\ncontent-length: 0\r\n\r\n".to_owned(),
                Then::Close,
            ),
            "/long" => (
                "HTTP/1.1 200 OK\r\ncontent-length: 8388609\r\n\r\n".to_owned(),
                Then::Hang,
            ),
            "/inside" => (redirect("https://169.254.169.254/"), Then::Close),
            "/loop" => (redirect("/loop"), Then::Close),
            "/gzip" => (
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n".to_owned(),
                Then::Close,
            ),
            _ => (String::new(), Then::Close),
        });
        let at = |path| server.url(path).to_string();
        let gone = Cause {
            status: Some(410),
            ..Cause::new("http_status")
                .url(at("/gone"))
                .mismatch("200", "410")
        };
        let expected = [
            gone,
            Cause::new("too_large")
                .url(at("/long"))
                .mismatch("at most 8388608 bytes", "8388609 bytes"),
            Cause::new("refused_address").url(at("/inside")).mismatch(
                "a public https address",
                "https://169.254.169.254/: expected a public address, found 169.254.169.254 (link-local)",
            ),
            Cause::new("content_encoding")
                .url(at("/gzip"))
                .mismatch("no content encoding", "gzip"),
        ];
        let asked: Vec<_> = expected
            .iter()
            .map(|cause| request(cause.url.clone().unwrap()))
            .collect();
        let answers = answer(&asked, None, &client(), Timestamp::UNIX_EPOCH).await;
        for ((url, answer), cause) in answers.into_iter().zip(expected) {
            assert_eq!(answer, Answer::Missing(cause), "{url}");
        }

        let others = [
            (at("/loop"), "redirect"),
            (at("/silent"), "not_reachable"),
            ("did:web:issuer.example".to_owned(), "refused_address"),
            ("issuer.example".to_owned(), "invalid_url"),
            ("http://issuer.example/".to_owned(), "refused_address"),
        ];
        let asked: Vec<_> = others.iter().map(|(url, _)| request(url)).collect();
        let answers = answer(&asked, None, &client(), Timestamp::UNIX_EPOCH).await;
        for ((url, answer), (_, code)) in answers.into_iter().zip(others) {
            let Answer::Missing(cause) = answer else {
                panic!("{url}")
            };
            assert_eq!((cause.code.as_str(), cause.url), (code, Some(url)));
        }
    }
}
