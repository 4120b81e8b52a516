//! National qualifications frameworks, and the level of the European one (EQF) that each of their
//! levels was referenced to.
//!
//! Sources: the codes and labels of `http://data.europa.eu/snb/qdr/25831c2` (European Learning
//! Model 3, `cv/nqf.xsd`); the levels by the EQF referencing report of each country, which Cedefop's
//! online tool on national qualifications frameworks brings together.
//!
//! Left out is what no report settles: levels below EQF 1 (entry levels, SCQF 1 and 2, levels A and B
//! of Malta), a level that lies across two (Iceland's 1), Slovenia's 9, and frameworks without a
//! report (the German-speaking Community of Belgium, Bosnia and Herzegovina, Spain).

use credeval_model::element::{Concept, Derivation, Text};

use super::{normal, parted, snb_code};

/// A national framework.
struct Framework {
    /// Its name, as people shorten it.
    name: &'static str,
    /// Words that name it in a label, in small letters; none where frameworks elsewhere in the world
    /// are shortened alike.
    labels: &'static [&'static str],
    /// The document that ties its levels to the EQF.
    source: &'static str,
    /// Its levels: the code under `http://data.europa.eu/snb/qdr/`, empty where there is none; the
    /// level; the EQF level.
    levels: &'static [(&'static str, &'static str, u8)],
}

const fn framework(
    name: &'static str,
    labels: &'static [&'static str],
    source: &'static str,
    levels: &'static [(&'static str, &'static str, u8)],
) -> Framework {
    Framework {
        name,
        labels,
        source,
        levels,
    }
}

/// Words for a level in a label, beside its number.
const LEVEL: [&str; 6] = ["level", "niveau", "nivel", "livello", "poziom", "tase"];

/// The EQF level that a national level was referenced to: by its address, else by a label that
/// names the framework and the level and nothing else.
pub(crate) fn referenced(stated: &Concept) -> Option<(u8, Derivation)> {
    by_code(stated).or_else(|| {
        let labels = stated.label.iter().flat_map(|Text(label)| label.values());
        labels.into_iter().find_map(|label| by_label(label))
    })
}

fn by_code(stated: &Concept) -> Option<(u8, Derivation)> {
    let code = stated.uri.as_deref().and_then(snb_code)?;
    FRAMEWORKS.iter().find_map(|framework| {
        let level = framework.levels.iter().find(|level| level.0 == code)?;
        Some(derivation(framework, *level))
    })
}

fn by_label(label: &str) -> Option<(u8, Derivation)> {
    if !may_name_framework(label) {
        return None;
    }
    let words = normal(label);
    let words = parted(words.split(' ').filter(|word| !LEVEL.contains(word)));
    FRAMEWORKS.iter().find_map(|framework| {
        let number = framework.labels.iter().find_map(|name| {
            let rest = words.strip_prefix(name)?;
            rest.strip_prefix(' ')
        })?;
        let mut levels = framework.levels.iter();
        let level = levels.find(|level| normal(level.1) == number)?;
        Some(derivation(framework, *level))
    })
}

/// Whether a label starts as one that names a framework does, which hardly any does: so that the
/// others need not be put into their normal form.
fn may_name_framework(label: &str) -> bool {
    let words = label.split(|character: char| !character.is_alphanumeric());
    let is_level = |word: &str| LEVEL.iter().any(|level| level.eq_ignore_ascii_case(word));
    let Some(first) = words
        .filter(|word| !word.is_empty())
        .find(|word| !is_level(word))
    else {
        return false;
    };
    // Another script has small letters that only the normal form knows.
    !first.is_ascii() || {
        let starts = |name: &str| {
            let start = name.get(..first.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(first))
        };
        let mut names = FRAMEWORKS.iter().flat_map(|framework| framework.labels);
        names.any(|name| starts(name))
    }
}

fn derivation(framework: &Framework, (_, level, eqf): (&str, &str, u8)) -> (u8, Derivation) {
    let derivation = Derivation {
        from: format!("{} level {level}", framework.name),
        source: framework.source.to_owned(),
    };
    (eqf, derivation)
}

