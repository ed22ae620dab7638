//! How TypeScript is written: comments, members, unions.

use std::fmt::Write as _;

/// The width of a comment's lines.
const WIDTH: usize = 116;

/// A comment: in one line where it fits.
pub(crate) fn comment(doc: &str, indent: &str) -> String {
    if !doc.contains('\n') && indent.len() + doc.len() < WIDTH - 4 {
        return format!("{indent}/** {doc} */\n");
    }
    let mut lines = String::new();
    let mut code = false;
    for line in doc.lines() {
        code ^= line.starts_with("```");
        let mut at = 0;
        write!(lines, "{indent} *").unwrap();
        for word in line.split(' ') {
            if !code && !line.starts_with('|') && at > 0 && at + 1 + word.len() > WIDTH - indent.len() {
                write!(lines, "\n{indent} *").unwrap();
                at = 0;
            }
            lines.push(' ');
            lines.push_str(word);
            at += 1 + word.chars().count();
        }
        lines.truncate(lines.trim_end().len());
        lines.push('\n');
    }
    format!("{indent}/**\n{lines}{indent} */\n")
}

/// A member that has to be given.
pub(crate) fn needed(doc: &str, name: &str, of: &str) -> String {
    format!("{}  {name}: {of}\n", comment(doc, "  "))
}

/// A member that may be left out.
pub(crate) fn optional(doc: &str, name: &str, of: &str) -> String {
    format!("{}  {name}?: {of} | undefined\n", comment(doc, "  "))
}

pub(crate) fn member(doc: &str, name: &str, is_optional: bool, of: &str) -> String {
    let write = if is_optional { optional } else { needed };
    write(doc, name, of)
}

/// `lines`, four spaces deeper.
pub(crate) fn deeper(lines: &str) -> String {
    lines.lines().map(|line| format!("    {line}\n")).collect()
}

pub(crate) fn union<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("'{word}'")).collect();
    quoted.join(" | ")
}

/// `createOrder` and `pay_info` as part of a type's name.
pub(crate) fn pascal(name: &str) -> String {
    let part = |part: &str| part[..1].to_uppercase() + &part[1..];
    name.split('_').map(part).collect()
}
