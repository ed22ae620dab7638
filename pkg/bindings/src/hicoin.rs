//! The class `HiCoin`.

use js_sys::Date;
use paysign::gateway::hicoin::{H5_PAGE, H5Page, h5_pay_url};
use paysign::{Error, Signer, Value};
use wasm_bindgen::prelude::*;
use web_sys::Url;
use zeroize::Zeroizing;

use crate::convert::{Thrown, text};
use crate::crossing;
use crate::options::Options;
use crate::random::nonce;

const OPTIONS: [&str; 9] = [
    "appId",
    "mchKey",
    "secret",
    "environment",
    "apiBase",
    "merchantBase",
    "payPage",
    "authorizePage",
    "dangerouslyAllowBrowser",
];

#[wasm_bindgen]
pub struct HiCoin {
    app_id: String,
    pay_page: String,
    h5: Signer,
}

#[wasm_bindgen]
impl HiCoin {
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Result<Self, Thrown> {
        let known: Vec<&str> = OPTIONS.into_iter().chain(["allowHttp"]).collect();
        let options = Options::read(options, "HiCoin", &known)?;
        refuse_in_page(options.flag("dangerouslyAllowBrowser")?.unwrap_or(false))?;
        let test = options
            .word("environment", &[("production", false), ("test", true)])?
            .unwrap_or(false);
        let standard = if test {
            "http://testweb.hicoin.one/hicoinfe/payment/"
        } else {
            "https://api.hicoin.vip/hicoinfe/payment/"
        };
        let pay_page = options.text("payPage")?.unwrap_or_else(|| standard.to_owned());
        check_page(
            "payPage",
            &pay_page,
            test || options.flag("allowHttp")?.unwrap_or(false),
        )?;
        let app_id = options.required("appId")?;
        // Last, so that nothing fails once the key's digests have been on the stack, which is wiped when this is freed.
        let key = Zeroizing::new(options.required("mchKey")?);
        let h5 = Signer::new(H5_PAGE, key.as_bytes()).map_err(|fault| Error::config(format!("mchKey: {fault}")))?;
        Ok(Self { app_id, pay_page, h5 })
    }

    #[wasm_bindgen(js_name = h5PayUrl)]
    pub fn h5_pay_url(&self, page: &JsValue) -> Result<String, Thrown> {
        let page = Options::read(page, "h5PayUrl", &["prepay_id", "nonceStr", "timeStamp"])
            .map_err(|fault| Error::param("h5PayUrl", fault.to_string()))?;
        let of = |name: &str| text(&page.get(name));
        let nonce = match page.get("nonceStr").is_undefined() {
            true => nonce()?,
            false => of("nonceStr").unwrap_or_default(),
        };
        let timestamp = match page.get("timeStamp") {
            value if value.is_undefined() => seconds_now(),
            value => value
                .as_f64()
                .and_then(|n| Value::from_number(n).ok()?.text().map(Into::into))
                .or(text(&value))
                .unwrap_or_default(),
        };
        let prepay_id = of("prepay_id").unwrap_or_default();
        let page = H5Page {
            page: &self.pay_page,
            app_id: &self.app_id,
            prepay_id: &prepay_id,
            nonce: &nonce,
            timestamp: &timestamp,
        };
        Ok(h5_pay_url(&self.h5, &page)?)
    }
}

impl Drop for HiCoin {
    fn drop(&mut self) {
        crossing::wipe();
    }
}

fn seconds_now() -> String {
    ((Date::now() / 1000.0) as u64).to_string()
}

/// A secret in a page is everybody's: whoever opens the page can read it.
fn refuse_in_page(allowed: bool) -> Result<(), Error> {
    let has = |name: &str| js_sys::Reflect::has(&js_sys::global(), &name.into()).unwrap_or(false);
    if !allowed && has("window") && has("document") {
        return Err(Error::config(
            "this class holds a secret and must not be made in a page, where everybody can read it: use it on the server. \
             For tests and demos with keys of no worth, set dangerouslyAllowBrowser (密钥不能放在网页里)",
        ));
    }
    Ok(())
}

/// An absolute address without query or fragment, over https unless `http` is allowed or the host is this machine.
fn check_page(name: &str, address: &str, http: bool) -> Result<(), Error> {
    let url = Url::new(address).map_err(|_| Error::config(format!("{name}: is not an absolute address")))?;
    let host = url.hostname();
    // Of digits and points alone, it is an IPv4 address: no name begins like one and leads elsewhere.
    let ipv4 = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let loopback = matches!(host.as_str(), "localhost" | "[::1]") || (ipv4 && host.starts_with("127."));
    if !address.contains("://")
        || address.contains(['?', '#', '@'])
        || address.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        return Err(Error::config(format!(
            "{name}: has a query, a fragment, a user name or white space; give the bare address"
        )));
    }
    match url.protocol().as_str() {
        "https:" => Ok(()),
        "http:" if http || loopback => Ok(()),
        "http:" => Err(Error::config(format!(
            "{name}: is http; use https, or set allowHttp where the network is trusted"
        ))),
        _ => Err(Error::config(format!("{name}: is neither https nor http"))),
    }
}