const FRAMEWORKS: &[Framework] = &[
    framework(
        "AQF",
        &[],
        "EQF referencing report of Albania (2021)",
        &[
            ("c_45ec22f4", "1", 1),
            ("c_83fe9d36", "2", 2),
            ("c_af16b647", "3", 3),
            ("c_24cdfa3f", "4", 4),
            ("c_cfe3e39b", "5", 5),
            ("c_31779637", "6", 6),
            ("c_56c0e2fd", "7", 7),
            ("c_d104d536", "8", 8),
        ],
    ),
    framework(
        "NQR",
        &["at nqf", "nqr"],
        "EQF referencing report of Austria (2012)",
        &[
            ("c_479252dc", "1", 1),
            ("c_c3234df7", "2", 2),
            ("c_1f1297d8", "3", 3),
            ("c_67af56a4", "4", 4),
            ("c_e8dd63b9", "5", 5),
            ("c_1dcef432", "6", 6),
            ("c_0e78414e", "7", 7),
            ("c_c94a713e", "8", 8),
        ],
    ),
    framework(
        "VKS",
        &["vks"],
        "EQF referencing report of Belgium (Flanders) (2011)",
        &[
            ("c_cf509e8a", "1", 1),
            ("c_7f5e85a7", "2", 2),
            ("c_650d7e95", "3", 3),
            ("c_615c4895", "4", 4),
            ("c_6fa57440", "5", 5),
            ("c_65235ec5", "6", 6),
            ("c_95fec238", "7", 7),
            ("c_13c65774", "8", 8),
        ],
    ),
    framework(
        "CFC",
        &[],
        "EQF referencing report of Belgium (French Community) (2013)",
        &[
            ("c_9c785d58", "1", 1),
            ("c_15435c11", "2", 2),
            ("c_19d85def", "3", 3),
            ("c_baa10a4e", "4", 4),
            ("c_cf6bd5a1", "5", 5),
            ("c_09d0ebb0", "6", 6),
            ("c_4e0e5f6b", "7", 7),
            ("c_165020a6", "8", 8),
        ],
    ),
    framework(
        "BQF",
        &[],
        "EQF referencing report of Bulgaria (2013)",
        &[
            ("c_11fef73b", "1", 1),
            ("c_4854c1ef", "2", 2),
            ("c_d57056ce", "3", 3),
            ("c_40f3d416", "4", 4),
            ("c_0b0b744e", "5", 5),
            ("c_2b79a822", "6", 6),
            ("c_bb023568", "7", 7),
            ("c_311c2747", "8", 8),
        ],
    ),
    framework(
        "NQF VPET",
        &["nqf vpet"],
        "EQF referencing report of Switzerland (2015)",
        &[
            ("c_419407fa", "1", 1),
            ("c_9ccd261b", "2", 2),
            ("c_1d6c3de5", "3", 3),
            ("c_dae3c198", "4", 4),
            ("c_7038706c", "5", 5),
            ("c_b83c6524", "6", 6),
            ("c_468a5afc", "7", 7),
            ("c_ce40bd02", "8", 8),
        ],
    ),
    framework(
        "CyQF",
        &["cyqf"],
        "EQF referencing report of Cyprus (2017)",
        &[
            ("c_02c7fedc", "1", 1),
            ("c_ffd9ca10", "2", 2),
            ("c_e44ef2dc", "3", 3),
            ("c_5cbacb43", "4", 4),
            ("c_549bffac", "5a", 5),
            ("c_6cba2673", "5b", 5),
            ("c_16351043", "5c", 5),
            ("c_8f872111", "6", 6),
            ("c_f59c3ad4", "7a", 7),
            ("c_95481d1f", "7b", 7),
            ("c_a6c13e9f", "7c", 7),
            ("c_99235760", "8", 8),
        ],
    ),
    framework(
        "NSK",
        &[],
        "EQF referencing report of Czechia (2011)",
        &[
            ("c_5dfdf326", "1", 1),
            ("c_6961eec3", "2", 2),
            ("c_993b0d50", "3", 3),
            ("c_fe9eb464", "4", 4),
            ("c_b80ee6b1", "5", 5),
            ("c_82e7da58", "6", 6),
            ("c_1df7b6c9", "7", 7),
            ("c_4276c6dc", "8", 8),
        ],
    ),
    framework(
        "DQR",
        &["dqr"],
        "EQF referencing report of Germany (2012)",
        &[
            ("c_f77c7095", "1", 1),
            ("c_c71cce15", "2", 2),
            ("c_c37d888a", "3", 3),
            ("c_12a84182", "4", 4),
            ("c_bd9f8e42", "5", 5),
            ("c_6919ed25", "6", 6),
            ("c_184f7fed", "7", 7),
            ("c_341d539b", "8", 8),
        ],
    ),
    framework(
        "DK NQF",
        &["dk nqf"],
        "EQF referencing report of Denmark (2011)",
        &[
            ("c_67053d58", "1", 1),
            ("c_f3d606a7", "2", 2),
            ("c_2ff9f722", "3", 3),
            ("c_e2461c86", "4", 4),
            ("c_e130f5d2", "5", 5),
            ("c_a19d301f", "6", 6),
            ("c_b08ee037", "7", 7),
            ("c_1aec7e1f", "8", 8),
        ],
    ),
    framework(
        "EKR",
        &["estqf", "ekr"],
        "EQF referencing report of Estonia (2011)",
        &[
            ("c_ed568080", "1", 1),
            ("c_54b380be", "2", 2),
            ("c_3f16a034", "3", 3),
            ("c_7cb99427", "4", 4),
            ("c_11b06734", "5", 5),
            ("c_3dddfd70", "6", 6),
            ("c_9173237a", "7", 7),
            ("c_2616aeff", "8", 8),
        ],
    ),
    framework(
        "FiNQF",
        &["finqf"],
        "EQF referencing report of Finland (2017)",
        &[
            ("c_b9b2b42d", "1", 1),
            ("c_c660dbf8", "2", 2),
            ("c_63c1f703", "3", 3),
            ("c_cbf250da", "4", 4),
            ("c_fd8ce5f6", "5", 5),
            ("c_8a7da315", "6", 6),
            ("c_3b2bd7b5", "7", 7),
            ("c_7fa9dfe4", "8", 8),
        ],
    ),
    framework(
        "RNCP",
        &["nqf rncp", "rncp"],
        "EQF referencing report of France (2010)",
        &[
            ("c_d7cce980", "V", 3),
            ("c_40020d69", "IV", 4),
            ("c_243aefbe", "III", 5),
            ("c_5ad5d222", "II-Grade de Licence", 6),
            ("c_828fbcc3", "I-Master", 7),
            ("c_7ab73420", "I-Doctorat", 8),
        ],
    ),
    framework(
        "CNCP",
        &["rncp", "cncp"],
        "decree 2019-14 of 8 January 2019 (France)",
        &[
            ("", "3", 3),
            ("", "4", 4),
            ("", "5", 5),
            ("", "6", 6),
            ("", "7", 7),
            ("", "8", 8),
        ],
    ),
    framework(
        "RQF",
        &[],
        "EQF referencing report of United Kingdom (2010)",
        &[
            ("c_b3a26e65", "Entry Level 3", 1),
            ("c_f015bac8", "1", 2),
            ("c_e83742bd", "2", 3),
            ("c_dddf1163", "3", 4),
            ("c_308a1766", "4", 5),
            ("c_dec9edae", "5", 5),
            ("c_c392e7a2", "6", 6),
            ("c_3a94d1b4", "7", 7),
            ("c_064b59e6", "8", 8),
        ],
    ),
    framework(
        "SCQF",
        &["scqf"],
        "EQF referencing report of United Kingdom (2010)",
        &[
            ("c_31146b2c", "3", 1),
            ("c_61aa9cbc", "4", 2),
            ("c_5e46ea39", "5", 3),
            ("c_c167deaa", "6", 4),
            ("c_326c93a5", "7", 5),
            ("c_d9cf9fd5", "8", 5),
            ("c_e2e0f7fc", "9", 6),
            ("c_021f233f", "10", 6),
            ("c_517309ca", "11", 7),
            ("c_c3f2cd03", "12", 8),
        ],
    ),
    framework(
        "CQFW",
        &["cqfw"],
        "EQF referencing report of United Kingdom (2010)",
        &[
            ("c_c03aceeb", "1", 2),
            ("c_826abaf9", "2", 3),
            ("c_c7a9fba6", "3", 4),
            ("c_3a511ca6", "4", 5),
            ("c_3cae3a23", "5", 5),
            ("c_fa76c0fa", "6", 6),
            ("c_98740c52", "7", 7),
            ("c_471f5da1", "8", 8),
        ],
    ),
    framework(
        "HQF",
        &[],
        "EQF referencing report of Greece (2015)",
        &[
            ("c_ec84c700", "1", 1),
            ("c_6640cf62", "2", 2),
            ("c_48930d0b", "3", 3),
            ("c_f6c81729", "4", 4),
            ("c_7db10cb9", "5", 5),
            ("c_5e8da33b", "6", 6),
            ("c_60582329", "7", 7),
            ("c_c4deeb87", "8", 8),
        ],
    ),
    framework(
        "CROQF",
        &["croqf", "hko"],
        "EQF referencing report of Croatia (2012)",
        &[
            ("c_d34c0ab3", "1", 1),
            ("c_d5feaf10", "2", 2),
            ("c_3a9600c8", "3", 3),
            ("c_486071a1", "4.1", 4),
            ("c_49672c5a", "4.2", 4),
            ("c_dcc9aca1", "5", 5),
            ("c_cb53bf24", "6", 6),
            ("c_d6860258", "7.1", 7),
            ("c_6ab8a29d", "7.2", 7),
            ("c_a43afd6a", "8.1", 8),
            ("c_2203f32f", "8.2", 8),
        ],
    ),
    framework(
        "HuQF",
        &["huqf"],
        "EQF referencing report of Hungary (2015)",
        &[
            ("c_01be7324", "1", 1),
            ("c_1b9935cd", "2", 2),
            ("c_b763e7c8", "3", 3),
            ("c_b9eadd5c", "4", 4),
            ("c_13865e16", "5", 5),
            ("c_9ec87162", "6", 6),
            ("c_c2f4856f", "7", 7),
            ("c_ea1b27b9", "8", 8),
        ],
    ),
    framework(
        "NFQ",
        &["ie nqf", "nfq"],
        "EQF referencing report of Ireland (2009)",
        &[
            ("c_53e465cb", "1", 1),
            ("c_060f2f91", "2", 1),
            ("c_4c88e501", "3", 2),
            ("c_57c9e957", "4", 3),
            ("c_4053e803", "5", 4),
            ("c_670e54c7", "6", 5),
            ("c_38f52397", "7", 6),
            ("c_218a7e54", "8", 6),
            ("c_c6ada0f4", "9", 7),
            ("c_ac9adabb", "10", 8),
        ],
    ),
    framework(
        "ISQF",
        &["isqf"],
        "EQF referencing report of Iceland (2013)",
        &[
            ("c_ca8fda2e", "2", 3),
            ("c_38336a53", "3", 4),
            ("c_905af3bc", "4", 5),
            ("c_f0e7a81b", "5.1", 6),
            ("c_f0be67ef", "5.2", 6),
            ("c_57c17789", "6.1", 7),
            ("c_c339fb29", "6.2", 7),
            ("c_f8979fd7", "7", 8),
        ],
    ),
    framework(
        "IT NQF",
        &["it nqf"],
        "EQF referencing report of Italy (2013)",
        &[
            ("c_d7b593f0", "1", 1),
            ("c_5af633b3", "2", 2),
            ("c_2151e983", "3", 3),
            ("c_c160a2a0", "4", 4),
            ("c_334b891b", "5", 5),
            ("c_f875790f", "6", 6),
            ("c_1a6b4df9", "7", 7),
            ("c_34a78e36", "8", 8),
        ],
    ),
    framework(
        "KS NQF",
        &["ks nqf"],
        "EQF referencing report of Kosovo (2016)",
        &[
            ("c_7203c28f", "1", 1),
            ("c_c8293950", "2", 2),
            ("c_ec2e2ebe", "3", 3),
            ("c_a31706ad", "4", 4),
            ("c_030f5138", "5", 5),
            ("c_ca282dd9", "6", 6),
            ("c_fa8f5b4b", "7", 7),
            ("c_4ba29707", "8", 8),
        ],
    ),
    framework(
        "NQFL",
        &["nqfl"],
        "EQF referencing report of Liechtenstein (2016)",
        &[
            ("c_ae256098", "1", 1),
            ("c_ab81fe6f", "2", 2),
            ("c_73e5a71b", "3", 3),
            ("c_e7f9e314", "4", 4),
            ("c_9a2c4ae2", "5", 5),
            ("c_ad62b6d5", "6", 6),
            ("c_e6601cb4", "7", 7),
            ("c_e160a72d", "8", 8),
        ],
    ),
    framework(
        "LTQF",
        &["ltqf"],
        "EQF referencing report of Lithuania (2011)",
        &[
            ("c_98b42a9f", "1", 1),
            ("c_8525e36a", "2", 2),
            ("c_9d34b310", "3", 3),
            ("c_d1e9f55d", "4", 4),
            ("c_b62fa7ef", "5", 5),
            ("c_caa3091a", "6", 6),
            ("c_dbbbe65b", "7", 7),
            ("c_6e015474", "8", 8),
        ],
    ),
    framework(
        "CLQ",
        &["clq"],
        "EQF referencing report of Luxembourg (2012)",
        &[
            ("c_5eb9f21e", "1", 1),
            ("c_2bc813ff", "2", 2),
            ("c_317af58c", "3", 3),
            ("c_26211a04", "4", 4),
            ("c_b4cc88a4", "5", 5),
            ("c_dfb0cd4d", "6", 6),
            ("c_758b2f8a", "7", 7),
            ("c_287bdf18", "8", 8),
        ],
    ),
    framework(
        "LQF",
        &[],
        "EQF referencing report of Latvia (2011)",
        &[
            ("c_41bf3e8a", "1", 1),
            ("c_f1f60c76", "2", 2),
            ("c_138c123b", "3", 3),
            ("c_14b672c3", "4", 4),
            ("c_7493dd0e", "5", 5),
            ("c_a828cd20", "6", 6),
            ("c_a61cdeca", "7", 7),
            ("c_a6744590", "8", 8),
        ],
    ),
    framework(
        "NNMQF",
        &["nnmqf"],
        "EQF referencing report of North Macedonia (2016)",
        &[
            ("c_4f0c10a1", "1", 1),
            ("c_9aeca2ba", "2", 2),
            ("c_c9af811f", "3", 3),
            ("c_81be283e", "4", 4),
            ("c_ea16bfd2", "5", 5),
            ("c_e0ba1a59", "5 A", 5),
            ("c_b8a101cb", "5 B", 5),
            ("c_c484f777", "6", 6),
            ("c_1a88119b", "6 A", 6),
            ("c_55a34aab", "6 B", 6),
            ("c_4508cafb", "7", 7),
            ("c_0f11cfc1", "7 A", 7),
            ("c_2fce21e0", "7 B", 7),
            ("c_556a291d", "8", 8),
        ],
    ),
    framework(
        "MQF",
        &[],
        "EQF referencing report of Malta (2009)",
        &[
            ("c_761cdbf1", "1", 1),
            ("c_42cf00ab", "2", 2),
            ("c_55c66aa8", "3", 3),
            ("c_c9f6d6e5", "4", 4),
            ("c_a3c7575d", "5", 5),
            ("c_333a51d9", "6", 6),
            ("c_eacc0583", "7", 7),
            ("c_782b35df", "8", 8),
        ],
    ),
    framework(
        "ME NQF",
        &["me nqf"],
        "EQF referencing report of Montenegro (2014)",
        &[
            ("c_aa951342", "1.1", 1),
            ("c_c0ef8a4e", "1.2", 1),
            ("c_e5b56761", "2", 2),
            ("c_f08d5131", "3", 3),
            ("c_52353560", "4.1", 4),
            ("c_ccc01a11", "4.2", 4),
            ("c_b7b67d5e", "5", 5),
            ("c_5d6112c5", "6", 6),
            ("c_f38ebe74", "7.1", 7),
            ("c_193238e8", "7.2", 7),
            ("c_ced2a6c3", "8", 8),
        ],
    ),
    framework(
        "NLQF",
        &["nlqf"],
        "EQF referencing report of the Netherlands (2011)",
        &[
            ("c_3e11a3fd", "1", 1),
            ("c_c749fa23", "2", 2),
            ("c_f97cdbb5", "3", 3),
            ("c_ff656b33", "4", 4),
            ("c_c2700f4e", "4+", 4),
            ("c_18c9e9fe", "5", 5),
            ("c_1711a061", "6", 6),
            ("c_478359fc", "7", 7),
            ("c_2835a50f", "8", 8),
        ],
    ),
    framework(
        "NKR",
        &[],
        "EQF referencing report of Norway (2014)",
        &[
            ("c_0b8188d7", "2", 2),
            ("c_bbfedf33", "3", 3),
            ("c_81090d42", "4", 4),
            ("c_12ece3d4", "5.1", 5),
            ("c_92632be8", "5.2", 5),
            ("c_6b569351", "6.1", 6),
            ("c_52818ecd", "6.2", 6),
            ("c_fb307b49", "7", 7),
            ("c_95249ae7", "8", 8),
        ],
    ),
    framework(
        "PRK",
        &["prk"],
        "EQF referencing report of Poland (2013)",
        &[
            ("c_fcf3bd8d", "1", 1),
            ("c_14db1595", "2", 2),
            ("c_e018d301", "3", 3),
            ("c_c145999e", "4", 4),
            ("c_045fd11d", "5", 5),
            ("c_cb086da3", "6", 6),
            ("c_e860b49b", "7", 7),
            ("c_ec518d13", "8", 8),
        ],
    ),
    framework(
        "QNQ",
        &[],
        "EQF referencing report of Portugal (2011)",
        &[
            ("c_1eeca5f9", "1", 1),
            ("c_fd9234c1", "2", 2),
            ("c_5c91e0ca", "3", 3),
            ("c_7d534b92", "4", 4),
            ("c_d2b47671", "5", 5),
            ("c_8cf0774e", "6", 6),
            ("c_0fe2b814", "7", 7),
            ("c_370653aa", "8", 8),
        ],
    ),
    framework(
        "ROQF",
        &["roqf"],
        "EQF referencing report of Romania (2018)",
        &[
            ("c_d8706544", "1", 1),
            ("c_6d9af464", "2", 2),
            ("c_513ed8e7", "3", 3),
            ("c_47645af5", "4", 4),
            ("c_5bca675f", "5", 5),
            ("c_8b75d6fc", "6", 6),
            ("c_152a2ae2", "7", 7),
            ("c_8f107ecd", "8", 8),
        ],
    ),
    framework(
        "NQFS",
        &["nqfs"],
        "EQF referencing report of Serbia (2020)",
        &[
            ("c_83bf6184", "1", 1),
            ("c_c072e4cc", "2", 2),
            ("c_8a1ce05d", "3", 3),
            ("c_71bf982b", "4", 4),
            ("c_dc2cd5c7", "5", 5),
            ("c_7e034a16", "6", 6),
            ("c_6bfeff7a", "6.1", 6),
            ("c_529912df", "6.2", 6),
            ("c_e4f11c13", "7", 7),
            ("c_cca41928", "7.1", 7),
            ("c_8cab3c22", "7.2", 7),
            ("c_e3116f9b", "8", 8),
        ],
    ),
    framework(
        "SQF",
        &[],
        "EQF referencing report of Slovenia (2013)",
        &[
            ("c_77411555", "1", 1),
            ("c_4b23518c", "2", 2),
            ("c_e7e8d397", "3", 3),
            ("c_66d10210", "4", 4),
            ("c_5a909eaa", "5", 4),
            ("c_4a3aea6f", "6", 5),
            ("c_3f2a609e", "7", 6),
            ("c_4e92151b", "8", 7),
            ("c_a9614000", "10", 8),
        ],
    ),
    framework(
        "SKKR",
        &["skkr"],
        "EQF referencing report of Slovakia (2017)",
        &[
            ("c_1ea1c8f9", "1", 1),
            ("c_db0fa54f", "2", 2),
            ("c_fb6cbec3", "3", 3),
            ("c_cc1ea43c", "4", 4),
            ("c_98403355", "5", 5),
            ("c_8a024f65", "6", 6),
            ("c_defba593", "7", 7),
            ("c_fb12c713", "8", 8),
        ],
    ),
    framework(
        "SeQF",
        &["seqf"],
        "EQF referencing report of Sweden (2016)",
        &[
            ("c_20b8cbc9", "1", 1),
            ("c_e1f75f79", "2", 2),
            ("c_4ec9e6c0", "3", 3),
            ("c_6477e349", "4", 4),
            ("c_b44f7367", "5", 5),
            ("c_185bb246", "6", 6),
            ("c_1ab773a2", "7", 7),
            ("c_055b6cf8", "8", 8),
        ],
    ),
    framework(
        "TQF",
        &[],
        "EQF referencing report of Türkiye (2017)",
        &[
            ("c_be0b95b2", "1", 1),
            ("c_ee441642", "2", 2),
            ("c_a7579d00", "3", 3),
            ("c_a1595faf", "4", 4),
            ("c_ce5b0bd4", "5", 5),
            ("c_f4b6cea8", "6", 6),
            ("c_0966da79", "7", 7),
            ("c_17212c18", "8", 8),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn eqf(uri: Option<&str>, label: Option<&str>) -> Option<(u8, String)> {
        let stated = Concept {
            uri: uri.map(|code| format!("http://data.europa.eu/snb/qdr/{code}")),
            label: label.map(Text::plain),
        };
        referenced(&stated).map(|(level, derivation)| (level, derivation.from))
    }

    #[test]
    fn levels_that_do_not_share_the_number_of_the_european_one() {
        for (code, level, from) in [
            ("c_38f52397", 6, "NFQ level 7"),
            ("c_218a7e54", 6, "NFQ level 8"),
            ("c_c6ada0f4", 7, "NFQ level 9"),
            ("c_021f233f", 6, "SCQF level 10"),
            ("c_308a1766", 5, "RQF level 4"),
            ("c_40020d69", 4, "RNCP level IV"),
            ("c_3f2a609e", 6, "SQF level 7"),
            ("c_905af3bc", 5, "ISQF level 4"),
            ("c_486071a1", 4, "CROQF level 4.1"),
            ("c_1711a061", 6, "NLQF level 6"),
            ("c_6919ed25", 6, "DQR level 6"),
        ] {
            assert_eq!(
                eqf(Some(code), None),
                Some((level, from.to_owned())),
                "{code}"
            );
        }
    }

    #[test]
    fn the_address_decides_before_the_label() {
        let by_address = eqf(Some("c_c6ada0f4"), Some("NFQ level 6"));
        assert_eq!(by_address.map(|(level, _)| level), Some(7));
        for (label, level) in [
            ("NFQ 8", Some(6)),
            ("IE NQF Level 8", Some(6)),
            ("Niveau NLQF 6", Some(6)),
            ("NLQF niveau 4+", Some(4)),
            ("DQR-Niveau 6", Some(6)),
            ("AT: NQF Level 7", Some(7)),
            ("CROQF Level 7.1", Some(7)),
            ("NQF RNCP Level I-Master", Some(7)),
            ("RNCP 7", Some(7)),
            ("PRK poziom 6", Some(6)),
            // Frameworks elsewhere in the world are shortened alike.
            ("AQF Level 8", None),
            ("MQF Level 6", None),
            ("NLQF Entry Level", None),
            ("NLQF 9", None),
            ("NLQF", None),
            ("level 6", None),
            ("", None),
        ] {
            assert_eq!(
                eqf(None, Some(label)).map(|(level, _)| level),
                level,
                "{label}"
            );
        }
    }

    #[test]
    fn every_code_stands_once_and_every_name_can_be_met() {
        let levels = || FRAMEWORKS.iter().flat_map(|framework| framework.levels);
        let codes: Vec<&str> = levels()
            .map(|level| level.0)
            .filter(|code| !code.is_empty())
            .collect();
        assert_eq!(codes.len(), 346);
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 346);
        assert!(levels().all(|level| (1..=8).contains(&level.2)));
        for framework in FRAMEWORKS {
            for label in framework.labels {
                assert_eq!(normal(label), *label);
            }
            // A higher national level is never referenced to a lower European one.
            assert!(
                framework.levels.is_sorted_by_key(|level| level.2),
                "{}",
                framework.name
            );
        }
    }
}
