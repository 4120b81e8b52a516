//! Requests of protocols that other crates know.

use http::{Request, Response, StatusCode};
use url::Url;

use crate::{Client, ConfigError, FetchError, ServerError};

impl Client {
    /// Sends a request to its address alone, and gives what the server says, whatever the status.
    ///
    /// The address is absolute, and the guard must admit it. The answer has at most `limit` bytes. A
    /// redirect is not followed: what is sent may be secret. Only a GET is sent again, where the
    /// fault may pass. Nothing is kept.
    pub async fn exchange(
        &self,
        request: Request<Vec<u8>>,
        limit: u64,
    ) -> Result<Response<Vec<u8>>, FetchError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string());
        let url = url.map_err(|source| ConfigError::Url { source })?;
        let body = (!body.is_empty()).then_some(body);
        let said = self.ask(parts.method, &url, parts.headers, body, limit);
        let said = said.await?;
        let status = StatusCode::from_u16(said.status).map_err(|_| ServerError::Status {
            url: (&url).into(),
            status: said.status,
        })?;
        let mut response = Response::new(said.bytes);
        *response.status_mut() = status;
        *response.headers_mut() = said.headers;
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ClientOptions,
        loopback::{Server, Then, client, ok, redirect},
    };

    fn post(url: &impl ToString, body: &str) -> Request<Vec<u8>> {
        let request = Request::post(url.to_string()).header("authorization", "Basic eA==");
        request.body(body.as_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_request_goes_out_as_it_is_and_what_is_said_comes_back() {
        let server = Server::start(|path| match path {
            "/well" => (ok("application/json", "{}"), Then::Close),
            "/away" => (redirect("https://example.org/"), Then::Close),
            _ => (ok("text/plain", "too long"), Then::Close),
        });
        let said = client()
            .exchange(post(&server.url("/well"), "a=b"), 2)
            .await;
        let said = said.unwrap();
        assert_eq!(
            (said.status().as_u16(), &said.body()[..]),
            (200, &b"{}"[..])
        );
        assert_eq!(said.headers()["content-type"], "application/json");
        let request = server.requests()[0].to_ascii_lowercase();
        assert!(request.starts_with("post /well ") && request.ends_with("\r\n\r\na=b"));
        assert!(request.contains("authorization: basic ea=="));
        // What is sent goes nowhere else.
        let said = client()
            .exchange(post(&server.url("/away"), "a=b"), 2)
            .await;
        assert_eq!(said.unwrap().status(), 302);
        let said = client()
            .exchange(post(&server.url("/long"), "a=b"), 7)
            .await;
        assert!(matches!(said, Err(FetchError::Input(_))), "{said:?}");
    }

    #[tokio::test]
    async fn the_guard_judges_the_address() {
        let client = Client::new(ClientOptions::default());
        for url in [
            "http://example.org/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://example.org:8443/",
        ] {
            let said = client.exchange(post(&url, ""), 2).await;
            let is_refused = matches!(&said, Err(FetchError::Server(ServerError::Refused { .. })));
            assert!(is_refused, "{url}: {said:?}");
        }
    }
}
