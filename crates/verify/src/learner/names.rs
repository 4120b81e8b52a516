//! How alike two names of persons are.
//!
//! Case, diacritics, hyphens and apostrophes make no difference (Unicode Standard Annex 15, form
//! NFKD). Spelling in other letters (ü as ue), another order of the parts, initials, and what is
//! left out each make the likeness weaker; none of them is taken for the same name.

use unicode_normalization::UnicodeNormalization as _;

/// Letters in a name that is compared; a longer text is no name.
const NAME_CHARS: usize = 200;

/// Parts of a name that is compared.
const NAME_WORDS: usize = 12;

/// How alike two names are, from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Two full names without one part in common.
    Different,
    /// Something in common, or nothing that can be compared: it settles nothing.
    Unclear,
    /// What both have agrees; initials, middle names or particles are left out of one.
    Partial,
    /// The same full name, in other letters or another order.
    Spelt,
    /// The same full name.
    Same,
}

/// A name, as far as its parts are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// A full name, in any order.
    Full(String),
    /// Given names and family name.
    Parts(String, String),
    /// Given names or family name alone.
    Piece(String),
}

impl Name {
    /// The name of given names and family name, as far as they are stated.
    pub(super) fn of(given: Option<&str>, family: Option<&str>) -> Option<Self> {
        match (given, family) {
            (Some(given), Some(family)) => Some(Self::Parts(given.to_owned(), family.to_owned())),
            (Some(piece), None) | (None, Some(piece)) => Some(Self::Piece(piece.to_owned())),
            (None, None) => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Full(text) | Self::Piece(text) => text.clone(),
            Self::Parts(given, family) => format!("{given} {family}"),
        }
    }

    fn is_piece(&self) -> bool {
        matches!(self, Self::Piece(_))
    }

    fn is_in_order(&self) -> bool {
        matches!(self, Self::Parts(..))
    }
}

/// How alike two names are.
pub(super) fn compare(one: &Name, other: &Name) -> Likeness {
    let likeness = compare_full(one, other);
    match likeness {
        _ if !one.is_piece() && !other.is_piece() => likeness,
        // Half a name is shared by families, and changes with a marriage.
        Likeness::Same | Likeness::Spelt => Likeness::Partial,
        _ => likeness.max(Likeness::Unclear),
    }
}

fn compare_full(one: &Name, other: &Name) -> Likeness {
    let (Some(ours), Some(theirs)) = (Forms::of(&one.text()), Forms::of(&other.text())) else {
        return Likeness::Unclear;
    };
    // Where both tell the parts apart, the given name of one is not the family name of the other.
    let any_order = !(one.is_in_order() && other.is_in_order());
    let meet = |same: &dyn Fn(&[String], &[String]) -> bool, letters: bool| {
        let ours = ours.all(letters);
        ours.into_iter().any(|our| {
            theirs
                .all(letters)
                .into_iter()
                .any(|their| same(our, their))
        })
    };
    let equal = |our: &[String], their: &[String]| our == their;
    let reordered = |our: &[String], their: &[String]| any_order && is_rotation(our, their);
    if meet(&equal, false) {
        Likeness::Same
    } else if meet(&equal, true) || meet(&reordered, true) {
        Likeness::Spelt
    } else if meet(
        &|our, their| is_part(our, their) || is_part(their, our),
        true,
    ) {
        Likeness::Partial
    } else if ours.script() != theirs.script() || ours.script().is_none() || meet(&touch, true) {
        Likeness::Unclear
    } else {
        Likeness::Different
    }
}

/// The ways in which a name can be written as words.
struct Forms {
    /// With hyphens and apostrophes as spaces or as nothing: `O'Brien` is written in both ways.
    plain: Vec<Vec<String>>,
    /// The same with umlauts written out.
    spelt: Vec<Vec<String>>,
}

impl Forms {
    /// `None` where the text is no name.
    fn of(text: &str) -> Option<Self> {
        if text.chars().nth(NAME_CHARS).is_some() {
            return None;
        }
        let forms = |spell_out: bool| {
            let marks = [(false, false), (false, true), (true, false), (true, true)];
            marks
                .map(|(hyphens, apostrophes)| words(text, spell_out, hyphens, apostrophes))
                .to_vec()
        };
        let (plain, spelt) = (forms(false), forms(true));
        let is_name = |form: &Vec<String>| !form.is_empty() && form.len() <= NAME_WORDS;
        plain.iter().all(is_name).then_some(Self { plain, spelt })
    }

