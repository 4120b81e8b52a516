//! The `ssi` crate as a peer.

use std::error::Error;

use peer_protocol::{contexts, serve};
use ssi::claims::data_integrity::{AnySuite, DataIntegrity, from_json_slice};
use ssi::claims::vc::v2::JsonCredential;
use ssi::dids::DIDKey;
use ssi::json_ld::ContextLoader;
use ssi::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let loader = ContextLoader::empty().with_context_map_from(contexts()?)?;
    let resolver = DIDKey.into_vm_resolver::<AnyMethod>();
    let parameters = VerificationParameters::from_resolver(resolver)
        .with_json_ld_loader(loader)
        .with_date_time("2026-09-01T00:00:00Z".parse()?);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let verify = |bytes: &[u8]| -> Result<(), Box<dyn Error>> {
        let credential: DataIntegrity<JsonCredential, AnySuite> = from_json_slice(bytes)?;
        match runtime.block_on(credential.verify(&parameters))? {
            Ok(()) => Ok(()),
            Err(invalid) => Err(format!("{invalid}").into()),
        }
    };
    serve("ssi", "0.16.0", &verify)?;
    Ok(())
}
