//! Codes of countries: credentials write three letters, certificates and registers two.
//!
//! Source: ISO 3166-1; the EU authority table `country` for the addresses.

/// Three letters and two of each country of ISO 3166-1, and `1A0`/`XKX` as the EU writes Kosovo.
const COUNTRIES: &str = "\
    ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU \
    AUTAT AZEAZ BDIBI BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ \
    BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI \
    CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE \
    DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK \
    FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR \
    GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN \
    IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH \
    KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV \
    MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN \
    MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NICNI \
    NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL \
    PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG \
    SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI \
    SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT \
    TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG \
    VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW 1A0XK XKXXK";

/// The two letters of a country, from two or three; what is no country stays as it is.
///
/// Greece and the United Kingdom are `EL` and `UK` in numbers of value added tax, Northern Ireland
/// `XI`.
pub fn two_letters(code: &str) -> &str {
    match code {
        "EL" => "GR",
        "UK" | "XI" => "GB",
        _ => pairs()
            .find_map(|(three, two)| (three == code).then_some(two))
            .unwrap_or(code),
    }
}

/// The three letters of a country, from two or three; what is no country stays as it is.
pub fn three_letters(code: &str) -> &str {
    let two = two_letters(code);
    pairs()
        .find_map(|(three, other)| (other == two).then_some(three))
        .unwrap_or(code)
}

fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES
        .split(' ')
        .filter_map(|pair| pair.split_at_checked(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_two_and_three_letters() {
        for (code, two) in [
            ("NLD", "NL"),
            ("SWE", "SE"),
            ("IRL", "IE"),
            ("GRC", "GR"),
            ("EL", "GR"),
            ("NL", "NL"),
            ("XKX", "XK"),
            ("nowhere", "nowhere"),
        ] {
            assert_eq!(two_letters(code), two);
        }
        for (code, three) in [
            ("NL", "NLD"),
            ("NLD", "NLD"),
            ("EL", "GRC"),
            ("XK", "1A0"),
            ("nowhere", "nowhere"),
        ] {
            assert_eq!(three_letters(code), three);
        }
    }

    #[test]
    fn each_country_stands_once() {
        let pairs: Vec<&str> = COUNTRIES.split(' ').collect();
        assert_eq!(pairs.len(), 249 + 2);
        assert!(pairs.iter().all(|pair| pair.len() == 5));
        let mut threes: Vec<&str> = pairs.iter().map(|pair| &pair[..3]).collect();
        threes.sort_unstable();
        threes.dedup();
        assert_eq!(threes.len(), pairs.len());
        let mut twos: Vec<&str> = pairs.iter().map(|pair| &pair[3..]).collect();
        twos.sort_unstable();
        twos.dedup();
        assert_eq!(twos.len(), 249 + 1);
    }
}