    fn all(&self, letters: bool) -> Vec<&[String]> {
        let spelt = self.spelt.iter().filter(|_| letters);
        let mut all: Vec<&[String]> = self.plain.iter().chain(spelt).map(Vec::as_slice).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The script, where the whole name is in one whose letters differ where the names do.
    fn script(&self) -> Option<Script> {
        let mut letters = self.plain.first()?.iter().flat_map(|word| word.chars());
        let script = Script::of(letters.next()?)?;
        letters
            .all(|letter| Script::of(letter) == Some(script))
            .then_some(script)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

impl Script {
    fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z' | '\u{df}'..='\u{24f}' => Some(Self::Latin),
            '\u{370}'..='\u{3ff}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }
}

/// The words of a name without case and diacritics. `spell_out` writes umlauts as two letters;
/// the other flags say which marks join what stands on both sides.
fn words(text: &str, spell_out: bool, join_hyphens: bool, join_apostrophes: bool) -> Vec<String> {
    let mut words = vec![String::new()];
    let push = |words: &mut Vec<String>, part: &str| {
        if let Some(word) = words.last_mut() {
            word.push_str(part);
        }
    };
    for letter in text.nfc().flat_map(char::to_lowercase) {
        let joins = match letter {
            '-' | '\u{2010}'..='\u{2015}' | '\u{ad}' => Some(join_hyphens),
            '\'' | '`' | '\u{b4}' | '\u{2b9}'..='\u{2bf}' | '\u{2018}' | '\u{2019}' => {
                Some(join_apostrophes)
            }
            _ => None,
        };
        match (joins, letters(letter, spell_out)) {
            (Some(true), _) => {}
            (Some(false), _) => words.push(String::new()),
            (None, Some(written)) => push(&mut words, written),
            (None, None) => {
                for part in std::iter::once(letter).nfkd() {
                    match part {
                        // Diacritics of Latin, Greek and Cyrillic; the marks of other scripts are
                        // vowels, and make other names.
                        '\u{300}'..='\u{36f}' => {}
                        _ if part.is_alphanumeric()
                            || unicode_normalization::char::is_combining_mark(part) =>
                        {
                            push(&mut words, part.encode_utf8(&mut [0; 4]));
                        }
                        _ => words.push(String::new()),
                    }
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Letters that have no decomposition, or are spelt out.
fn letters(letter: char, spell_out: bool) -> Option<&'static str> {
    Some(match (letter, spell_out) {
        ('ä' | 'æ', true) | ('æ', false) => "ae",
        ('ö' | 'ø' | 'œ', true) | ('œ', false) => "oe",
        ('ü', true) => "ue",
        ('å', true) => "aa",
        ('ß', _) => "ss",
        ('ø', false) => "o",
        ('ł', _) => "l",
        ('đ', true) => "dj",
        ('đ', false) | ('ð', _) => "d",
        ('þ', _) => "th",
        ('ı', _) => "i",
        ('ς', _) => "σ",
        _ => return None,
    })
}

/// Whether one is the other with its last words in front: the family name first.
fn is_rotation(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && rotations(one).any(|turned| turned == other)
}

fn rotations(words: &[String]) -> impl Iterator<Item = Vec<String>> {
    (0..words.len()).map(|by| {
        let mut turned = words.to_vec();
        turned.rotate_left(by);
        turned
    })
}

/// Particles of family names, which sorted lists leave out and forms shorten.
const PARTICLES: &[&str] = &[
    "aan", "af", "al", "av", "bij", "da", "de", "del", "della", "den", "der", "des", "di", "do",
    "dos", "du", "e", "el", "het", "in", "la", "le", "op", "t", "te", "ten", "ter", "v", "van",
    "vd", "von", "y", "zu", "zum", "zur",
];

/// The words that tell a name apart: all but particles, unless there is nothing else.
fn telling(words: &[String]) -> Vec<String> {
    let is_telling = |word: &&String| !PARTICLES.contains(&word.as_str());
    let found: Vec<String> = words.iter().filter(is_telling).cloned().collect();
    match found.is_empty() {
        true => words.to_vec(),
        false => found,
    }
}

/// Whether `short` is `long` with words left out or cut to initials. Two words at least must
/// agree, and one of them as a whole.
fn is_part(short: &[String], long: &[String]) -> bool {
    let (short, long) = (telling(short), telling(long));
    if short.len() < 2 || short.len() > long.len() {
        return false;
    }
    rotations(&short).any(|turned| {
        let mut rest = long.iter();
        let mut whole = 0;
        let follows = turned.iter().all(|word| {
            rest.by_ref().any(|other| {
                whole += usize::from(word == other && !is_initial(word));
                word == other || is_initial_of(word, other) || is_initial_of(other, word)
            })
        });
        follows && whole > 0
    })
}

fn is_initial(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

fn is_initial_of(initial: &str, word: &str) -> bool {
    is_initial(initial) && word.starts_with(initial)
}

/// Whether any word that tells the names apart could stand for one of the other.
fn touch(one: &[String], other: &[String]) -> bool {
    /// Letters from which on a word that begins like another may be short for it.
    const SHORT_FORM: usize = 3;
    let begins = |word: &String, other: &String| {
        word.starts_with(other.as_str())
            && (is_initial(other) || other.chars().count() >= SHORT_FORM)
    };
    let other = telling(other);
    telling(one).iter().any(|word| {
        other
            .iter()
            .any(|their| begins(word, their) || begins(their, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(one: &str, other: &str) -> Likeness {
        let (one, other) = (Name::Full(one.to_owned()), Name::Full(other.to_owned()));
        let likeness = compare(&one, &other);
        assert_eq!(compare(&other, &one), likeness, "{one:?} {other:?}");
        likeness
    }

    fn parts(one: (&str, &str), other: (&str, &str)) -> Likeness {
        let name = |(given, family)| Name::of(Some(given), Some(family)).unwrap();
        compare(&name(one), &name(other))
    }

    #[test]
    fn case_diacritics_and_marks_make_no_difference() {
        for (one, other) in [
            ("Hank de Wit", "HANK DE WIT"),
            ("José Núñez", "Jose Nunez"),
            ("Jose\u{301} Nun\u{303}ez", "José Núñez"),
            ("Łukasz Żółć", "Lukasz Zolc"),
            ("Søren Ærø", "Soren Aero"),
            ("Jürgen Groß", "Jurgen Gross"),
            ("Anne-Marie O'Brien", "Anne Marie OBrien"),
            ("Anne-Marie O'Brien", "Annemarie O’Brien"),
            ("Νίκος Παππάς", "ΝΙΚΟΣ ΠΑΠΠΑΣ"),
            ("İpek Işık", "Ipek Isik"),
            ("Ｈａｎｋ de Wit", "Hank  de  Wit"),
            ("Suharto", "suharto"),
        ] {
            assert_eq!(full(one, other), Likeness::Same, "{one} / {other}");
        }
    }

    #[test]
    fn other_letters_and_another_order_are_weaker() {
        for (one, other) in [
            ("Jürgen Müller", "Juergen Mueller"),
            ("Bjørn Ødegård", "Bjoern Oedegaard"),
            ("de Wit, Hank", "Hank de Wit"),
            ("Wit, Hank de", "Hank de Wit"),
            ("NGUYEN Van An", "Van An Nguyen"),
        ] {
            assert_eq!(full(one, other), Likeness::Spelt, "{one} / {other}");
        }
    }

    #[test]
    fn what_is_left_out_is_weaker_still() {
        for (one, other) in [
            ("H. de Wit", "Hank de Wit"),
            ("J.P. Jansen", "Jan Piet Jansen"),
            ("Jansen, J.P.", "Jan Piet Jansen"),
            ("Anna Jansen", "Anna Maria Jansen"),
            ("Hank Wit", "Hank de Wit"),
            ("Jan v.d. Berg", "Jan van der Berg"),
            ("Dr. Anna Jansen", "Anna Jansen"),
            ("H. Müller", "Hans Mueller"),
        ] {
            assert_eq!(full(one, other), Likeness::Partial, "{one} / {other}");
        }
    }

    #[test]
    fn near_misses_do_not_match() {
        for (one, other) in [
            ("Hank de Wit", "Henk de Wit"),
            ("Hank de Wit", "Hank de Witt"),
            ("Hans Muller", "Hans Mueller"),
            ("Ann Eberg", "Anne Berg"),
            ("Annemarie Jansen", "Anne Marie Jansen"),
            ("A. Jansen", "Bea Jansen"),
            ("Jan Smit", "John Smith"),
            ("Anna Jansen", "Anna de Vries"),
            ("Jan Jansen", "Piet Jansen"),
            ("J. P.", "Jan Piet"),
            ("Jansen", "Anna Jansen"),
            // The letter a of another alphabet.
            ("Hаnk de Wit", "Hank de Wit"),
            // Marks that are vowels: Ram and Rama.
            ("राम", "रमा"),
            ("राम", "रम"),
            ("Иван Петров", "Ivan Petrov"),
            ("", "Hank de Wit"),
            ("", ""),
        ] {
            assert_eq!(full(one, other), Likeness::Unclear, "{one} / {other}");
        }
        let long = "a".repeat(NAME_CHARS + 1);
        assert_eq!(full(&long, &long), Likeness::Unclear);
    }

    #[test]
    fn names_without_a_part_in_common_differ() {
        for (one, other) in [
            ("Hank de Wit", "Maria Rossi"),
            // A particle is no part in common.
            ("Jan de Wit", "Piet de Vries"),
            ("Иван Петров", "Анна Сидорова"),
        ] {
            assert_eq!(full(one, other), Likeness::Different, "{one} / {other}");
        }
    }

    #[test]
    fn parts_that_are_told_apart_do_not_change_places() {
        let thomas = ("Thomas", "James");
        assert_eq!(parts(thomas, ("thomas", "JAMES")), Likeness::Same);
        assert_eq!(parts(thomas, ("James", "Thomas")), Likeness::Partial);
        assert_eq!(full("Thomas James", "James Thomas"), Likeness::Spelt);
    }

    #[test]
    fn half_a_name_neither_identifies_nor_contradicts() {
        let family = |text: &str| Name::of(None, Some(text)).unwrap();
        let whole = Name::Full("Hank de Wit".to_owned());
        assert_eq!(
            compare(&family("de Wit"), &family("de Wit")),
            Likeness::Partial
        );
        assert_eq!(compare(&family("Jansen"), &whole), Likeness::Unclear);
        assert_eq!(compare(&family("de Wit"), &whole), Likeness::Unclear);
        assert_eq!(Name::of(None, None), None);
    }
}
