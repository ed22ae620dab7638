//! Characters that cannot be seen, by their Unicode properties: what comes along when a text is pasted.

/// The name of a character that shows nothing, or that shows as a plain space without being one.
///
/// Those are the general categories Cc, Cf, Zl, Zp and Zs (but for the space itself), the property
/// Default_Ignorable_Code_Point, and the Braille pattern without a dot.
pub(crate) fn invisible(c: char) -> Option<&'static str> {
    if matches!(c, ' '..='~') {
        return None;
    }
    let at = INVISIBLE.partition_point(|&(_, last, _)| last < c);
    let &(first, _, name) = INVISIBLE.get(at)?;
    (first <= c).then_some(name)
}

/// The first character of `text` that cannot be seen, and where it stands: "U+202A LEFT-TO-RIGHT EMBEDDING at its
/// beginning". Line breaks, tabs and plain spaces are not meant: they have messages of their own.
pub(crate) fn unseen(text: &str) -> Option<String> {
    let mut unseen = text.chars().enumerate();
    let (place, c, name) = unseen.find_map(|(place, c)| match c {
        '\t' | '\n' | '\r' => None,
        _ => invisible(c).map(|name| (place, c, name)),
    })?;
    let place = match unseen.next() {
        _ if place == 0 => "at its beginning".to_owned(),
        None => "at its end".to_owned(),
        Some(_) => format!("as its character {}", place + 1),
    };
    Some(format!("U+{:04X} {name} {place}", u32::from(c)))
}

