//! dump
use credeval_linked_data::Contexts;
use credeval_model::{Document, Timestamp, evidence::Evidence, trust::TrustFile};
use credeval_verify::{Against, Trust, check, open};

#[test]
fn dump() {
    let Some(corpus) = credeval_conformance::corpus() else { return };
    let toml = std::env::var("TRUST").ok().map(|p| std::fs::read_to_string(p).unwrap()).unwrap_or_default();
    let at: Timestamp = std::env::var("AT").unwrap_or("2026-11-24T00:00:00Z".into()).parse().unwrap();
    let trust = Trust::new(TrustFile::parse(&toml).unwrap()).unwrap();
    let mut files = vec![];
    let mut dirs = vec![corpus.join("elm/samples-ec"), corpus.join("elm/conform-ed"), corpus.join("elm/edc-repo"), corpus.join("jades")];
    while let Some(d) = dirs.pop() { for e in std::fs::read_dir(d).unwrap().flatten() { let p = e.path(); if p.is_dir() { dirs.push(p) } else { files.push(p) } } }
    files.sort();
    for p in files {
        let bytes = std::fs::read(&p).unwrap();
        let name = p.file_name().unwrap().to_string_lossy().to_string();
        if !name.contains("json") { continue }
        let is_jades = p.to_string_lossy().contains("/jades/");
        let Ok(opened) = open(&Document::new(bytes, "t")) else { eprintln!("== {name}: NOT OPENED"); continue };
        let (e, c) = (Evidence::none(), Contexts::built_in());
        let checked = check(&opened, Against::new(&e, &trust, &c, at));
        if checked.info().form != credeval_model::document::Form::Jades && !is_jades { continue }
        eprintln!("== {name} {:?}", checked.info().form);
        for r in checked.checks() {
            let c = r.code.as_str();
            if c.starts_with("proof") || c.starts_with("seal") || c.starts_with("issuer") {
                eprintln!("   {c} {:?} {} [{}]", r.outcome, r.summary, r.cause.as_ref().map(|c| c.code.clone()).unwrap_or_default());
            }
        }
    }
}
