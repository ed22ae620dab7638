//! A gateway from its spec: JSON that says what its rows say, checked as a whole before anything is made of it.

mod call;
mod fault;
mod field;
mod names;
mod notification;
mod option;
mod paid;
mod reuse;
mod scheme;
mod text;
mod tree;

use std::sync::Mutex;

use crate::call::{Choice, Gateway, Kind, Setting, Spec};
use crate::error::Error;
use crate::json::{Fault, Json, read};

use fault::{At, Faults};
use field::Known;
use text::{doc_of, interned, locked};
use tree::Tree;

/// The longest spec that is read, in bytes.
const MAX_SPEC: usize = 512 * 1024;
/// Objects and lists in each other.
const DEPTH: usize = 32;
/// The most calls of a gateway.
const MOST_CALLS: usize = 200;

const MEMBERS: &[&str] = &[
    "class",
    "name",
    "options",
    "keys",
    "credentials",
    "calls",
    "notifications",
];

/// Every gateway that was made of a spec, which lives as long as the program: each distinct one once.
static MADE: Mutex<Vec<&'static Gateway>> = Mutex::new(Vec::new());

impl Gateway {
    /// The gateway of a spec: JSON text in the vocabulary of `gateway.schema.json`. Its choices are set to their defaults,
    /// and those without one to their first words: see [`choose`](Self::choose).
    ///
    /// The gateway stays for the life of the program, and the same text gives the same one.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) with everything that is wrong with the spec, with each word of each
    /// choice: [`Error::details`] has a path like `calls.createOrder.fields.money` and what is wrong there.
    ///
    /// ```
    /// use paysign::Gateway;
    ///
    /// let shop = Gateway::from_json(r#"{
    ///     "class": "ShopPay",
    ///     "name": "shop-pay",
    ///     "options": {
    ///         "merchantId": { "type": "id" },
    ///         "secret": { "type": "secret" },
    ///         "base": { "type": "base", "default": "https://pay.example" }
    ///     },
    ///     "keys": {
    ///         "merchant": {
    ///             "option": "secret",
    ///             "scheme": { "signatureField": "sign", "algorithm": "md5", "secret": "&key={}" }
    ///         }
    ///     },
    ///     "calls": {
    ///         "queryOrder": {
    ///             "path": "/order/query",
    ///             "fields": {
    ///                 "mch_id": { "value": { "option": "merchantId" } },
    ///                 "order_no": { "type": "id", "maxLength": 32 }
    ///             },
    ///             "sign": { "key": "merchant" },
    ///             "effect": "read",
    ///             "envelope": { "code": ["code"], "success": ["0"], "message": ["msg"] },
    ///             "answer": { "state": { "type": "enum", "words": { "unpaid": "0", "paid": "1" } } },
    ///             "paid": { "state": ["paid"] }
    ///         }
    ///     }
    /// }"#)?;
    /// assert_eq!(shop.calls[0].name, "queryOrder");
    ///
    /// let error = Gateway::from_json(r#"{ "class": "ShopPay", "name": "shop-pay", "option": {} }"#).unwrap_err();
    /// assert_eq!(error.details()[0].field, "option");
    /// assert_eq!(error.details()[0].why, "is unknown here; did you mean options?");
    /// # Ok::<(), paysign::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<&'static Self, Error> {
        let first = locked(&MADE)
            .iter()
            .copied()
            .find(|made| made.spec.0 == text && made.is_first());
        if let Some(made) = first {
            return Ok(made);
        }
        let json = parsed(text)?;
        let spec = Tree::from(&json);
        check(&spec)?;
        Ok(made(text, &spec, &[]))
    }

    /// This gateway with these words of its choices; the others are at their defaults.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming a choice that there is not, that has no such word, or that
    /// has no default and is not among them.
    pub fn choose(&self, words: &[(&str, &str)]) -> Result<&'static Self, Error> {
        let fault = |name: &str, why: &str| Error::config([self.class, ": ", name, " ", why].concat());
        if let Some((name, _)) = words
            .iter()
            .find(|(name, _)| self.choices.iter().all(|choice| choice.name != *name))
        {
            return Err(fault(name, "is no choice of this gateway"));
        }
        let mut chosen = Vec::new();
        for choice in self.choices {
            let known: Vec<&str> = choice.words.iter().map(|(word, _)| *word).collect();
            let given = words
                .iter()
                .find(|(name, _)| *name == choice.name)
                .map(|(_, word)| *word);
            match given.or(choice.default) {
                Some(word) if known.contains(&word) => chosen.push((choice.name, word)),
                Some(_) => return Err(fault(choice.name, &["is none of ", &known.join(", ")].concat())),
                None => {
                    let meanings = meanings(&Tree::from(&parsed(self.spec.0)?), choice.name);
                    return Err(fault(choice.name, &["is missing: ", &meanings].concat()));
                }
            }
        }
        let same = |made: &&Self| made.spec.0 == self.spec.0 && made.is_with(&chosen);
        if let Some(made) = locked(&MADE).iter().copied().find(same) {
            return Ok(made);
        }
        let json = parsed(self.spec.0)?;
        let spec = Tree::from(&json);
        // Each word has been tried by itself, when the spec was read; several have not.
        let first = words_of(&spec, &[]);
        if chosen.iter().filter(|word| !first.contains(word)).count() > 1 {
            let faults = Faults::default();
            gateway(&spec, &chosen, self.spec.0, &faults);
            refused(&spec, faults)?;
        }
        Ok(made(self.spec.0, &spec, &chosen))
    }

    fn is_with(&self, words: &[(&str, &str)]) -> bool {
        let chosen = |(name, word): &(&str, &str)| {
            self.choices
                .iter()
                .any(|choice| choice.name == *name && choice.chosen == *word)
        };
        words.iter().all(chosen)
    }

    /// Whether every choice is at its default, or at its first word.
    fn is_first(&self) -> bool {
        let first = |choice: &Choice| choice.default.or(choice.words.first().map(|(word, _)| *word));
        self.choices.iter().all(|choice| first(choice) == Some(choice.chosen))
    }
}

