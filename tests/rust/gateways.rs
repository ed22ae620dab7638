//! The gateways of the specs, in wasm too, where the crate has none.

use paysign::Gateway;

const SPECS: [&str; 6] = [
    include_str!("../../src/gateway/hicoin.json"),
    include_str!("../../src/gateway/yinqiantong.json"),
    include_str!("../../src/gateway/bitcv.json"),
    include_str!("../../src/gateway/sixdu.json"),
    include_str!("../../src/gateway/bhop-user.json"),
    include_str!("../../src/gateway/bhop-org.json"),
];

fn of(spec: usize) -> &'static Gateway {
    Gateway::from_json(SPECS[spec]).unwrap()
}

pub(super) fn hicoin() -> &'static Gateway {
    of(0)
}

pub(super) fn yinqiantong_v1() -> &'static Gateway {
    of(1).choose(&[("version", "v1")]).unwrap()
}

pub(super) fn yinqiantong_v2() -> &'static Gateway {
    of(1).choose(&[("version", "v2")]).unwrap()
}

pub(super) fn bitcv() -> &'static Gateway {
    of(2)
}

pub(super) fn sixdu() -> &'static Gateway {
    of(3)
}

pub(super) fn bhop_user() -> &'static Gateway {
    of(4)
}

pub(super) fn bhop_org() -> &'static Gateway {
    of(5)
}

/// Every gateway; Yinqiantong in both of its versions.
pub(super) fn all() -> [&'static Gateway; 7] {
    [
        hicoin(),
        yinqiantong_v1(),
        yinqiantong_v2(),
        bitcv(),
        sixdu(),
        bhop_user(),
        bhop_org(),
    ]
}