/// First, last, name; in order. Of Unicode 17.0 (UnicodeData.txt, DerivedCoreProperties.txt); names are the standard's
/// where a row is one character, and its aliases for control characters.
#[rustfmt::skip]
const INVISIBLE: [(char, char, &str); 65] = [
    ('\u{0}', '\u{0}', "NULL"),
    ('\u{1}', '\u{8}', "CONTROL CHARACTER"),
    ('\u{9}', '\u{9}', "TAB"),
    ('\u{a}', '\u{a}', "LINE FEED"),
    ('\u{b}', '\u{c}', "CONTROL CHARACTER"),
    ('\u{d}', '\u{d}', "CARRIAGE RETURN"),
    ('\u{e}', '\u{1a}', "CONTROL CHARACTER"),
    ('\u{1b}', '\u{1b}', "ESCAPE"),
    ('\u{1c}', '\u{1f}', "CONTROL CHARACTER"),
    ('\u{7f}', '\u{7f}', "DELETE"),
    ('\u{80}', '\u{9f}', "CONTROL CHARACTER"),
    ('\u{a0}', '\u{a0}', "NO-BREAK SPACE"),
    ('\u{ad}', '\u{ad}', "SOFT HYPHEN"),
    ('\u{34f}', '\u{34f}', "COMBINING GRAPHEME JOINER"),
    ('\u{600}', '\u{605}', "FORMAT CHARACTER"),
    ('\u{61c}', '\u{61c}', "ARABIC LETTER MARK"),
    ('\u{6dd}', '\u{6dd}', "FORMAT CHARACTER"),
    ('\u{70f}', '\u{70f}', "FORMAT CHARACTER"),
    ('\u{890}', '\u{891}', "FORMAT CHARACTER"),
    ('\u{8e2}', '\u{8e2}', "FORMAT CHARACTER"),
    ('\u{115f}', '\u{115f}', "HANGUL CHOSEONG FILLER"),
    ('\u{1160}', '\u{1160}', "HANGUL JUNGSEONG FILLER"),
    ('\u{1680}', '\u{1680}', "OGHAM SPACE MARK"),
    ('\u{17b4}', '\u{17b5}', "INVISIBLE VOWEL SIGN"),
    ('\u{180b}', '\u{180d}', "VARIATION SELECTOR"),
    ('\u{180e}', '\u{180e}', "MONGOLIAN VOWEL SEPARATOR"),
    ('\u{180f}', '\u{180f}', "VARIATION SELECTOR"),
    ('\u{2000}', '\u{200a}', "SPACE OF A WIDTH OF ITS OWN"),
    ('\u{200b}', '\u{200b}', "ZERO WIDTH SPACE"),
    ('\u{200c}', '\u{200c}', "ZERO WIDTH NON-JOINER"),
    ('\u{200d}', '\u{200d}', "ZERO WIDTH JOINER"),
    ('\u{200e}', '\u{200e}', "LEFT-TO-RIGHT MARK"),
    ('\u{200f}', '\u{200f}', "RIGHT-TO-LEFT MARK"),
    ('\u{2028}', '\u{2028}', "LINE SEPARATOR"),
    ('\u{2029}', '\u{2029}', "PARAGRAPH SEPARATOR"),
    ('\u{202a}', '\u{202a}', "LEFT-TO-RIGHT EMBEDDING"),
    ('\u{202b}', '\u{202b}', "RIGHT-TO-LEFT EMBEDDING"),
    ('\u{202c}', '\u{202c}', "POP DIRECTIONAL FORMATTING"),
    ('\u{202d}', '\u{202d}', "LEFT-TO-RIGHT OVERRIDE"),
    ('\u{202e}', '\u{202e}', "RIGHT-TO-LEFT OVERRIDE"),
    ('\u{202f}', '\u{202f}', "NARROW NO-BREAK SPACE"),
    ('\u{205f}', '\u{205f}', "MEDIUM MATHEMATICAL SPACE"),
    ('\u{2060}', '\u{2060}', "WORD JOINER"),
    ('\u{2061}', '\u{2065}', "INVISIBLE OPERATOR"),
    ('\u{2066}', '\u{2066}', "LEFT-TO-RIGHT ISOLATE"),
    ('\u{2067}', '\u{2067}', "RIGHT-TO-LEFT ISOLATE"),
    ('\u{2068}', '\u{2068}', "FIRST STRONG ISOLATE"),
    ('\u{2069}', '\u{2069}', "POP DIRECTIONAL ISOLATE"),
    ('\u{206a}', '\u{206f}', "FORMAT CHARACTER"),
    ('\u{2800}', '\u{2800}', "BRAILLE PATTERN BLANK"),
    ('\u{3000}', '\u{3000}', "IDEOGRAPHIC SPACE"),
    ('\u{3164}', '\u{3164}', "HANGUL FILLER"),
    ('\u{fe00}', '\u{fe0f}', "VARIATION SELECTOR"),
    ('\u{feff}', '\u{feff}', "BYTE ORDER MARK"),
    ('\u{ffa0}', '\u{ffa0}', "HALFWIDTH HANGUL FILLER"),
    ('\u{fff0}', '\u{fff8}', "IGNORABLE CODE POINT"),
    ('\u{fff9}', '\u{fffb}', "INTERLINEAR ANNOTATION MARK"),
    ('\u{110bd}', '\u{110bd}', "FORMAT CHARACTER"),
    ('\u{110cd}', '\u{110cd}', "FORMAT CHARACTER"),
    ('\u{13430}', '\u{1343f}', "FORMAT CHARACTER"),
    ('\u{1bca0}', '\u{1bca3}', "FORMAT CHARACTER"),
    ('\u{1d173}', '\u{1d17a}', "FORMAT CHARACTER"),
    ('\u{e0000}', '\u{e007f}', "TAG CHARACTER"),
    ('\u{e0080}', '\u{e00ff}', "IGNORABLE CODE POINT"),
    ('\u{e0100}', '\u{e0fff}', "VARIATION SELECTOR"),
];

#[cfg(test)]
mod tests {
    use super::{INVISIBLE, invisible, unseen};

    #[test]
    fn rows_are_in_order() {
        assert!(INVISIBLE.iter().all(|(first, last, _)| first <= last));
        let nexts = INVISIBLE.iter().skip(1);
        assert!(INVISIBLE.iter().zip(nexts).all(|(row, next)| row.1 < next.0));
    }

    #[test]
    fn what_shows_is_no_invisible_character() {
        for c in " !~aZ09¡é中😀\u{fffd}\u{e1000}".chars() {
            assert_eq!(invisible(c), None, "{c:?}");
        }
    }

    #[test]
    fn the_place_is_told() {
        for (text, told) in [
            ("\u{202a}key", "U+202A LEFT-TO-RIGHT EMBEDDING at its beginning"),
            ("key\u{3164}", "U+3164 HANGUL FILLER at its end"),
            ("k\u{200b}ey", "U+200B ZERO WIDTH SPACE as its character 2"),
            ("\u{e0041}", "U+E0041 TAG CHARACTER at its beginning"),
            ("k\0", "U+0000 NULL at its end"),
        ] {
            assert_eq!(unseen(text).as_deref(), Some(told));
        }
        assert_eq!(unseen("a key\t with\r\n spaces"), None);
    }
}
