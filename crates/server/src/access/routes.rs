//! The table of routes: each with the role that it needs.

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request},
    handler::Handler,
    http::{Method, header::CONTENT_LENGTH},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use credeval_model::limits::DOCUMENT_BYTES;
use http_body_util::Limited;

use super::{Admits, Principal, principal::nobody};
use crate::problem::{Code, Problem};

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The method; that of a GET goes for HEAD too (RFC 9110 section 9.3.2).
    pub method: Method,
    /// The path as axum writes it: `/evaluations/{id}`.
    pub path: String,
    /// Whom it lets in.
    pub admits: Admits,
    /// Bytes that a body may have.
    pub body_bytes: u64,
}

/// Routes with the role that each needs: none can be registered without.
///
/// They become a router by [`super::Access::protect`] alone. Registering one method of one path
/// twice, or a path that is none, is a panic of axum's at the start of the program.
///
/// ```
/// use credeval_server::access::{Admits, Role, Routes};
///
/// let routes: Routes = Routes::new()
///     .get(Admits::Public, "/healthz", || async { "well" })
///     .post(Role::Evaluator, "/evaluations", || async { "evaluated" })
///     .body_limit(1 << 20);
/// assert_eq!(routes.table().count(), 2);
/// ```
pub struct Routes<S = ()> {
    rows: Vec<Row<S>>,
}

struct Row<S> {
    route: Route,
    /// Puts the handler behind its row of the table.
    mount: Box<dyn FnOnce(Router<S>, Route) -> Router<S> + Send>,
}

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers GET and HEAD.
    #[must_use]
    pub fn get<H: Handler<T, S>, T: 'static>(
        self,
        admits: impl Into<Admits>,
        path: &str,
        handler: H,
    ) -> Self {
        self.add(
            (Method::GET, MethodFilter::GET),
            admits.into(),
            path,
            handler,
        )
    }

    /// Answers POST.
    #[must_use]
    pub fn post<H: Handler<T, S>, T: 'static>(
        self,
        admits: impl Into<Admits>,
        path: &str,
        handler: H,
    ) -> Self {
        self.add(
            (Method::POST, MethodFilter::POST),
            admits.into(),
            path,
            handler,
        )
    }

    /// Answers PUT.
    #[must_use]
    pub fn put<H: Handler<T, S>, T: 'static>(
        self,
        admits: impl Into<Admits>,
        path: &str,
        handler: H,
    ) -> Self {
        self.add(
            (Method::PUT, MethodFilter::PUT),
            admits.into(),
            path,
            handler,
        )
    }

    /// Answers PATCH.
    #[must_use]
    pub fn patch<H: Handler<T, S>, T: 'static>(
        self,
        admits: impl Into<Admits>,
        path: &str,
        handler: H,
    ) -> Self {
        self.add(
            (Method::PATCH, MethodFilter::PATCH),
            admits.into(),
            path,
            handler,
        )
    }

    /// Answers DELETE.
    #[must_use]
    pub fn delete<H: Handler<T, S>, T: 'static>(
        self,
        admits: impl Into<Admits>,
        path: &str,
        handler: H,
    ) -> Self {
        self.add(
            (Method::DELETE, MethodFilter::DELETE),
            admits.into(),
            path,
            handler,
        )
    }

    /// Sets how many bytes a body of the route registered last may have; by default 16 MiB, as many
    /// as a document.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        if let Some(row) = self.rows.last_mut() {
            row.route.body_bytes = bytes;
        }
        self
    }

    /// These routes and others.
    #[must_use]
    pub fn merge(mut self, others: Self) -> Self {
        self.rows.extend(others.rows);
        self
    }

    /// The table, in the order in which the routes were registered.
    pub fn table(&self) -> impl Iterator<Item = &Route> {
        self.rows.iter().map(|row| &row.route)
    }

    fn add<H: Handler<T, S>, T: 'static>(
        mut self,
        (method, filter): (Method, MethodFilter),
        admits: Admits,
        path: &str,
        handler: H,
    ) -> Self {
        let route = Route {
            method,
            path: path.to_owned(),
            admits,
            body_bytes: DOCUMENT_BYTES,
        };
        let mount = move |router: Router<S>, route: Route| {
            let path = route.path.clone();
            let guard =
                from_fn(move |request: Request, next: Next| admit(route.clone(), request, next));
            // The limit of the row stands in place of axum's.
            let method = on(filter, handler).route_layer(DefaultBodyLimit::disable());
            router.route(&path, method.route_layer(guard))
        };
        self.rows.push(Row {
            route,
            mount: Box::new(mount),
        });
        self
    }

    /// The router without the layers of [`super::Access`]: it knows nobody, so only public routes
    /// answer.
    pub(super) fn router(self) -> Router<S> {
        let rows = self.rows.into_iter();
        rows.fold(Router::new(), |router, row| (row.mount)(router, row.route))
    }
}

/// What the layers of [`super::Access`] found about who asks; a missing one is nobody.
#[derive(Debug, Clone)]
pub(super) enum Asker {
    /// Neither a key nor a session came with the request.
    Nobody,
    /// A key or a session that holds.
    Known(Principal),
    /// A key or a session that does not hold, or whose request may be another site's.
    Refused(Problem),
}

/// Lets a request through to its handler where its row of the table says so.
async fn admit(route: Route, mut request: Request, next: Next) -> Response {
    let asker = request.extensions_mut().remove::<Asker>();
    match may(route.admits, asker.unwrap_or(Asker::Nobody)) {
        Err(problem) => return problem.into_response(),
        Ok(None) => {}
        Ok(Some(principal)) => {
            request.extensions_mut().insert(principal);
        }
    }
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > route.body_bytes) {
        let limit = route.body_bytes;
        return Problem::new(
            Code::TooLarge,
            format!("expected a body of at most {limit} bytes, found a longer one"),
        )
        .into_response();
    }
    // A body that does not tell its length ends at the limit.
    let limit = usize::try_from(route.body_bytes).unwrap_or(usize::MAX);
    next.run(request.map(|body| Body::new(Limited::new(body, limit))))
        .await
}

/// Who is let in, where anybody has to be known.
fn may(admits: Admits, asker: Asker) -> Result<Option<Principal>, Problem> {
    match (admits, asker) {
        (Admits::Public, Asker::Known(principal)) => Ok(Some(principal)),
        (Admits::Public, _) => Ok(None),
        (Admits::AtLeast(_), Asker::Nobody) => Err(nobody()),
        (Admits::AtLeast(_), Asker::Refused(problem)) => Err(problem),
        (Admits::AtLeast(needed), Asker::Known(principal)) if principal.role >= needed => {
            Ok(Some(principal))
        }
        (Admits::AtLeast(needed), Asker::Known(principal)) => {
            let found = principal.role;
            let detail = format!("expected the role {needed} or a stronger one, found {found}");
            Err(Problem::new(Code::Forbidden, detail).hint("ask an administrator for the role"))
        }
    }
}
