//! How long single stages take, on the shipped credentials: a badge with an embedded proof, one as
//! a token, and a sealed European credential.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use credeval::Judge;
use credeval::fetch::{Client, ClientOptions};
use credeval::map::{self, Claims};
use credeval::model::{Document, evidence::Evidence};
use credeval::score::{self, Facts};
use credeval::trusted::TrustFolder;
use credeval::verify::{self, Against};
use criterion::Criterion;

const STORIES: [(&str, &str, &str); 3] = [
    (
        "embedded",
        "exemption/embedded-proof.json",
        "exemption/trust.toml",
    ),
    ("token", "exemption/badge.jwt", "exemption/trust.toml"),
    (
        "sealed",
        "admission/credential.jsonld",
        "admission/trust.toml",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, file, trust) in STORIES {
        stages(&mut criterion, name, file, trust)?;
    }
    criterion.final_summary();
    Ok(())
}

fn stages(
    criterion: &mut Criterion,
    name: &str,
    file: &str,
    trust: &str,
) -> Result<(), Box<dyn Error>> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let fixtures = project.ok_or("no project")?.join("fixtures");
    let bytes = fs::read(fixtures.join(file))?;
    let document = Document::new(bytes.clone(), file);
    let mut judge = Judge::at("2026-09-01T00:00:00Z".parse()?);
    judge.trust = TrustFolder::of(&fixtures.join(trust)).load()?.into();
    let client = Client::new(ClientOptions {
        offline: true,
        ..ClientOptions::default()
    });
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;

    let opened = verify::open(&document)?;
    let evidence = Evidence::none();
    let against = || Against::new(&evidence, &judge.trust, &judge.contexts, judge.at);
    let checked = verify::check(&opened, against());
    let base = checked.base();
    let disclosure = checked.disclosure();
    let claims = Claims {
        json: checked.credential(),
        standard: checked.standard(),
        tier: &|pointer| checked.tier_at(&pointer.under(base)),
        disclosure: &disclosure,
    };
    let whole = || runtime.block_on(judge.evaluate_document(&document, None, &client));
    let evaluation = whole()?.into_iter().next().ok_or("no evaluation")?;
    let facts = Facts {
        elements: &evaluation.elements,
        checks: &evaluation.checks,
        standing: &evaluation.standing,
        answers: &[],
        at: score::day(judge.at),
    };

    let mut group = criterion.benchmark_group(name);
    group.bench_function("open", |bencher| {
        bencher.iter(|| verify::open(black_box(&document)));
    });
    group.bench_function("attempt", |bencher| {
        bencher.iter(|| black_box(verify::attempt(&opened, against())).needs.len());
    });
    group.bench_function("map", |bencher| {
        bencher.iter(|| map::parts(black_box(&claims)));
    });
    group.bench_function("score", |bencher| {
        bencher.iter(|| score::evaluate(black_box(&facts), &judge.terms));
    });
    group.bench_function("evaluate", |bencher| {
        bencher.iter(|| {
            let document = Document::new(bytes.clone(), file);
            runtime.block_on(judge.evaluate_document(black_box(&document), None, &client))
        });
    });
    group.finish();
    Ok(())
}
