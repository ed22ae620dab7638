//! The address of the H5 pay page, the one thing that the merchant signs and the user carries.

use crate::canonical::canonical_string;
use crate::error::{Detail, Error};
use crate::sign::Signer;
use crate::value::Value;

/// What the H5 pay page is told.
#[derive(Clone, Copy, Debug)]
pub struct H5Page<'a> {
    /// The page's address, without a query.
    pub page: &'a str,
    /// The application's id.
    pub app_id: &'a str,
    /// `trade_no` of the answer to `preOrder`.
    pub prepay_id: &'a str,
    /// 1 to 32 characters, new for each address.
    pub nonce: &'a str,
    /// Unix time in seconds: 10 digits.
    pub timestamp: &'a str,
}

/// The address of the H5 pay page, to be reached by a redirect (302) or `location`; signed with the `mch_key`.
///
/// The parameters stand in the order and encoding of the address that the documentation prints.
///
/// ```
/// use paysign::{Signer, gateway::hicoin};
///
/// let signer = Signer::new(hicoin::H5_PAGE, b"mch_key_1566486321")?;
/// let url = hicoin::h5_pay_url(&signer, &hicoin::H5Page {
///     page: "https://api.hicoin.vip/hicoinfe/payment/",
///     app_id: "4f95ab748e204c65d0bdaa61b4e3f1d7",
///     prepay_id: "1048157710522051678581",
///     nonce: "2K426TILTKCH16CQ25145I8ZNMTM67VS",
///     timestamp: "1577105620",
/// })?;
/// assert!(url.starts_with("https://api.hicoin.vip/hicoinfe/payment/?appId=4f95ab748e204c65d0bdaa61b4e3f1d7&nonceStr="));
/// # Ok::<(), paysign::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Params`](crate::ErrorKind::Params), naming every field outside its limits.
pub fn h5_pay_url(signer: &Signer, page: &H5Page<'_>) -> Result<String, Error> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, why: &str| {
        faults.push(Detail {
            field: field.into(),
            why: why.into(),
        })
    };
    if page.app_id.is_empty() {
        fault("appId", "is empty");
    }
    if page.prepay_id.is_empty() {
        fault("prepay_id", "is empty; it is `trade_no` of the answer to createOrder");
    }
    if !(1..=32).contains(&page.nonce.chars().count()) {
        fault("nonceStr", "has not 1 to 32 characters");
    }
    if page.timestamp.len() != 10 || !page.timestamp.bytes().all(|byte| byte.is_ascii_digit()) {
        fault("timeStamp", "is not Unix time in seconds (10 digits)");
    }
    if !faults.is_empty() {
        return Err(Error::params(faults));
    }
    let package = format!("prepay_id={}", page.prepay_id);
    let params = [
        ("appId", Value::from(page.app_id)),
        ("nonceStr", page.nonce.into()),
        ("package", package.as_str().into()),
        ("signType", "HMAC-SHA256".into()),
        ("timeStamp", page.timestamp.into()),
    ];
    // The canonical string is the query itself: both are sorted and form-urlencoded.
    let query = canonical_string(signer.scheme(), &params)?;
    Ok(format!(
        "{}?{query}&{}={}",
        page.page,
        signer.scheme().signature_field,
        signer.sign(&params)?
    ))
}