fn parsed(text: &str) -> Result<Json, Error> {
    let fault = |why: &str| Err(Error::config(["the spec: ", why].concat()));
    if text.len() > MAX_SPEC {
        return fault("is larger than 512 KB");
    }
    match read(text, DEPTH) {
        Ok(json) => Ok(json),
        Err(Fault::Broken(at)) => fault(&format!("is not JSON, near byte {at}")),
        Err(Fault::Twice(name)) => fault(&["has ", &crate::error::short(&name), " twice in one object"].concat()),
        Err(Fault::Deep(_)) => fault("nests deeper than 32 objects and lists"),
    }
}

/// Everything that is wrong with a spec: as it is first, then with each other word of each choice.
fn check(spec: &Tree<'_>) -> Result<(), Error> {
    let faults = Faults::default();
    reuse::check_used(spec, &faults);
    gateway(spec, &[], "", &faults);
    for (name, first) in words_of(spec, &[]) {
        let words = choice_words(spec, name).map_or_else(Vec::new, names::names_in);
        for word in words.into_iter().filter(|word| *word != first) {
            let others = Faults::default();
            gateway(spec, &[(name, word)], "", &others);
            faults.add_others(others, &[" (with ", name, ": ", word, ")"].concat());
        }
    }
    refused(spec, faults)
}

fn refused(spec: &Tree<'_>, faults: Faults) -> Result<(), Error> {
    let details = faults.into_details();
    match details.is_empty() {
        true => Ok(()),
        false => Err(Error::spec(&named(spec), details)),
    }
}

/// The words of a choice with what they mean, for a message.
fn meanings(spec: &Tree<'_>, choice: &str) -> String {
    let Some(Tree::Object(words)) = choice_words(spec, choice) else {
        return String::new();
    };
    let meaning = |(word, about): &(&str, Tree<'_>)| match about.member("doc") {
        Some(Tree::Text(doc)) => [word, " (", doc.trim_end_matches('.'), ")"].concat(),
        _ => (*word).to_owned(),
    };
    words.iter().map(meaning).collect::<Vec<_>>().join(", ")
}

/// Whose spec it is, for a message.
fn named(spec: &Tree<'_>) -> String {
    match spec.member("class") {
        Some(Tree::Text(class)) if !class.is_empty() => ["the spec of ", &crate::error::short(class)].concat(),
        _ => "the spec".to_owned(),
    }
}

