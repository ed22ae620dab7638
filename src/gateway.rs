//! The gateways of this package: specs, and what no spec says.

pub mod yinqiantong;

#[cfg(not(target_family = "wasm"))]
use std::sync::LazyLock;

#[cfg(not(target_family = "wasm"))]
use crate::call::Gateway;

pub use yinqiantong::{check_pay_hosts, parse_pay_body};

/// The specs with the names of their gateways. In wasm there are none: JavaScript hands over those that it uses.
#[cfg(not(target_family = "wasm"))]
pub static SPECS: &[(&str, &str)] = &[
    ("hicoin", include_str!("gateway/hicoin.json")),
    ("yinqiantong", include_str!("gateway/yinqiantong.json")),
    ("bitcv", include_str!("gateway/bitcv.json")),
    ("sixdu", include_str!("gateway/sixdu.json")),
    ("bhop-user", include_str!("gateway/bhop-user.json")),
    ("bhop-org", include_str!("gateway/bhop-org.json")),
];

/// Every gateway, in the order of [`SPECS`]. What differs by a choice is one gateway: see [`Gateway::choose`].
#[cfg(not(target_family = "wasm"))]
pub static GATEWAYS: LazyLock<Vec<&'static Gateway>> = LazyLock::new(|| {
    let made = SPECS.iter().map(|(_, spec)| Gateway::from_json(spec));
    made.filter_map(Result::ok).collect() // all of them: the crate's tests see to it
});

/// The gateway of this name.
///
/// ```
/// use paysign::gateway::named;
///
/// let yinqiantong = named("yinqiantong").unwrap().choose(&[("version", "v2")])?;
/// assert!(yinqiantong.call("createOrder").is_some());
/// # Ok::<(), paysign::Error>(())
/// ```
#[cfg(not(target_family = "wasm"))]
#[must_use]
pub fn named(name: &str) -> Option<&'static Gateway> {
    GATEWAYS.iter().copied().find(|gateway| gateway.name == name)
}
