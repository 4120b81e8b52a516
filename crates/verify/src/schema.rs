//! Whether the credential conforms to the schemas that it names.

use credeval_model::{Check, CheckCode, check::Cause, json};

use crate::checked::Session;
use crate::opened::Opened;

/// The rows `schema.conforms`; `proven` says that the credential's own proof holds.
pub(crate) fn rows(_session: &Session<'_>, opened: &Opened, _proven: bool) -> Vec<Check> {
    vec![row(opened)]
}

fn row(opened: &Opened) -> Check {
    let stated = opened.credential().get("credentialSchema");
    let names: Vec<&str> = json::one_or_many(stated)
        .iter()
        .filter_map(|schema| schema.get("id")?.as_str())
        .collect();
    let code = CheckCode::SchemaConforms;
    match names.as_slice() {
        [] => Check::not_applicable(code, "the credential names no schema"),
        names => Check::inconclusive(
            code,
            format!(
                "the schema {} was not evaluated; the structure was checked by itself",
                names.join(", ")
            ),
        )
        .at(opened.base.key("credentialSchema"))
        .because(Cause::new("not_evaluated")),
    }
}