/// Makes the gateway of a spec in which nothing is wrong, and keeps it.
fn made(text: &str, spec: &Tree<'_>, chosen: &[(&str, &str)]) -> &'static Gateway {
    let known = locked(&MADE)
        .iter()
        .map(|made| made.spec.0)
        .find(|known| *known == text);
    let text = known.unwrap_or_else(|| Box::leak(text.into()));
    let made: &'static Gateway = Box::leak(Box::new(gateway(spec, chosen, text, &Faults::of_checked())));
    locked(&MADE).push(made);
    made
}

/// The words of choices: their patches change the spec, in the order of the options.
fn patched<'a>(spec: &Tree<'a>, chosen: &[(&str, &str)]) -> Tree<'a> {
    let mut patched = spec.clone();
    for (name, word) in words_of(spec, chosen) {
        let word = choice_words(spec, name).and_then(|words| words.member(word));
        if let Some(patch) = word.and_then(|word| word.member("patch")) {
            tree::patch(&mut patched, patch);
        }
    }
    patched
}

/// The words of a choice.
fn choice_words<'s, 'a>(spec: &'s Tree<'a>, name: &str) -> Option<&'s Tree<'a>> {
    spec.member("options")?.member(name)?.member("words")
}

/// The word of each choice: the chosen one, or the default, or the first.
fn words_of<'w>(spec: &Tree<'w>, chosen: &[(&str, &'w str)]) -> Vec<(&'w str, &'w str)> {
    let Some(Tree::Object(options)) = spec.member("options") else {
        return Vec::new();
    };
    let word = |(name, option): &(&'w str, Tree<'w>)| {
        let words = option.member("words")?;
        let chosen = chosen.iter().find(|(choice, _)| choice == name).map(|(_, word)| *word);
        let default = match option.member("default") {
            Some(Tree::Text(word)) => Some(*word),
            _ => None,
        };
        let first = match words {
            Tree::Object(words) => words.first().map(|(word, _)| *word),
            _ => None,
        };
        Some((*name, chosen.or(default).or(first)?))
    };
    options.iter().filter_map(word).collect()
}

/// What a spec says with these words of its choices. What it refers to and is not there is a fault, and stands for nothing.
fn gateway(spec: &Tree<'_>, chosen: &[(&str, &str)], text: &'static str, faults: &Faults) -> Gateway {
    let json = reuse::resolved(&patched(spec, chosen), faults);
    let at = At::top(&json, faults);
    at.only(MEMBERS);
    let options_at = at.need("options");
    let options: Vec<Setting> = options_at.as_ref().map_or_else(Vec::new, |at| at.map(option::option));
    let choices = options_at
        .as_ref()
        .map_or_else(Vec::new, |at| option::choices(at, chosen));
    let kinds: Vec<(&str, Kind)> = options.iter().map(|option| (option.name, option.kind)).collect();
    let keys = at
        .get("keys")
        .map_or_else(Vec::new, |at| at.map(|at| option::key(at, &options)));
    let tokens = tokens(&at);
    let known = Known {
        options: &kinds,
        tokens: &tokens,
    };
    let calls = at
        .get("calls")
        .map_or_else(Vec::new, |calls| calls.map(|call| call::call(call, &at, &known)));
    let notifications = at.get("notifications").map_or_else(Vec::new, |notifications| {
        notifications.map(|notification| notification::notification(notification, &at))
    });
    check_whole(&at, &tokens);
    Gateway {
        class: at.need("class").map_or("", |at| class(&at)),
        name: at.need("name").map_or("", |at| name(&at)),
        doc: doc_of(&at),
        options: at.kept(options),
        choices: at.kept(choices),
        keys: at.kept(keys.into_iter().flatten().collect()),
        credentials: at.get("credentials").and_then(|at| at.word(CREDENTIALS)),
        calls: at.kept(calls),
        notifications: at.kept(notifications),
        spec: Spec(text),
    }
}

/// The words of `fetch`.
const CREDENTIALS: &[(&str, &str)] = &[("include", "include"), ("omit", "omit"), ("same-origin", "same-origin")];

/// The calls whose answer is kept.
fn tokens(at: &At<'_>) -> Vec<&'static str> {
    let Some(Tree::Object(calls)) = at.json.member("calls") else {
        return Vec::new();
    };
    let kept = calls.iter().filter(|(_, call)| call.member("keep").is_some());
    kept.map(|(name, _)| interned(name)).collect()
}

/// What holds of all calls and notifications together.
fn check_whole(at: &At<'_>, tokens: &[&str]) {
    let count = |name| at.json.member(name).map_or(0, |map| names::names_in(map).len());
    let (calls, notifications) = (count("calls"), count("notifications"));
    if calls + notifications == 0 && matches!(at.json, Tree::Object(_)) {
        at.fault_of("calls", "is missing: a gateway has calls, notifications or both");
    }
    if calls > MOST_CALLS || notifications > MOST_CALLS {
        at.fault_of("calls", "are more than 200, or notifications are");
    }
    if tokens.len() > 1 {
        at.fault_of(
            "calls",
            &["has two calls that `keep` a token: ", &tokens.join(", ")].concat(),
        );
    }
    check_methods(at);
    if let Some(keys) = at.get("keys") {
        keys.map(|key| {
            let used = ["calls", "notifications"]
                .iter()
                .any(|name| match at.json.member(name) {
                    Some(Tree::Object(members)) => members.iter().any(|(_, one)| names_role(one, key.name())),
                    _ => false,
                });
            if !used {
                key.fault("is used by no call and no notification");
            }
        });
    }
}

/// A call that has the name of a notification's method would stand in its place.
fn check_methods(at: &At<'_>) {
    let (Some(calls), Some(notifications)) = (at.get("calls"), at.get("notifications")) else {
        return;
    };
    let methods = notifications.map(|at| notification::methods_of(at.name()));
    calls.map(|at| {
        if methods.iter().flatten().any(|method| *method == at.name()) {
            at.fault("is the name of a notification's method");
        }
    });
}

fn names_role(json: &Tree<'_>, role: &str) -> bool {
    let is = |json: Option<&Tree<'_>>| matches!(json, Some(Tree::Text(name)) if *name == role);
    let sign = json.member("sign").and_then(|sign| sign.member("key"));
    is(sign) || is(json.member("verify")) || is(json.member("key"))
}

/// The role of a key that there is, and that signs where it has to.
fn key_of(at: &At<'_>, gateway: &At<'_>, signs: bool) -> &'static str {
    let role = at.text();
    let keys = gateway.get("keys");
    let roles = keys.as_ref().map_or_else(Vec::new, |keys| names::names_in(keys.json));
    if !roles.contains(&role) && !role.is_empty() {
        at.none_of(role, "the roles of `keys`: ", &roles);
        return role;
    }
    let key = keys.as_ref().and_then(|keys| keys.json.member(role));
    let option = match key.and_then(|key| key.member("option")) {
        Some(Tree::Text(option)) => option,
        _ => return role,
    };
    let kind = gateway.get("options").and_then(|options| {
        let kind = options.json.member(option)?.member("type")?;
        Some(matches!(kind, Tree::Text(kind) if *kind == "publicKey"))
    });
    if signs && kind == Some(true) {
        at.fault("is a public key, which does not sign");
    }
    role
}

/// The option with the address that a call is below.
fn base_of(at: &At<'_>, gateway: &At<'_>) -> &'static str {
    let given = at.get("base").map(|at| at.text());
    let name = given.unwrap_or("base");
    let is_base =
        |(_, option): &&(&str, Tree<'_>)| matches!(option.member("type"), Some(Tree::Text(kind)) if *kind == "base");
    let bases: Vec<&str> = match gateway.json.member("options") {
        Some(Tree::Object(options)) => options.iter().filter(is_base).map(|(name, _)| *name).collect(),
        _ => Vec::new(),
    };
    match at.get("base") {
        _ if bases.contains(&name) || name.is_empty() => {}
        Some(at) => at.none_of(name, "the options of type base: ", &bases),
        None => at.fault_of("base", "is missing: no option of type base is called base"),
    }
    name
}

fn class(at: &At<'_>) -> &'static str {
    let class = at.text();
    let pascal =
        class.starts_with(|c: char| c.is_ascii_uppercase()) && class.chars().all(|c| c.is_ascii_alphanumeric());
    let fits = pascal && class.len() <= 64;
    if !(class.is_empty() || fits) {
        at.fault("is no name of a class in PascalCase, like ShopPay");
    }
    class
}

fn name(at: &At<'_>) -> &'static str {
    let name = at.text();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.chars().all(plain) || name.len() > 64 {
        at.fault("has something other than a-z, 0-9 and - in it, or more than 64 of them");
    }
    name
}
